package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExclusionsApprovedTest {

    static List<Case> compliant() {
        return List.of(scope("none"), scope("the knowledge base's own", namespace("kube-system"), namespace("default")),
                restricted("namespaces of confined users", "default", "ray-restricted"),
                scope("another policy's", new KyvernoExemptions.Exemption("other", "r", "exclude everything")),
                scope("approved verbatim", other("exclude {\"subjects\":[]}")).value(KyvernoValues.EXCLUSIONS,
                        Set.of("disallow-host-path: exclude {\"subjects\":[]}")));
    }

    static List<Case> violations() {
        return List.of(scope("a namespace that nobody approved", namespace("team-a")),
                restricted("a restricted namespace without its user", "ray-restricted", "bob-restricted"), scope("everything", namespace("*")),
                scope("users", other("exclude {\"subjects\":[{\"kind\":\"User\"}]}")),
                scope("a narrower match", other("match {\"any\":[]}")),
                scope("approved for another policy", namespace("gpu-operator")).value(KyvernoValues.EXCLUSIONS,
                        Set.of("disallow-host-ports: namespace gpu-operator")));
    }

    @Test
    void each_exclusion_is_a_finding_in_the_words_that_approve_it() {
        assertThat(scope("two", namespace("default"), namespace("team-a")).judge(new ExclusionsApproved()))
                .extracting(finding -> finding.subject() + " " + finding.outcome()).containsExactly(
                        "disallow-host-path: namespace default PASS", "disallow-host-path: namespace team-a FAIL");
        assertThat(Clusters.holding("no such policy").with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of()))
                .with(PermissionUsers.KEY, new PermissionUsers(List.of())).judge(new ExclusionsApproved())).extracting(finding -> finding.outcome())
                .containsExactly(Outcome.NOT_APPLICABLE);
    }

    private static Case scope(String name, KyvernoExemptions.Exemption... exemptions) {
        return Clusters.holding(name, Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce")))
                .with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of(exemptions)))
                .with(PermissionUsers.KEY, new PermissionUsers(List.of(new PermissionUsers.User("ray-l9x71kv", List.of(
                        new PermissionUsers.Policy("ClusterPolicy/ray-l9x71kv-lhv", true, true, true, true, false))))));
    }

    private static Case restricted(String name, String... namespaces) {
        TreeMap<String, Map<String, String>> labels = new TreeMap<>();
        List.of(namespaces).forEach(namespace -> labels.put(namespace, Map.of()));
        return scope(name, namespace("*-restricted")).with(ClusterNamespaces.KEY, new ClusterNamespaces(labels));
    }

    private static KyvernoExemptions.Exemption namespace(String pattern) {
        return KyvernoExemptions.Exemption.ofNamespace("disallow-host-path", "host-path", pattern);
    }

    private static KyvernoExemptions.Exemption other(String what) {
        return new KyvernoExemptions.Exemption("disallow-host-path", "host-path", what);
    }
}
