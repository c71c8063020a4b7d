package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.PolicyReports;
import io.tightship.fact.kyverno.PolicyReports.Violation;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportsCleanTest {

    static List<Case> compliant() {
        return List.of(of("everything passed"), of("infrastructure", violation("kube-system", "fail"),
                        violation("tigera-operator", "fail")),
                of("what the site names", violation("gpu-operator", "fail"))
                        .value(KyvernoValues.INFRASTRUCTURE, Set.of("gpu-operator")));
    }

    static List<Case> violations() {
        return List.of(of("a workload", violation("team-a", "fail")), of("an object of the cluster",
                        violation("", "fail")), of("not evaluated", violation("team-a", "error")),
                of("infrastructure beside a workload", violation("kube-system", "fail"), violation("team-a", "fail")));
    }

    @Test
    void the_message_names_policy_namespace_and_the_first_objects() {
        assertThat(violations().getFirst().judge(new ReportsClean())).extracting(Finding::message).singleElement()
                .asString().contains("rule host-path of disallow-host-path in namespace team-a, fail: Pod/a, Pod/b and 5 more");
    }

    private static Violation violation(String namespace, String result) {
        return new Violation(namespace, "disallow-host-path", "host-path", result, 7, List.of("Pod/a", "Pod/b"));
    }

    private static Case of(String name, Violation... violations) {
        return Case.of(name, Clusters.ADMIN).with(PolicyReports.KEY, new PolicyReports(40, List.of(violations)));
    }
}
