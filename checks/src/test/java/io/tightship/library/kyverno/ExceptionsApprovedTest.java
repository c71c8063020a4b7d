package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.ExceptionFeature;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.PolicyExceptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExceptionsApprovedTest {

    static List<Case> compliant() {
        return List.of(exceptions(), exceptions("kyverno.io").value(KyvernoValues.EXCEPTIONS, Set.of("team-a/mine")),
                exceptions("kyverno.io").with(ExceptionFeature.KEY, new ExceptionFeature(true, "",
                        List.of("--enablePolicyException=false"))),
                exceptions("kyverno.io").with(ExceptionFeature.KEY, new ExceptionFeature(false, "exceptions",
                        List.of("--exceptionNamespace=exceptions"))));
    }

    static List<Case> violations() {
        return List.of(exceptions("kyverno.io"), exceptions("policies.kyverno.io"),
                exceptions("kyverno.io").with(ExceptionFeature.KEY, new ExceptionFeature(false, "team-a",
                        List.of("--exceptionNamespace=team-a"))),
                exceptions("kyverno.io").value(KyvernoValues.EXCEPTIONS, Set.of("team-b/mine")),
                exceptions("policies.kyverno.io").with(ExceptionFeature.KEY, new ExceptionFeature(false, "exceptions",
                        List.of("--exceptionNamespace=exceptions"))));
    }

    @Test
    void kyverno_1_14_to_1_16_heed_exceptions_of_the_newer_group_in_every_namespace() {
        ExceptionFeature one = new ExceptionFeature(false, "exceptions", List.of("--exceptionNamespace=exceptions"));
        assertThat(one.heeds(new PolicyExceptions.PolicyException("policies.kyverno.io", "team-a", "mine", List.of())))
                .isTrue();
        assertThat(one.heeds(new PolicyExceptions.PolicyException("kyverno.io", "team-a", "mine", List.of()))).isFalse();
    }

    @Test
    void the_message_names_what_is_excepted() {
        assertThat(exceptions("kyverno.io").judge(new ExceptionsApproved()).getFirst().message())
                .contains("team-a/mine", "excepts disallow-host-path/host-path");
        assertThat(exceptions("kyverno.io").judge(new ExceptionsApproved()).getFirst().remediation().toString())
                .contains("kubectl delete policyexceptions.kyverno.io -n team-a mine");
    }

    @Test
    void an_exception_names_policies_in_the_form_of_its_group() {
        assertThat(new PolicyExceptions.PolicyException("kyverno.io", "n", "x", List.of("disallow-*/r")).names(
                "disallow-host-path")).isTrue();
        assertThat(new PolicyExceptions.PolicyException("kyverno.io", "n", "x", List.of("other/*")).names(
                "disallow-host-path")).isFalse();
        assertThat(new PolicyExceptions.PolicyException("policies.kyverno.io", "n", "x", List.of(
                "ValidatingPolicy/disallow-host-path")).names("disallow-host-path")).isTrue();
    }

    private static Case exceptions(String... groups) {
        return Case.of(groups.length == 0 ? "none" : groups[0], Clusters.ADMIN).with(PolicyExceptions.KEY,
                new PolicyExceptions(List.of(groups).stream().map(group -> new PolicyExceptions.PolicyException(group,
                        "team-a", "mine", List.of("disallow-host-path/host-path"))).toList()))
                .with(ExceptionFeature.KEY, new ExceptionFeature(false, "", List.of()));
    }
}
