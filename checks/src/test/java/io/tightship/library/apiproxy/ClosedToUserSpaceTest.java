package io.tightship.library.apiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.IpAddress;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosedToUserSpaceTest {

    static final String ENDPOINT = "head-01 192.0.2.1:10443";
    static final Target.Node HEAD = new Target.Node("head-01", Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN,
            Optional.empty(), false, Optional.empty());
    private static final Target.Node VANTAGE = new Target.Node("dgx-01", Set.of(NodeRole.WORKER),
            Optional.of("k8s-user"), Space.USER, Optional.of("dgx"), true, Optional.empty());

    static List<Case> compliant() {
        return List.of(connect(Connection.REFUSED), connect(Connection.TIMED_OUT), connect(Connection.UNREACHABLE));
    }

    static List<Case> violations() {
        return List.of(connect(Connection.CONNECTED));
    }

    @Test
    void t66_refused_and_timed_out_are_both_closed_and_told_apart() {
        assertThat(connect(Connection.REFUSED).judge(new ClosedToUserSpace()).getFirst().observed())
                .isEqualTo("was refused");
        assertThat(connect(Connection.TIMED_OUT).judge(new ClosedToUserSpace()).getFirst().observed())
                .isEqualTo("timed out");
    }

    @Test
    void t66_a_vantage_node_that_proves_nothing_is_an_error() {
        Case blind = connect(Connection.TIMED_OUT).without(VANTAGE, ProvenConnect.TO_PROXY, Reason.BLIND);
        assertThat(blind.judge(new ClosedToUserSpace())).extracting(Finding::outcome).containsExactly(Outcome.ERROR);
    }

    @Test
    void the_remediation_accepts_the_sites_own_addresses_before_it_drops() {
        String literal = connect(Connection.CONNECTED).judge(new ClosedToUserSpace()).getFirst().remediation()
                .toString();
        assertThat(literal).containsSubsequence("add accept nat 10443 tcp fw 192.0.2.1/32",
                "add drop nat 10443 tcp fw 0.0.0.0/0", "how the guide calls the zone", "configurationoverlay; list");
    }

    private static Case connect(Connection result) {
        return Case.of(result.name(), VANTAGE).with(HEAD, Addresses.OF_NODE,
                Addresses.of(List.of(IpAddress.parse("192.0.2.1").orElseThrow())))
                .withMembers(VANTAGE, ProvenConnect.TO_PROXY, Map.of(ENDPOINT, new ProvenConnect("head-01", "192.0.2.1",
                        10443, result, "its port 22 connected")));
    }
}
