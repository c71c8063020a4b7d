package io.tightship.library.nim;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NimRuleTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);
    private static final String IMAGE = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4";
    private static final Maker SERVICE = new Maker("apps.nvidia.com", "NIMService", "llama");

    /** What runs in a cluster. */
    private record Pods(List<Workload> all) {
        static Pods of(Workload... all) {
            return new Pods(List.of(all));
        }
    }

    private static final Map<String, List<Pods>> WRONG = new TreeMap<>(Map.ofEntries(
            row("nim-runs-as-non-root", container(nim -> nim.user(Optional.empty(), Optional.empty())),
                    container(nim -> nim.user(Optional.of(false), Optional.empty())),
                    container(nim -> nim.user(Optional.of(true), Optional.of(0L))),
                    beside(named("queue-proxy").image("gcr.io/knative-releases/queue:v1").user(Optional.empty(),
                            Optional.of(0L)))),
            row("nim-no-privilege-escalation", container(nim -> nim.escalation(Optional.empty())),
                    container(nim -> nim.escalation(Optional.of(true))), container(TestContainer::privileged),
                    beside(named("fetch").image(IMAGE).role(Role.INIT).escalation(Optional.of(true)))),
            row("nim-capabilities-dropped", container(nim -> nim.capabilities(Set.of(), Set.of())),
                    container(nim -> nim.capabilities(Set.of(), Set.of("NET_RAW"))),
                    container(nim -> nim.capabilities(Set.of("CHOWN"), Set.of("ALL"))),
                    container(TestContainer::privileged)),
            row("nim-capabilities-map", container(nim -> nim.capabilities(Set.of("SYS_ADMIN"), Set.of("ALL")))),
            row("nim-seccomp", container(nim -> nim.profiles(Optional.empty(), Optional.empty())),
                    container(nim -> nim.profiles(Optional.of("Unconfined"), Optional.empty())),
                    container(nim -> nim.capabilities(Set.of("SYS_ADMIN"), Set.of("ALL"))),
                    container(nim -> nim.privileged().profiles(Optional.of("Localhost"), Optional.empty()))),
            row("nim-apparmor", container(nim -> nim.profiles(Optional.of("RuntimeDefault"), Optional.empty())),
                    container(nim -> nim.profiles(Optional.empty(), Optional.of("Unconfined"))),
                    container(nim -> nim.privileged().profiles(Optional.empty(), Optional.of("RuntimeDefault")))),
            row("nim-root-filesystem-read-only", container(TestContainer::writableRoot)),
            row("nim-model-store-read-only", store("persistentVolumeClaim", "models", false, false),
                    store("nfs", "10.0.0.9:/models", false, false), store("hostPath", "/raid/models", false, false),
                    sharing("Deployment", "notebook"), Pods.of(store("persistentVolumeClaim", "models", true, false).all()
                            .getFirst(), TestPod.of(named("main").device("m")).volume("m", "persistentVolumeClaim", "models",
                            false).in("team-a", "Deployment", "disk"))),
            row("nim-not-privileged", container(TestContainer::privileged),
                    container(nim -> nim.device("raw")), pod(TestPod::hostPid), pod(TestPod::hostIpc),
                    pod(TestPod::hostNetwork), pod(pod -> pod.volume("gpu", "hostPath", "/dev/nvidia0", true))),
            row("nim-images-trusted", container(nim -> nim.image("docker.io/me/nim/llama:1.0")),
                    container(nim -> nim.image("nvcr.io/nim/meta/llama:latest")),
                    container(nim -> nim.image("nvcr.io/nim/meta/llama")),
                    beside(named("sidecar").image("nvcr.io/nimble/x:1")))));

    private static final Map<String, List<Pods>> RIGHT = new TreeMap<>(Map.ofEntries(
            row("nim-runs-as-non-root", container(nim -> nim.user(Optional.of(true), Optional.empty())),
                    container(nim -> nim.user(Optional.empty(), Optional.of(1000L)))),
            row("nim-capabilities-dropped", container(nim -> nim.capabilities(Set.of("NET_BIND_SERVICE"), Set.of("ALL")))),
            row("nim-capabilities-map", container(nim -> nim.capabilities(Set.of("NET_BIND_SERVICE"), Set.of("ALL")))),
            row("nim-seccomp", container(nim -> nim.capabilities(Set.of("SYS_ADMIN"), Set.of("ALL"))
                    .profiles(Optional.of("Localhost"), Optional.empty()))),
            row("nim-apparmor", container(nim -> nim.profiles(Optional.empty(), Optional.of("Localhost")))),
            row("nim-root-filesystem-read-only", beside(named("metrics").image("nvcr.io/nvidia/metrics:1").writableRoot())),
            row("nim-model-store-read-only", store("persistentVolumeClaim", "models", true, false),
                    store("persistentVolumeClaim", "models", false, true), store("emptyDir", "", false, false),
                    sharing("NIMCache", "llama"), Pods.of(cache())),
            row("nim-images-trusted", container(nim -> nim.image("nvcr.io/nim/meta/llama@sha256:0a1b")))));

    private static Map.Entry<String, List<Pods>> row(String id, Pods... sites) {
        return Map.entry(id, List.of(sites));
    }

    private static TestContainer nim() {
        return named("nim").image(IMAGE);
    }

    private static Pods container(UnaryOperator<TestContainer> change) {
        return Pods.of(TestPod.of(change.apply(nim())).times(3).in("team-a", "Deployment", "llama", SERVICE));
    }

    private static Pods beside(TestContainer other) {
        return Pods.of(TestPod.of(nim(), other).in("team-a", "Deployment", "llama"));
    }

    private static Pods pod(UnaryOperator<TestPod> change) {
        return Pods.of(change.apply(TestPod.of(nim())).in("team-a", "Deployment", "llama"));
    }

    private static Pods store(String kind, String source, boolean mount, boolean volume) {
        return Pods.of(TestPod.of(nim().mount("store", "/opt/nim/.cache", mount)).volume("store", kind, source, volume)
                .in("team-a", "Deployment", "llama"));
    }

    /** A NIM that only reads its store, and somebody who writes it; one in another namespace has another claim. */
    private static Pods sharing(String kind, String name) {
        return Pods.of(store("persistentVolumeClaim", "models", true, false).all().getFirst(), writer("team-a", kind, name),
                writer("team-b", "Deployment", "notebook"));
    }

    private static Workload writer(String namespace, String kind, String name) {
        return TestPod.of(named("main").mount("m", "/m", false)).volume("m", "persistentVolumeClaim", "models", false)
                .in(namespace, kind, name);
    }

    private static Workload cache() {
        return TestPod.of(nim().mount("m", "/m", false)).volume("m", "persistentVolumeClaim", "models", false)
                .in("team-a", "NIMCache", "llama");
    }

    private static Case cluster(String name, Pods pods) {
        return Case.of(name, CLUSTER).with(Workloads.KEY, new Workloads(pods.all()));
    }

    private static Check check(String id) {
        return NimRows.all().stream().filter(check -> check.rule().id().equals(id)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked") // the value of each row is a set of texts
    private static Optional<ValueKey<Set<String>>> approved(String id) {
        return check(id).needs().stream().filter(need -> need instanceof Need.Setting<?> setting
                && setting.key().id().equals(id + "-approved")).map(need ->
                (ValueKey<Set<String>>) (ValueKey<?>) ((Need.Setting<?>) need).key()).findFirst();
    }

    static List<Case> compliant(String id) {
        List<Case> cases = new ArrayList<>(List.of(cluster("a hardened one", container(nim -> nim)),
                cluster("in a Job that made it", Pods.of(TestPod.of(nim()).in("team-a", "Job", "batch")))));
        approved(id).ifPresent(key -> WRONG.get(id).forEach(wrong -> cases.add(cluster("approved " + wrong, wrong)
                .value(key, Set.of("team-a/Deployment/llama")))));
        RIGHT.getOrDefault(id, List.of()).forEach(right -> cases.add(cluster("near to it " + right, right)));
        return cases;
    }

    static List<Case> violations(String id) {
        return WRONG.get(id).stream().map(wrong -> cluster(wrong.toString(), wrong)).toList();
    }

    private static Finding only(String id, Workload... workloads) {
        List<Finding> findings = cluster("x", Pods.of(workloads)).judge(check(id));
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    @Test
    void every_row_has_its_cases() {
        assertThat(NimRows.all().stream().map(check -> check.rule().id()))
                .containsExactlyInAnyOrderElementsOf(WRONG.keySet());
    }

    @Test
    void a_nim_is_known_by_image_variable_owner_or_label_and_nothing_else_is_one() {
        TestContainer plain = named("main").image("registry.site/serve:1").writableRoot();
        for (Workload nim : List.of(TestPod.of(nim().writableRoot()).in("a", "Pod", "x"),
                TestPod.of(named("main").image("mirror.site:5000/nvcr/nim/x:1").writableRoot()).in("a", "Pod", "x"),
                TestPod.of(named("main").variable("NIM_MODEL_NAME", "m").writableRoot()).in("a", "Pod", "x"),
                TestPod.of(plain).in("a", "Deployment", "x", SERVICE),
                TestPod.of(plain).label("app.kubernetes.io/managed-by", "k8s-nim-operator").in("a", "Pod", "x"))) {
            assertThat(only("nim-root-filesystem-read-only", nim).outcome()).as(nim.toString()).isEqualTo(Outcome.FAIL);
        }
        for (Workload other : List.of(TestPod.of(plain).in("a", "Pod", "nim"),
                TestPod.of(named("main").image("nvcr.io/nimble/x:1")).in("a", "Pod", "x"),
                TestPod.of(plain).in("a", "Deployment", "x", new Maker("other.io", "NIMService", "x")),
                TestPod.of(nim().writableRoot()).finished().in("a", "Pod", "x"))) {
            assertThat(only("nim-root-filesystem-read-only", other).outcome()).as(other.toString())
                    .isEqualTo(Outcome.NOT_APPLICABLE);
        }
    }

    /** runAsUser 1000 is all that the operator writes into the security context. Source: k8s-nim-operator v2.0.2. */
    @Test
    void a_nim_service_as_its_operator_renders_it_fails_what_its_pods_miss_and_is_told_the_field_or_that_there_is_none() {
        Security rendered = new Security(true, false, Optional.empty(), Optional.empty(), Optional.of(1000L), Set.of(),
                Set.of(), Optional.empty(), Optional.empty(), false, false, "Default");
        Workload service = TestPod.of(named("llama-ctr").image(IMAGE).security(rendered)
                .mount("model-store", "/model-store", false)).volume("model-store", "persistentVolumeClaim", "llama-pvc",
                false).in("nim-service", "Deployment", "llama", SERVICE);
        Map<String, String> failed = new TreeMap<>();
        NimRows.all().forEach(check -> {
            Finding finding = only(check.rule().id(), service);
            if (finding.outcome() == Outcome.FAIL) {
                failed.put(check.rule().id(), finding.remediation().toString());
            }
        });
        assertThat(failed.keySet()).containsExactly("nim-apparmor", "nim-capabilities-dropped", "nim-model-store-read-only",
                "nim-no-privilege-escalation", "nim-root-filesystem-read-only", "nim-seccomp");
        assertThat(failed.get("nim-model-store-read-only")).contains("spec.storage.readOnly: true",
                "nimservices.apps.nvidia.com llama");
        assertThat(failed.get("nim-seccomp")).contains("has no field for it", "seccompProfile: {type: RuntimeDefault}");
    }

    /** The pod of the guide's example: everything is in it but a trusted image, a uid for the queue, and AppArmor. */
    @Test
    void the_guides_example_is_judged_line_by_line() {
        Security written = new Security(true, false, Optional.of(false), Optional.of(true), Optional.of(1000L),
                Set.of("CHOWN"), Set.of("ALL"), Optional.of("RuntimeDefault"), Optional.empty(), true, false, "Default");
        Workload example = TestPod.of(named("nim").image("nvcr.io/x/y/nim:tag").security(written)
                .mount("model-store", "/models", true)).volume("model-store", "persistentVolumeClaim", "models", false)
                .in("default", "Pod", "nemo-inference-nim");
        Map<String, String> outcomes = new TreeMap<>();
        NimRows.all().forEach(check -> outcomes.put(check.rule().id(), only(check.rule().id(), example).outcome().name()));
        assertThat(outcomes).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry("nim-runs-as-non-root", "PASS"),
                Map.entry("nim-no-privilege-escalation", "PASS"), Map.entry("nim-capabilities-dropped", "FAIL"),
                Map.entry("nim-capabilities-map", "FAIL"), Map.entry("nim-seccomp", "PASS"),
                Map.entry("nim-apparmor", "FAIL"), Map.entry("nim-root-filesystem-read-only", "PASS"),
                Map.entry("nim-model-store-read-only", "PASS"), Map.entry("nim-not-privileged", "PASS"),
                Map.entry("nim-images-trusted", "FAIL")));
    }

    @Test
    void what_one_nim_needs_another_one_does_not() {
        Pods chown = container(nim -> nim.capabilities(Set.of("CHOWN"), Set.of("ALL")));
        assertThat(cluster("x", chown).value(NimRows.MAP, Set.of("team-a/Deployment/llama=CHOWN"))
                .judge(check("nim-capabilities-map")).getFirst().outcome()).isEqualTo(Outcome.PASS);
        assertThat(cluster("x", chown).value(NimRows.MAP, Set.of("team-b/Deployment/llama=CHOWN"))
                .judge(check("nim-capabilities-map")).getFirst().outcome()).isEqualTo(Outcome.FAIL);
    }
}
