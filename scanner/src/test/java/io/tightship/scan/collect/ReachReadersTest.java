package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.CP2;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.IpAddress;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.model.Reason;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachReadersTest {

    private static final SessionId NODE = SessionId.node(WORKER);
    private static final NodeProbe PROXY = new HostNetworkProbe.Connect("head-1", 10443);
    private static final String SUBJECT = "head-1 head-1:10443";

    private static ControlPlaneSite controls(Connection result) {
        ControlPlaneSite site = new ControlPlaneSite();
        for (int port : new int[] {22, 8081, 636, 2049}) {
            site.text(NODE, new HostNetworkProbe.Connect("head-1", port), result.name());
        }
        return site;
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "TIMED_OUT", "UNREACHABLE"})
    void t66_a_closed_port_is_known_to_be_closed_only_where_a_control_port_connected(Connection closed) {
        assertThat(controls(Connection.REFUSED).text(NODE, new HostNetworkProbe.Connect("head-1", 2049), "CONNECTED")
                .text(NODE, PROXY, closed.name()).members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    ProvenConnect connect = (ProvenConnect) fact.value();
                    assertThat(connect.result()).isEqualTo(closed);
                    assertThat(connect.control()).contains("2049");
                });
        assertThat(controls(Connection.TIMED_OUT).text(NODE, PROXY, closed.name())
                .members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.BLIND));
        assertThat(new ControlPlaneSite().text(NODE, PROXY, closed.name())
                .members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void each_address_of_a_head_node_is_tried_and_proven_by_itself() {
        var members = controls(Connection.CONNECTED).text(NODE, PROXY, "REFUSED")
                .text(NODE, new HostNetworkProbe.Connect("192.0.2.9", 10443), "REFUSED").members(WORKER, ProvenConnect.TO_PROXY);
        assertThat(members).containsOnlyKeys(SUBJECT, "head-1 192.0.2.9:10443");
        assertThat(members.get(SUBJECT)).isInstanceOf(Fact.Known.class);
        assertThat(members.get("head-1 192.0.2.9:10443")).as("no control port of this address connected")
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void an_open_port_needs_no_control() {
        assertThat(controls(Connection.TIMED_OUT).text(NODE, PROXY, "CONNECTED")
                .members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT)).isInstanceOf(Fact.Known.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "FORBIDDEN", "UNREACHABLE", "NOT_ATTEMPTED", "INTERRUPTED"})
    void a_connect_that_was_not_tried_keeps_its_reason(Reason reason) {
        assertThat(controls(Connection.CONNECTED).unread(NODE, PROXY, reason, "why")
                .members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "connected", "OPEN", "CONNECTED\nCONNECTED"})
    void another_word_is_no_result(String word) {
        assertThat(controls(Connection.CONNECTED).text(NODE, PROXY, word)
                .members(WORKER, ProvenConnect.TO_PROXY).get(SUBJECT)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void an_address_of_the_inventory_is_not_asked_for_and_a_name_is_resolved() {
        assertThat(new ControlPlaneSite().read(CP, Addresses.OF_NODE)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((Addresses) fact.value()).all()).containsExactly(IpAddress.parse("10.0.0.4").orElseThrow()));
        SessionId network = SessionId.network(SITE);
        NetworkProbe name = new NetworkProbe.Resolve("cp-2");
        assertThat(new ControlPlaneSite().text(network, name, "10.0.0.5\nfd00::5\n").read(CP2, Addresses.OF_NODE))
                .isInstanceOfSatisfying(Fact.Known.class, fact ->
                        assertThat(((Addresses) fact.value()).all()).hasSize(2));
        for (String nothing : new String[] {"", "not an address\n"}) {
            assertThat(new ControlPlaneSite().text(network, name, nothing).read(CP2, Addresses.OF_NODE))
                    .isInstanceOf(Fact.Unavailable.class);
        }
        assertThat(new ControlPlaneSite().absent(network, name, "no such name").read(CP2, Addresses.OF_NODE))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(new ControlPlaneSite().read(CP2, Addresses.OF_NODE)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void one_head_node_shares_its_address_with_nobody() {
        assertThat(new ControlPlaneSite().read(SITE, Addresses.VIRTUAL)).isInstanceOfSatisfying(Fact.Known.class,
                fact -> assertThat(((Addresses) fact.value()).all()).isEmpty());
    }
}
