package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.RoutableIpv6;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutableIpv6ReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe PROBE = new FileProbe.ReadFile("/proc/net/if_inet6");

    @Test
    void only_addresses_of_global_scope_are_reached_from_elsewhere() {
        assertThat(known(new ControlPlaneSite().text(NODE, PROBE, """
                00000000000000000000000000000001 01 80 10 80       lo
                fe80000000000000025056fffea1b2c3 02 40 20 80     eth0
                20010db8000000010000000000000011 02 40 00 80     eth0
                fd00000000000000000000000000000a 1f4 40 00 02 cali1234
                fec00000000000000000000000000001 02 40 40 80     eth0
                """)).all()).extracting(Object::toString).containsExactly("2001:db8:0:1::11", "fd00::a", "fec0::1");
    }

    @Test
    void a_kernel_without_ipv6_has_none() {
        assertThat(known(new ControlPlaneSite().absent(NODE, PROBE, "No such file or directory")).all()).isEmpty();
        assertThat(known(new ControlPlaneSite().text(NODE, PROBE, "")).all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1 02 40 00 80 eth0\n", "20010db8000000010000000000000011 02 40\n", "x\n"})
    void another_form_is_no_absence(String text) {
        assertThat(new ControlPlaneSite().text(NODE, PROBE, text).read(CP, RoutableIpv6.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "FORBIDDEN", "UNREACHABLE", "TRUNCATED"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, PROBE, reason, "why").read(CP, RoutableIpv6.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }

    private static RoutableIpv6 known(ControlPlaneSite site) {
        return ((Fact.Known<RoutableIpv6>) site.read(CP, RoutableIpv6.KEY)).value();
    }
}
