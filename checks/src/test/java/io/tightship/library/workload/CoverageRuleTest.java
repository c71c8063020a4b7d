package io.tightship.library.workload;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption.Kind;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverageRuleTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);
    private static final Guard KYVERNO = new Guard(List.of("ClusterPolicy/disallow"), List.of(), "");
    private static final Guard LABEL = new Guard(List.of("Pod Security admission (baseline, by label)"), List.of(), "");
    private static final Guard NOBODY = new Guard(List.of(), List.of(), "Kyverno has no policy");
    private static final Workload TRAIN = TestPod.of(named("train").limit("nvidia.com/gpu", "8")).times(3)
            .in("team-a", "Job", "train");

    /** Host paths in team-a are guarded so, all else by the other one. */
    private static Case guarded(String name, Guard paths, Guard others, Workload... workloads) {
        Map<BaselineControl, Guard> guards = new EnumMap<>(BaselineControl.class);
        for (BaselineControl control : BaselineControl.values()) {
            guards.put(control, control == BaselineControl.HOST_PATHS ? paths : others);
        }
        return Case.of(name, CLUSTER).with(Workloads.KEY, new Workloads(List.of(workloads))).with(ClusterNamespaces.KEY,
                new ClusterNamespaces(new TreeMap<>(Map.of("team-a", Map.of("pod-security.kubernetes.io/enforce-version",
                        "v1.29"))))).withMembers(CLUSTER, PodPolicyCoverage.KEY,
                Map.of("team-a", new PodPolicyCoverage(guards)));
    }

    private static Check check(String id) {
        return CoverageRule.all().stream().filter(check -> check.rule().id().equals(id)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked") // the value of the row is a set of texts
    private static ValueKey<Set<String>> approved(String id) {
        return (ValueKey<Set<String>>) (ValueKey<?>) check(id).needs().stream().filter(need -> need
                instanceof Need.Setting<?> setting && setting.key().id().equals(id + "-approved"))
                .map(need -> ((Need.Setting<?>) need).key()).findFirst().orElseThrow();
    }

    static List<Case> compliant(String id) {
        return List.of(guarded("by Kyverno", KYVERNO, KYVERNO, TRAIN), guarded("by both", LABEL, KYVERNO, TRAIN),
                guarded("an approved exclusion", new Guard(List.of(), List.of(new Exemption(Kind.EXCLUSION, "x: team-a")),
                        "leaves out"), KYVERNO, TRAIN).value(KyvernoValues.EXCLUSIONS, Set.of("x: team-a")),
                guarded("an approved namespace", NOBODY, NOBODY, TRAIN).value(approved(id), Set.of("team-a")));
    }

    static List<Case> violations(String id) {
        return id.equals("gpu-admission-control") ? List.of(guarded("nobody", NOBODY, NOBODY, TRAIN),
                guarded("by label alone", LABEL, LABEL, TRAIN)) : List.of(guarded("nobody", NOBODY, NOBODY, TRAIN),
                guarded("one control is open", NOBODY, KYVERNO, TRAIN),
                guarded("an exclusion that nobody approved", new Guard(List.of(), List.of(new Exemption(Kind.EXCLUSION,
                        "x: team-a")), "leaves out"), LABEL, TRAIN));
    }

    @Test
    void the_label_of_a_namespace_is_enough_for_the_baseline_and_its_pinned_version_is_said() {
        assertThat(guarded("x", LABEL, LABEL, TRAIN).judge(check("workload-pod-security"))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.PASS);
                    assertThat(finding.message()).isEqualTo("namespace team-a (3 pods): all 11 controls enforced or exempt "
                            + "by approval, Pod Security pinned to v1.29");
                });
    }

    @Test
    void namespaces_where_only_the_systems_own_runs_are_left_out() {
        Workload proxy = TestPod.of(named("kube-proxy").image("registry.k8s.io/kube-proxy:v1.32.7")).in("kube-system",
                "DaemonSet", "kube-proxy");
        assertThat(guarded("x", NOBODY, NOBODY, proxy).judge(check("workload-pod-security")).getFirst().outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void a_namespace_that_the_list_did_not_hold_is_asked_for() {
        assertThat(guarded("x", KYVERNO, KYVERNO, TestPod.of(named("app")).in("new", "Pod", "app"))
                .judge(check("workload-pod-security")).getFirst().outcome()).isEqualTo(Outcome.MANUAL);
    }
}
