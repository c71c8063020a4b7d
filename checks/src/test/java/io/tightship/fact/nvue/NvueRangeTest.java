package io.tightship.fact.nvue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvueRangeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"swp1 | swp1", "swp1-4 | swp1 swp2 swp3 swp4",
            "swp3s0-3 | swp3s0 swp3s1 swp3s2 swp3s3",
            "bond1-3 | bond1 bond2 bond3", "swp1-2,5 | swp1 swp2 swp5", "swp1,swp7s0-1 | swp1 swp7s0 swp7s1",
            "swp1-2s0-1 | swp1s0 swp1s1 swp2s0 swp2s1", "swp3s0-1,3 | swp3s0 swp3s1 swp3s3",
            "10,20,30-31 | 10 20 30 31",
            "bond-host1 | bond-host1", "peerlink.4094 | peerlink.4094", "lo,eth0 | lo eth0"})
    void a_range_is_its_names(String written, String names) {
        assertThat(NvueRange.expand(written)).containsExactly(names.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "swp4-1", "swp1,,swp3", "swp[1-4]", "swp*", "swp1 swp2", "swp01-04", "swp1-99999999",
            "swp1-65535s0-3"})
    void what_is_no_range_is_not_guessed(String written) {
        assertThatThrownBy(() -> NvueRange.expand(written)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + written + "'");
    }

    @Test
    void the_order_is_as_written() {
        assertThat(NvueRange.expand("swp9,swp2")).containsExactly("swp9", "swp2");
    }
}
