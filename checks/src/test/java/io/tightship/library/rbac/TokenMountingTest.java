package io.tightship.library.rbac;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Set;

class TokenMountingTest {

    private static final String PLACE = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final Role SOME = new Role("team-a", "some", List.of(new Rule(List.of("get"), List.of(""),
            List.of("pods"), List.of())));

    private static TestPod pod() {
        return TestPod.of(named("app").mount("token", PLACE, true)).serviceAccount("web")
                .volume("token", "projected", "serviceAccountToken", false);
    }

    private static Case cluster(String name, TestPod pod, Subject bound) {
        return Case.of(name, new Target.Cluster("k8s-user", Space.USER)).with(Workloads.KEY, new Workloads(List.of(
                pod.in("team-a", "Deployment", "web")))).with(RoleGrants.KEY, new RoleGrants(List.of(SOME),
                List.of(new Binding("team-a", "some", "Role", "some", List.of(bound)))));
    }

    static List<Case> compliant() {
        Subject web = new Subject("ServiceAccount", "team-a", "web");
        Subject ann = new Subject("User", "", "ann");
        return List.of(cluster("its account has a role", pod(), web),
                cluster("all accounts of the namespace have", pod(), new Subject("Group", "",
                        "system:serviceaccounts:team-a")),
                cluster("no token", TestPod.of(named("app")), ann),
                cluster("a token for somebody else than the API", TestPod.of(named("app").mount("token", "/vault", true))
                        .volume("token", "projected", "serviceAccountToken", false), ann),
                cluster("ended", pod().finished(), ann),
                cluster("approved", pod(), ann).value(TokenMounting.APPROVED_WORKLOADS, Set.of("team-a/Deployment/web")));
    }

    static List<Case> violations() {
        return List.of(cluster("nobody bound", pod(), new Subject("User", "", "ann")),
                cluster("an account of the same name elsewhere", pod(), new Subject("ServiceAccount", "team-b", "web")),
                cluster("what everybody may", pod(), new Subject("Group", "", "system:authenticated")));
    }
}
