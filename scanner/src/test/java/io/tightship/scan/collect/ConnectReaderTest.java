package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Reason;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectReaderTest {

    private static final SessionId NODE = SessionId.node(WORKER);
    /** The one control-plane node whose address the inventory states; the other is reached by its name. */
    private static final NodeProbe FIRST = new HostNetworkProbe.Connects("10.0.0.4", List.of(6443, 22));
    private static final String SUBJECT = "cp-1 10.0.0.4:6443";

    private static Fact<ProvenConnect> first(ControlPlaneSite site) {
        return site.members(WORKER, ProvenConnect.TO_API_SERVERS).get(SUBJECT);
    }

    @Test
    void each_control_plane_node_of_the_admin_cluster_is_one_probe_of_all_its_ports() {
        assertThat(new ConnectReader().routes(WORKER, ProvenConnect.TO_API_SERVERS, new ControlPlaneSite().view())
                .getFirst().probes()).containsExactly(FIRST, new HostNetworkProbe.Connects("cp-2", List.of(6443, 22)));
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "TIMED_OUT", "UNREACHABLE"})
    void t66_a_closed_port_is_known_only_where_a_control_port_of_the_address_connected(Connection closed) {
        assertThat(first(new ControlPlaneSite().text(NODE, FIRST, "22 CONNECTED\n6443 " + closed + "\n")))
                .isInstanceOfSatisfying(Fact.Known.class, fact ->
                        assertThat(((ProvenConnect) fact.value()).result()).isEqualTo(closed));
        assertThat(first(new ControlPlaneSite().text(NODE, FIRST, "22 " + closed + "\n6443 " + closed + "\n")))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.BLIND));
    }

    @Test
    void an_open_port_needs_no_control() {
        assertThat(first(new ControlPlaneSite().text(NODE, FIRST, "22 TIMED_OUT\n6443 CONNECTED\n")))
                .isInstanceOf(Fact.Known.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "22 CONNECTED\n", "22 CONNECTED\n6443 OPEN\n", "64433 REFUSED\n"})
    void what_is_not_said_of_a_port_is_unavailable(String answer) {
        assertThat(first(new ControlPlaneSite().text(NODE, FIRST, answer))).isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_tried_keeps_its_reason(Reason reason) {
        assertThat(first(new ControlPlaneSite().unread(NODE, FIRST, reason, "why")))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(reason));
    }

    @Test
    void the_out_of_band_network_is_what_the_site_says_and_a_head_node_proves_the_way() {
        assertThat(new ControlPlaneSite().read(WORKER, ProvenConnect.TO_OUT_OF_BAND))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.NOT_STATED));
        NodeProbe device = new HostNetworkProbe.Connects("192.0.2.50", List.of(22, 443, 8765));
        NodeProbe head = new HostNetworkProbe.Connects("head-1", List.of(22, 8081, 636, 2049));
        Map<String, Fact<ProvenConnect>> found = new ControlPlaneSite()
                .value(ReachValues.OUT_OF_BAND, Set.of("192.0.2.50"))
                .text(NODE, device, "22 TIMED_OUT\n443 TIMED_OUT\n8765 CONNECTED\n").text(NODE, head, "8081 CONNECTED\n")
                .members(WORKER, ProvenConnect.TO_OUT_OF_BAND);
        assertThat(found).hasSize(3);
        assertThat(found.get("out-of-band 192.0.2.50:22")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((ProvenConnect) fact.value()).control()).contains("head-1:8081 connected"));
    }
}
