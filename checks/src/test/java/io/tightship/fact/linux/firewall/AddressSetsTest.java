package io.tightship.fact.linux.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSetsTest {

    /** What the real ipset 7.17 saved. */
    private static final String SAVED = """
            create admins hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1744e5b5
            add admins 10.0.0.1
            create blocks hash:net family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0xd7e0771b
            add blocks 10.2.0.0/16 comment "a b"
            create bm bitmap:ip range 10.0.0.0-10.0.0.255
            add bm 10.0.0.3-10.0.0.4
            create six hash:ip family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x8ece8fa4
            add six fd00::1
            create none hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x8ece8fa4
            create going hash:net family inet hashsize 1024 maxelem 65536 timeout 300 bucketsize 12 initval 0xd7e0771b
            add going 10.2.0.0/16 timeout 299
            create holes hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xd7e0771b
            add holes 10.2.3.0/24 nomatch
            add holes 10.2.0.0/16
            create pp hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x30561a63
            add pp 10.0.0.1,tcp:10443
            create masked hash:ip family inet hashsize 1024 maxelem 65536 netmask 24 bucketsize 12 initval 0xf13761ec
            add masked 10.7.7.0
            create l list:set size 8
            add l admins
            """;

    @Test
    void addresses_prefixes_and_ranges_are_members() {
        AddressSets sets = AddressSets.parse(SAVED);
        assertThat(sets.members("admins").orElseThrow().words()).isEqualTo("10.0.0.1");
        assertThat(sets.members("blocks").orElseThrow().words()).isEqualTo("10.2.0.0/16");
        assertThat(sets.members("bm").orElseThrow().words()).contains("10.0.0.3", "10.0.0.4");
        assertThat(sets.members("six").orElseThrow().words()).isEqualTo("fd00::1");
        assertThat(sets.members("none").orElseThrow().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"going", "holes", "pp", "masked", "l", "unheard"})
    void of_any_other_kind_it_is_open_whom_it_holds(String name) {
        assertThat(AddressSets.parse(SAVED).members(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Name: admins\nType: hash:ip\n", "ipset v7.17: Kernel error received: Operation not permitted\n",
        "create admins\n"})
    void what_is_not_ipsets_is_refused(String text) {
        assertThatThrownBy(() -> AddressSets.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text.lines().findFirst().orElseThrow());
    }
}
