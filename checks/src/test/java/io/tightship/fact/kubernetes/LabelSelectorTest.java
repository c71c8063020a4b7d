package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.LabelSelector.Expression;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSelectorTest {

    private static final Map<String, String> OF = Map.of("team", "ai", "tier", "prod");

    @Test
    void labels_and_expressions_must_all_match() {
        assertThat(LabelSelector.EVERYTHING.selects(Map.of())).isTrue();
        assertThat(of(Map.of("team", "ai"), expression("tier", "In", "dev", "prod")).selects(OF)).isTrue();
        assertThat(of(Map.of("team", "ai"), expression("tier", "In", "dev")).selects(OF)).isFalse();
        assertThat(of(Map.of("team", "hpc"), expression("tier", "In", "prod")).selects(OF)).isFalse();
    }

    @Test
    void not_in_and_does_not_exist_hold_where_the_label_is_absent() {
        assertThat(of(Map.of(), expression("zone", "NotIn", "a")).selects(OF)).isTrue();
        assertThat(of(Map.of(), expression("zone", "DoesNotExist")).selects(OF)).isTrue();
        assertThat(of(Map.of(), expression("team", "NotIn", "ai")).selects(OF)).isFalse();
        assertThat(of(Map.of(), expression("team", "DoesNotExist")).selects(OF)).isFalse();
        assertThat(of(Map.of(), expression("zone", "In", "a")).selects(OF)).isFalse();
        assertThat(of(Map.of(), expression("team", "Exists")).selects(OF)).isTrue();
        assertThat(of(Map.of(), expression("zone", "Exists")).selects(OF)).isFalse();
    }

    private static LabelSelector of(Map<String, String> labels, Expression... expressions) {
        return new LabelSelector(labels, List.of(expressions));
    }

    private static Expression expression(String key, String operator, String... values) {
        return new Expression(key, operator, List.of(values));
    }
}
