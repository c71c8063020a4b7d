package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.Cidr;
import org.junit.jupiter.api.Test;

class SwitchesValuesTest {

    @Test
    void prefixes_are_understood_where_they_are_written() {
        assertThat(SwitchesValues.APPROVED_PREFIXES.type().parseText("7.241.28.8/31, 10.0.0.1"))
                .containsExactly(Cidr.parse("7.241.28.8/31").orElseThrow(), Cidr.parse("10.0.0.1/32").orElseThrow());
        assertThat(SwitchesValues.APPROVED_PREFIXES.type().parseText("")).isEmpty();
        assertThatThrownBy(() -> SwitchesValues.APPROVED_PREFIXES.type().parseText("fd00::/8"))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("'fd00::/8' is not an IPv4 prefix");
    }

    @Test
    void a_port_is_one_port() {
        assertThat(SwitchesValues.API_PORT.type().parseText("6443")).isEqualTo(6443L);
        for (String wrong : new String[] {"0", "65536", "4294973739", "https", ""}) {
            assertThatThrownBy(() -> SwitchesValues.API_PORT.type().parseText(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
