package io.tightship.library.psp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.PodSecurityPolicies;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.ServerVersion;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeftoversAbsentTest {

    static List<Case> compliant() {
        return List.of(clean("nothing"), clean("a wildcard names nothing").with(RoleGrants.KEY, role("*")),
                clean("ended pods").with(Workloads.KEY, pods(true, "privileged")),
                clean("other annotations").with(Workloads.KEY, pods(false, "")));
    }

    static List<Case> violations() {
        return List.of(clean("objects, as the knowledge base lists them").with(PodSecurityPolicies.KEY,
                        new PodSecurityPolicies(List.of("cmsupport-restricted", "privileged"))),
                clean("a role").with(RoleGrants.KEY, role("podsecuritypolicies")),
                clean("a release").with(ReleaseObjects.KEY, new ReleaseObjects(new TreeMap<>(Map.of("cm/old", List.of(
                        new SpecifiedObject("policy", "PodSecurityPolicy", "", "p", "", new TreeMap<>())))))),
                clean("pods").with(Workloads.KEY, pods(false, "privileged")));
    }

    @Test
    void each_of_them_is_named() {
        assertThat(violations().stream().flatMap(one -> one.judge(new LeftoversAbsent()).stream()).map(Finding::subject))
                .containsExactly("PodSecurityPolicy cmsupport-restricted", "PodSecurityPolicy privileged",
                        "ClusterRole psp:use", "release cm/old", "pods of team-a/Deployment/web");
    }

    @Test
    void a_role_that_a_chart_brought_is_mild_once_its_resource_is_gone() {
        RoleGrants metallb = new RoleGrants(List.of(new RoleGrants.Role("metallb-system", "metallb-pod-lister", role(
                "podsecuritypolicies").roles().getFirst().rules(), Map.of("helm.sh/chart", "metallb-0.13.10"), List.of())),
                List.of());
        assertThat(clean("of a chart").with(RoleGrants.KEY, metallb).judge(new LeftoversAbsent())).singleElement()
                .satisfies(found -> {
                    assertThat(found.subject()).isEqualTo("Role metallb-system/metallb-pod-lister");
                    assertThat(found.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(found.severity()).isEqualTo(Severity.LOW);
                });
        assertThat(clean("of a chart, on 1.24").with(RoleGrants.KEY, metallb).with(ServerVersion.KEY, new ServerVersion(1, 24,
                "v1.24.9")).judge(new LeftoversAbsent())).extracting(Finding::severity).containsExactly(Severity.MEDIUM);
        assertThat(clean("of the site").with(RoleGrants.KEY, role("podsecuritypolicies")).judge(new LeftoversAbsent()))
                .extracting(Finding::severity).containsExactly(Severity.MEDIUM);
    }

    private static RoleGrants role(String resource) {
        return new RoleGrants(List.of(new RoleGrants.Role("", "psp:use", List.of(new RoleGrants.Rule(List.of("use"),
                List.of("policy"), List.of(resource), List.of())))), List.of());
    }

    private static Workloads pods(boolean finished, String policy) {
        PodShape shape = new PodShape(2, "web-1", finished, Map.of(), policy.isEmpty() ? Map.of()
                : Map.of("kubernetes.io/psp", policy), "default", false, false, false, Optional.empty(), "", false, List.of(),
                List.of());
        return new Workloads(List.of(new Workloads.Workload("team-a", "Deployment", "web", List.of(), List.of(shape))));
    }

    private static Case clean(String name) {
        return Case.of(name, PspClusters.ADMIN).with(PodSecurityPolicies.KEY, new PodSecurityPolicies(List.of()))
                .with(RoleGrants.KEY, new RoleGrants(List.of(), List.of()))
                .with(ReleaseObjects.KEY, new ReleaseObjects(new TreeMap<>(Map.of("cm/new", List.of()))))
                .with(Workloads.KEY, new Workloads(List.of()))
                .with(ServerVersion.KEY, new ServerVersion(1, 32, "v1.32.4"));
    }
}
