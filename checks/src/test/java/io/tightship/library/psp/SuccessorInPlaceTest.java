package io.tightship.library.psp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption.Kind;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.fact.kubernetes.PspAdmission;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SuccessorInPlaceTest {

    private static final Guard GUARDED = new Guard(List.of("ClusterPolicy/x"), List.of(), "");
    private static final Guard NOBODY = new Guard(List.of(), List.of(), "Kyverno has no policy");
    private static final PspAdmission GONE = new PspAdmission(false, "v1.26.9 has no Pod Security Policies");

    static List<Case> compliant() {
        return List.of(of("1.26 done right", GONE, Map.of("team-a", GUARDED)),
                of("the knowledge base's exclusions, which leave default open", GONE, Map.of("default", but(Kind.EXCLUSION,
                        "disallow-host-path: namespace default"), "kube-system", but(Kind.NAMESPACE, "kube-system"))),
                of("a namespace of a user whom Kyverno confines", GONE, Map.of("ray-restricted", but(Kind.EXCLUSION,
                        "disallow-host-path: namespace *-restricted"))),
                of("only what is asked for", GONE, Map.of("team-a", NOBODY)).value(PodPolicyValues.CONTROLS,
                        Set.of("disallow-privileged-containers")),
                of("1.24 with both", new PspAdmission(true, "3 of 3"), Map.of("team-a", GUARDED)));
    }

    static List<Case> violations() {
        return List.of(of("1.24 in the window", new PspAdmission(false, "0 of 3 API servers run the plugin"),
                        Map.of("team-a", NOBODY)), of("1.26 with Kyverno that audits", GONE, Map.of("team-a", NOBODY)),
                of("a namespace that nobody approved", GONE, Map.of("team-a", but(Kind.EXCLUSION,
                        "disallow-host-path: namespace team-a"))),
                of("a restricted namespace without its user", GONE, Map.of("bob-restricted", but(Kind.EXCLUSION,
                        "disallow-host-path: namespace *-restricted"))),
                of("an exception", GONE, Map.of("team-a", but(Kind.EXCEPTION, "team-a/let-me-in"))));
    }

    @Test
    void where_pod_security_policies_still_judge_pods_the_successor_may_be_missing() {
        assertThat(of("1.24 with PSP and no Kyverno", new PspAdmission(true, "3 of 3"), Map.of("team-a", NOBODY))
                .judge(new SuccessorInPlace())).extracting(Finding::outcome).containsExactly(Outcome.NOT_APPLICABLE);
    }

    @Test
    void what_runs_until_the_next_start_alone_protects_nobody() {
        Finding found = of("1.24, PSP taken out of the role", new PspAdmission(true, "3 of 3"), Map.of("team-a", NOBODY))
                .with(AdmissionRole.KEY, AdmissionRole.of(new TreeSet<>(Set.of("NodeRestriction"))))
                .judge(new SuccessorInPlace()).getFirst();
        assertThat(found.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(found.message()).contains("end when the API servers start anew");
    }

    @Test
    void the_message_names_the_policy_that_nobody_enforces() {
        assertThat(violations().getFirst().judge(new SuccessorInPlace()).getFirst().message()).contains(
                "pods in namespace team-a: open: disallow-host-path (Kyverno has no policy)");
    }

    private static Guard but(Kind kind, String text) {
        return new Guard(List.of(), List.of(new Exemption(kind, text)), "leaves out");
    }

    /** The guard of host paths by namespace; everything else is guarded. */
    private static Case of(String name, PspAdmission psp, Map<String, Guard> paths) {
        Map<String, PodPolicyCoverage> members = new TreeMap<>();
        paths.forEach((namespace, guard) -> {
            Map<BaselineControl, Guard> guards = new EnumMap<>(BaselineControl.class);
            for (BaselineControl control : BaselineControl.values()) {
                guards.put(control, control == BaselineControl.HOST_PATHS ? guard : GUARDED);
            }
            members.put(namespace, new PodPolicyCoverage(guards));
        });
        return Case.of(name, PspClusters.ADMIN).with(PspAdmission.KEY, psp)
                .with(AdmissionRole.KEY, psp.everywhere() ? AdmissionRole.of(new TreeSet<>(Set.of("PodSecurityPolicy")))
                        : AdmissionRole.none("Base Command Manager does not start the API servers"))
                .withMembers(PspClusters.ADMIN, PodPolicyCoverage.KEY, members)
                .with(PermissionUsers.KEY, new PermissionUsers(List.of(new PermissionUsers.User("ray-l9x71kv", List.of(
                        new PermissionUsers.Policy("ClusterPolicy/ray-l9x71kv-lhv", true, true, true, true, false))))));
    }
}
