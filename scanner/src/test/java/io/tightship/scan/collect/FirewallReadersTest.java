package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.ServiceState;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirewallReadersTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe RULES = new NodeProbe.FirewallRules();
    private static final NodeProbe UNIT = new NodeProbe.ServiceState("shorewall.service");

    @Test
    void a_firewall_without_rules_is_a_value_and_one_that_nobody_may_see_is_not() {
        assertThat(new ControlPlaneSite().text(NODE, RULES, "").read(HEAD, FirewallTables.KEY)).isInstanceOf(Fact.Known.class);
        assertThat(new ControlPlaneSite().bytes(NODE, RULES, 0, "iptables-save v1.8.9 (nf_tables): Could not fetch rule "
                + "set generation id: Permission denied (you must be root)", new byte[0]).read(HEAD, FirewallTables.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
        assertThat(new ControlPlaneSite().text(NODE, RULES, "*filter\n:INPUT DROP [0:0]\n").read(HEAD, FirewallTables.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void a_service_is_read_with_its_states_also_where_there_is_none() {
        assertThat(new ControlPlaneSite().text(NODE, UNIT, "LoadState=loaded\nActiveState=active\n"
                + "UnitFileState=enabled\n").read(HEAD, ServiceState.of("shorewall.service")))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(fact.value()).isEqualTo(
                        new ServiceState("loaded", "active", "enabled")));
        assertThat(new ControlPlaneSite().text(NODE, UNIT, "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n")
                .read(HEAD, ServiceState.of("shorewall.service"))).isInstanceOf(Fact.Known.class);
        assertThat(new ControlPlaneSite().text(NODE, UNIT, "System has not been booted with systemd\n").read(HEAD,
                ServiceState.of("shorewall.service"))).isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, RULES, reason, "why").read(HEAD, FirewallTables.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
        assertThat(new ControlPlaneSite().unread(NODE, UNIT, reason, "why").read(HEAD,
                ServiceState.of("shorewall.service"))).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(reason));
    }
}
