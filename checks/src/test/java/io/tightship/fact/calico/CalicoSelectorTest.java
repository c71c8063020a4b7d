package io.tightship.fact.calico;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalicoSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier.io/level-1", "gold", "in", "x");

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {"`` ~ true", "all() ~ true", "all( ) ~ true", "global() ~ false",
        "has(app) ~ true", "has(team) ~ false", "!has(app) ~ false", "! has( team ) ~ true", "app == 'web' ~ true",
        "app==\"web\" ~ true", "app == 'db' ~ false", "app != 'db' ~ true", "team != 'a' ~ true", "team == 'a' ~ false",
        "app in {'db', 'web'} ~ true", "app in {'db'} ~ false", "app in {} ~ false", "app not in {'db'} ~ true",
        "team not in {'db'} ~ true", "app contains 'e' ~ true", "team contains '' ~ false", "app starts with 'we' ~ true",
        "app ends with 'x' ~ false", "tier.io/level-1 == 'gold' ~ true", "in == 'x' ~ true",
        "app == 'db' || has(in) && app == 'web' ~ true", "(app == 'db' || has(in)) && app == 'db' ~ false",
        "!(app == 'db') && !has(team) ~ true", "app == 'db' && has(in) || all() ~ true"})
    void it_chooses_as_calico_does(String selector, boolean chosen) {
        assertThat(CalicoSelector.parse(selector).test(LABELS)).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "app ==", "app == web", "app === 'web'", "has(", "has()", "(all()", "all())", "app in 'web'",
        "app in {'web'", "app = 'web'", "'web' == app", "all() all()", "app == 'web", "app like 'web'", "&& all()", "nothing()"})
    void what_is_no_selector_is_refused_with_its_text(String selector) {
        assertThatThrownBy(() -> CalicoSelector.parse(selector)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the selector '" + selector + "'");
    }
}
