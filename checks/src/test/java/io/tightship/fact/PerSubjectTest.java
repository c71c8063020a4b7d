package io.tightship.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Reason;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerSubjectTest {

    private static final Fact<String> UNREAD = Fact.unavailable("node/n", Reason.FORBIDDEN, "Permission denied");

    @Test
    void what_was_read_is_told_in_order_and_what_was_not_is_no_value() {
        PerSubject<String> members = PerSubject.of(Map.of("b", Fact.known("2"), "a", Fact.known("1"), "c", UNREAD));
        assertThat(members.known()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(members.members().keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void members_of_which_none_was_read_are_not_nothing() {
        assertThat(PerSubject.of(Map.of("a", UNREAD)).isEmpty()).isFalse();
        assertThat(PerSubject.of(Map.of("a", UNREAD)).known()).isEmpty();
        assertThat(PerSubject.of(Map.of()).isEmpty()).isTrue();
    }

    @Test
    void it_does_not_change_after_it_was_made() {
        Map<String, Fact<String>> given = new HashMap<>(Map.of("a", Fact.known("1")));
        PerSubject<String> members = PerSubject.of(given);
        given.clear();
        assertThat(members.known()).containsOnlyKeys("a");
        assertThatThrownBy(() -> members.members().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void equal_members_make_equal_collections() {
        assertThat(PerSubject.of(Map.of("a", UNREAD))).isEqualTo(PerSubject.of(Map.of("a", UNREAD)))
                .hasSameHashCodeAs(PerSubject.of(Map.of("a", UNREAD)))
                .isNotEqualTo(PerSubject.of(Map.of("a", Fact.known("1"))));
    }

    @Test
    void a_change_of_an_unavailable_fact_leaves_it_unavailable() {
        assertThat(UNREAD.map(String::length)).isEqualTo(Fact.<Integer>unavailable("node/n", Reason.FORBIDDEN,
                "Permission denied"));
        assertThat(Fact.known("two").map(String::length)).isEqualTo(Fact.known(3));
    }
}
