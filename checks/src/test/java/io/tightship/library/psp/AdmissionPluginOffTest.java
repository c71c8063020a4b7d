package io.tightship.library.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AdmissionPluginOffTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of(PspClusters.ADMIN.name()), Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final AdmissionRole NONE = AdmissionRole.none("v1.32.4 has no Pod Security Policies");

    static List<Case> compliant() {
        return List.of(of("nothing named", NONE), of("others", NONE, "--enable-admission-plugins=NodeRestriction"),
                of("switched off", NONE, "--disable-admission-plugins=PodSecurityPolicy"),
                of("a role without it", role("NamespaceLifecycle", "ResourceQuota")));
    }

    static List<Case> violations() {
        return List.of(of("among others", NONE, "--enable-admission-plugins=NodeRestriction,PodSecurityPolicy"),
                of("twice given", NONE, "--enable-admission-plugins=PodSecurityPolicy",
                        "--enable-admission-plugins=NodeRestriction"),
                of("the old flag", NONE, "--admission-control=PodSecurityPolicy"),
                of("the role, as the knowledge base shows it", role("NamespaceLifecycle", "ResourceQuota",
                        "PodSecurityPolicy")));
    }

    @Test
    void the_process_and_the_role_are_two_findings() {
        assertThat(of("a role that was not followed yet", role("NodeRestriction"),
                "--enable-admission-plugins=PodSecurityPolicy").judge(new AdmissionPluginOff()))
                .extracting(Finding::subject, Finding::outcome).containsExactly(
                        tuple("kube-apiserver", Outcome.FAIL), tuple("role kubernetes::apiserver", Outcome.PASS));
    }

    @Test
    void a_role_that_was_not_read_is_an_error_beside_the_process() {
        assertThat(of("no cmsh", NONE).without(PspClusters.ADMIN, AdmissionRole.KEY, Reason.UNPARSABLE)
                .judge(new AdmissionPluginOff())).extracting(Finding::outcome)
                .containsExactlyInAnyOrder(Outcome.ERROR, Outcome.PASS);
    }

    private static AdmissionRole role(String... plugins) {
        return AdmissionRole.of(new TreeSet<>(Arrays.asList(plugins)));
    }

    private static Case of(String name, AdmissionRole role, String... flags) {
        return switch (Flags.parse(Component.KUBE_APISERVER, List.of(flags))) {
            case Flags.Parsed.Valid(Flags given) -> Case.of(name, NODE).with(PspClusters.ADMIN, AdmissionRole.KEY, role)
                    .withMembers(NODE, Flags.of(Component.KUBE_APISERVER), Map.of("kube-apiserver", given));
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }
}
