package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void a_deadline_that_lies_behind_has_passed_and_leaves_nothing() {
        for (Duration time : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5)}) {
            assertThat(Deadline.in(time).passed()).isTrue();
            assertThat(Deadline.in(time).remaining()).isZero();
        }
    }

    @Test
    void a_deadline_ahead_leaves_the_time_until_then() {
        assertThat(Deadline.in(Duration.ofHours(1)).remaining())
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(Deadline.in(Duration.ofDays(36_500)).passed()).isFalse();
    }

    @Test
    void the_earlier_of_two_counts() {
        Deadline hour = Deadline.in(Duration.ofHours(1));
        assertThat(hour.atMost(Duration.ofDays(1))).isSameAs(hour);
        assertThat(hour.atMost(Duration.ofMinutes(1)).remaining()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(hour.atMost(Duration.ZERO).passed()).isTrue();
        assertThat(Deadline.in(Duration.ZERO).atMost(Duration.ofHours(1)).passed()).isTrue();
    }
}
