package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Target;
import io.tightship.scan.probe.SessionId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final SessionId SESSION = SessionId.network(new Target.Site("s"));

    private final StringWriter terminal = new StringWriter();
    private final AtomicLong clock = new AtomicLong();
    private final ProgressLine line = new ProgressLine(new PrintWriter(terminal), clock::get);

    @Test
    void it_tells_how_many_targets_are_done_running_and_failed_and_for_how_long() {
        line.planned(3);
        clock.addAndGet(1_000_000_000L);
        line.started(SESSION);
        clock.addAndGet(1_000_000_000L);
        line.finished(SESSION, true);
        assertThat(terminal.toString()).endsWith("\r\u001b[K1/3 targets done, 0 running, 1 failed, 2 s")
                .doesNotContain("\n");
        line.clear();
        assertThat(terminal.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void it_is_drawn_at_most_ten_times_a_second_but_always_at_the_end() {
        line.planned(1000);
        for (int i = 0; i < 1000; i++) {
            line.started(SESSION);
            line.finished(SESSION, false);
            clock.addAndGet(1_000_000L);
        }
        assertThat(terminal.toString().split("\r", -1)).hasSizeLessThan(14);
        assertThat(terminal.toString()).contains("1000/1000 targets done, 0 running, 0 failed");
    }

    @Test
    void a_line_of_a_site_with_thousands_of_nodes_fits_80_columns() {
        line.planned(99_999);
        clock.addAndGet(99_999_000_000_000L);
        for (int i = 0; i < 300; i++) {
            line.started(SESSION);
        }
        clock.addAndGet(1_000_000_000L);
        line.started(SESSION);
        for (String drawn : terminal.toString().split("\r\u001b\\[K")) {
            assertThat(drawn.length()).isLessThanOrEqualTo(80);
        }
    }
}
