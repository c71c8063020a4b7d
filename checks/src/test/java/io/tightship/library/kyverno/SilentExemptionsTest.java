package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoValues;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilentExemptionsTest {

    static List<Case> compliant() {
        return List.of(silent("the chart's own", List.of("kube-system", "kube-public", "kube-node-lease", "kyverno"),
                List.of("Group:system:nodes")), silent("nothing", List.of(), List.of()),
                silent("approved", List.of("backup"), List.of()).value(KyvernoValues.NAMESPACES, Set.of("backup")),
                selecting("an approved selector").value(KyvernoValues.CONDITIONS, Set.of("objectSelector {}")));
    }

    static List<Case> violations() {
        return List.of(silent("a namespace", List.of("team-a"), List.of()),
                silent("all of them", List.of("*"), List.of()), silent("a wildcard", List.of("kube-*"), List.of()),
                silent("a group", List.of(), List.of("Group:system:authenticated")),
                silent("a role", List.of(), List.of("ClusterRole:cluster-admin")),
                selecting("a selector for webhooks"), silent("a user", List.of(), List.of("User:johndoe")));
    }

    @Test
    void the_message_names_what_is_left_out() {
        assertThat(violations().getFirst().judge(new SilentExemptions()).getFirst().message())
                .contains("pods of namespace team-a", "kyverno-exempt-namespaces");
    }

    private static Case selecting(String name) {
        return Case.of(name, Clusters.ADMIN).with(io.tightship.fact.kyverno.SilentExemptions.KEY,
                new io.tightship.fact.kyverno.SilentExemptions(true, List.of(), List.of(), List.of("objectSelector {}")));
    }

    private static Case silent(String name, List<String> pods, List<String> who) {
        return Case.of(name, Clusters.ADMIN).with(io.tightship.fact.kyverno.SilentExemptions.KEY,
                new io.tightship.fact.kyverno.SilentExemptions(true, pods, who, List.of()));
    }
}
