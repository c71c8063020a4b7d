package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoExemptions.Exemption;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The clusters of this package have the namespaces default and runai. */
class ExcludedNamespacesExistTest {

    static List<Case> compliant() {
        return List.of(scope("nothing is left out"), scope("it is there", namespace("runai")),
                scope("patterns are no names", namespace("team-*"), namespace("team-?")),
                scope("left out otherwise", new Exemption("disallow-host-path", "host-path", "exclude {\"subjects\":[]}")),
                scope("of a policy that is not required", Exemption.ofNamespace("another", "rule", "prometheus")));
    }

    static List<Case> violations() {
        return List.of(scope("not there", namespace("prometheus")), scope("one of two", namespace("default"),
                namespace("local-path-storage")), scope("in other letters", namespace("Default")));
    }

    @Test
    void the_message_names_the_namespace_and_the_policy_and_the_finding_is_a_low_one() {
        assertThat(violations().get(1).judge(new ExcludedNamespacesExist())).extracting(Finding::subject, Finding::outcome,
                Finding::severity).containsExactly(org.assertj.core.groups.Tuple.tuple("default", Outcome.PASS, Severity.LOW),
                org.assertj.core.groups.Tuple.tuple("local-path-storage", Outcome.FAIL, Severity.LOW));
        assertThat(violations().getFirst().judge(new ExcludedNamespacesExist()).getFirst().message()).isEqualTo("namespace "
                + "prometheus, which disallow-host-path leaves out, does not exist: whoever may create it is outside of the "
                + "policy; expected a namespace that is there");
    }

    @Test
    void without_the_policies_there_is_nothing_to_judge() {
        assertThat(Clusters.holding("no policy").with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of()))
                .judge(new ExcludedNamespacesExist())).extracting(Finding::outcome).containsExactly(Outcome.NOT_APPLICABLE);
    }

    private static Case scope(String name, Exemption... exemptions) {
        return Clusters.holding(name, Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce")))
                .with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of(exemptions)));
    }

    private static Exemption namespace(String pattern) {
        return Exemption.ofNamespace("disallow-host-path", "host-path", pattern);
    }
}
