package io.tightship.library.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSecurityExemptionsApprovedTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"),
            Space.ADMIN, Optional.empty(), false, Optional.empty());

    private static Case server(String name, PodSecuritySettings settings) {
        return Case.of(name, NODE).withMembers(NODE, PodSecuritySettings.OF_NODE, Map.of("kube-apiserver", settings));
    }

    private static PodSecuritySettings exempting(Set<String> namespaces, Set<String> users, Set<String> classes) {
        return new PodSecuritySettings(true, "baseline", namespaces, users, classes);
    }

    static List<Case> compliant() {
        return List.of(server("no file", PodSecuritySettings.defaults(true)),
                server("none in the file", exempting(Set.of(), Set.of(), Set.of())),
                server("approved", exempting(Set.of("gpu-operator"), Set.of("ops"), Set.of("kata"))).value(
                        PodSecuritySettings.APPROVED, Set.of("namespace gpu-operator", "user ops", "runtime-class kata")));
    }

    static List<Case> violations() {
        return List.of(server("a namespace", exempting(Set.of("team-a"), Set.of(), Set.of())),
                server("a user", exempting(Set.of(), Set.of("ops"), Set.of())),
                server("a runtime class", exempting(Set.of(), Set.of(), Set.of("kata"))),
                server("approved as something else", exempting(Set.of("ops"), Set.of(), Set.of())).value(
                        PodSecuritySettings.APPROVED, Set.of("user ops")));
    }

    @Test
    void what_is_left_out_is_named() {
        assertThat(violations().getFirst().judge(new PodSecurityExemptionsApproved())).singleElement().satisfies(finding ->
                assertThat(finding.message()).contains("leaves out namespace team-a"));
    }
}
