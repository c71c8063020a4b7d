package io.tightship.library.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
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

class ClosedRuleTest {

    private static final Target.Node VANTAGE = new Target.Node("dgx-01", Set.of(NodeRole.WORKER),
            Optional.of("k8s-user"), Space.USER, Optional.of("dgx"), true, Optional.empty());
    private static final Map<String, FactKey<PerSubject<ProvenConnect>>> KEYS = Map.of(
            "switches-kubeapi-closed-to-user-space", ProvenConnect.TO_API_SERVERS,
            "apiproxy-admin-ports-closed-to-user-space", ProvenConnect.TO_CONTROL_PORTS,
            "site-oob-closed-to-user-space", ProvenConnect.TO_OUT_OF_BAND);

    static List<Case> compliant(String rule) {
        return List.of(connect(rule, Connection.REFUSED), connect(rule, Connection.TIMED_OUT),
                connect(rule, Connection.UNREACHABLE));
    }

    static List<Case> violations(String rule) {
        return List.of(connect(rule, Connection.CONNECTED));
    }

    private static Case connect(String rule, Connection result) {
        return Case.of(result.name(), VANTAGE).withMembers(VANTAGE, KEYS.get(rule), Map.of("cp-1 10.0.0.4:6443",
                new ProvenConnect("cp-1", "10.0.0.4", 6443, result, "its port 22 connected, so the way works")));
    }

    @Test
    void t66_a_node_that_proves_nothing_is_an_error_and_the_ways_of_being_closed_are_told_apart() {
        for (Check check : ClosedRule.all()) {
            String rule = check.rule().id();
            assertThat(connect(rule, Connection.TIMED_OUT).without(VANTAGE, KEYS.get(rule), Reason.BLIND).judge(check))
                    .extracting(Finding::outcome).containsExactly(Outcome.ERROR);
            assertThat(connect(rule, Connection.TIMED_OUT).judge(check).getFirst().observed()).isEqualTo("timed out");
            assertThat(connect(rule, Connection.REFUSED).judge(check).getFirst().observed()).isEqualTo("was refused");
        }
    }
}
