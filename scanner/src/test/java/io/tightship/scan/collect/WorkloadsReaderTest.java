package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.kube.PodForm;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server's pods come to. */
class WorkloadsReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);

    /** As an API server of 1.36 gives it, without its managed fields. */
    private static String web(String name, String token) {
        return """
                {"metadata":{"name":"%s","generateName":"web-7f6fd9667b-","namespace":"team-a","uid":"%s",
                  "labels":{"app":"web","pod-template-hash":"7f6fd9667b"},"annotations":{"note":"of this pod: %s"},
                  "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7f6fd9667b",
                    "uid":"rs-1","controller":true,"blockOwnerDeletion":true}]},
                 "spec":{"volumes":[{"name":"data","emptyDir":{}},{"name":"kube-api-access-%s","projected":{"sources":[
                    {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":
                    "kube-root-ca.crt"}}],"defaultMode":420}}],
                  "containers":[{"name":"c","image":"registry.lab.local/tools/busybox:1.35.0","args":["--password=x"],
                    "env":[{"name":"PASSWORD","value":"hunter2"},{"name":"TOKEN","valueFrom":{"secretKeyRef":
                    {"name":"web","key":"token"}}},{"name":"NVIDIA_VISIBLE_DEVICES","value":"all"}],
                    "envFrom":[{"secretRef":{"name":"more"}}],
                    "resources":{"limits":{"memory":"64Mi","nvidia.com/gpu":1}},"volumeMounts":[{"name":"data","mountPath":
                    "/data"},{"name":"kube-api-access-%s","readOnly":true,"mountPath":
                    "/var/run/secrets/kubernetes.io/serviceaccount"}],
                    "securityContext":{"runAsUser":1000,"capabilities":{"drop":["all"],"add":["CAP_CHOWN"]}}}],
                  "serviceAccountName":"default","securityContext":{"runAsUser":0,"runAsNonRoot":true,
                    "seccompProfile":{"type":"RuntimeDefault"}},
                  "schedulerName":"default-scheduler","nodeName":"worker-1"},
                 "status":{"phase":"Running","podIP":"10.244.1.9"}}""".formatted(name, name, name, token, token);
    }

    private static final String MIRROR = """
            {"metadata":{"name":"etcd-%s","namespace":"kube-system","annotations":{"kubernetes.io/config.mirror":"a1"},
              "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"%1$s","uid":"n-%1$s","controller":true}]},
             "spec":{"hostNetwork":true,"nodeName":"%1$s","volumes":[{"name":"etcd-data","hostPath":{"path":
              "/var/lib/etcd","type":"DirectoryOrCreate"}}],"containers":[{"name":"etcd","image":
              "registry.k8s.io/etcd:3.6.1-0","ports":[{"containerPort":2381,"hostPort":2381,"protocol":"TCP"}]}]}}""";

    private static final String SET = """
            {"metadata":{"name":"ledger-%s","namespace":"payments","labels":{"app":"ledger",
              "statefulset.kubernetes.io/pod-name":"ledger-%1$s","apps.kubernetes.io/pod-index":"%1$s"},
              "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"ledger","uid":"s-1",
              "controller":true}]},"spec":{"volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data-ledger-%1$s"}}],
              "containers":[{"name":"c","image":"ledger:1"}]}}""";

    @Test
    void replicas_are_one_shape_of_the_deployment_that_the_replica_set_belongs_to() throws Exception {
        Workload web = only(site(web("web-7f6fd9667b-qsxw2", "abcde"), web("web-7f6fd9667b-fd7m4", "fghij")));
        assertThat(web.id()).isEqualTo("team-a/Deployment/web");
        assertThat(web.makers()).containsExactly(new Maker("apps.nvidia.com", "NIMService", "llama"));
        assertThat(web.shapes()).hasSize(1);
        PodShape shape = web.shapes().getFirst();
        assertThat(shape.pods()).isEqualTo(2);
        assertThat(shape.example()).isEqualTo("web-7f6fd9667b-fd7m4");
        assertThat(shape.labels()).isEqualTo(Map.of("app", "web"));
        assertThat(shape.mountsToken()).isTrue();
    }

    @Test
    void the_effective_security_context_is_the_containers_and_then_the_pods() throws Exception {
        PodContainer container = only(site(web("web-a-b", "abcde"))).shapes().getFirst().containers().getFirst();
        PodContainer.Security security = container.security();
        assertThat(security.user()).contains(1000L);
        assertThat(security.nonRoot()).contains(true);
        assertThat(security.privilegeEscalation()).isEmpty();
        assertThat(security.seccomp()).contains("RuntimeDefault");
        assertThat(security.added()).containsExactly("CHOWN");
        assertThat(security.dropped()).containsExactly("ALL");
        assertThat(container.limits()).isEqualTo(Map.of("memory", "64Mi", "nvidia.com/gpu", "1"));
    }

    @Test
    void neither_arguments_nor_values_of_the_environment_are_kept() throws Exception {
        ProjectedList pods = folded(web("web-a-b", "abcde"));
        assertThat(pods.document()).doesNotContain("hunter2", "--password", "of this pod");
        assertThat(only(site(web("web-a-b", "abcde"))).shapes().getFirst().containers().getFirst().environment())
                .containsExactly(new PodContainer.Variable("PASSWORD", Optional.empty(), Optional.empty(), Optional.empty()),
                        new PodContainer.Variable("TOKEN", Optional.empty(), Optional.of("web"), Optional.empty()),
                        new PodContainer.Variable("NVIDIA_VISIBLE_DEVICES", Optional.of("all"), Optional.empty(), Optional.empty()),
                        new PodContainer.Variable("", Optional.empty(), Optional.of("more"), Optional.empty()));
    }

    @Test
    void mirror_pods_of_all_nodes_are_one_static_pod() throws Exception {
        Workload etcd = only(site(MIRROR.formatted("cp-1"), MIRROR.formatted("cp-2")));
        assertThat(etcd.id()).isEqualTo("kube-system/StaticPod/etcd");
        assertThat(etcd.pods()).isEqualTo(2);
        assertThat(etcd.shapes()).hasSize(1);
        assertThat(etcd.shapes().getFirst().volumes()).containsExactly(new PodShape.Volume("etcd-data", "hostPath",
                "/var/lib/etcd", false));
        assertThat(etcd.shapes().getFirst().containers().getFirst().ports())
                .containsExactly(new PodContainer.Port(2381, 2381, "TCP"));
    }

    @Test
    void a_pod_that_only_says_that_a_node_owns_it_is_its_own() throws Exception {
        assertThat(only(site(MIRROR.formatted("cp-1").replace("kubernetes.io/config.mirror", "other"))).id())
                .isEqualTo("kube-system/Pod/etcd-cp-1");
    }

    @Test
    void the_pods_of_a_stateful_set_are_the_same_but_for_the_number_in_their_claims() throws Exception {
        Workload ledger = only(site(SET.formatted("0"), SET.formatted("1"), SET.formatted("10")));
        assertThat(ledger.id()).isEqualTo("payments/StatefulSet/ledger");
        assertThat(ledger.shapes()).hasSize(1);
        assertThat(ledger.shapes().getFirst().volumes().getFirst().source()).isEqualTo("data-ledger-*");
        assertThat(ledger.shapes().getFirst().serviceAccount()).isEqualTo("default");
    }

    @Test
    void jobs_of_one_cron_job_are_one_owner_and_what_has_ended_does_not_run() throws Exception {
        String pod = """
                {"metadata":{"name":"report-%s-x","namespace":"team-b","labels":{"job-name":"report-%1$s"},
                 "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"report-%1$s","uid":"j-%1$s",
                 "controller":true}]},"spec":{"containers":[{"name":"c","image":"report"}]},"status":{"phase":"%s"}}""";
        Workload report = only(site(pod.formatted("1", "Succeeded"), pod.formatted("2", "Failed"),
                pod.formatted("3", "Running")));
        assertThat(report.id()).isEqualTo("team-b/CronJob/report");
        assertThat(report.pods()).isEqualTo(1);
        assertThat(report.shapes()).extracting(PodShape::pods).containsExactlyInAnyOrder(2L, 1L);
    }

    @Test
    void init_sidecar_and_ephemeral_containers_are_told_apart() throws Exception {
        Workload pod = only(site("""
                {"metadata":{"name":"p","namespace":"n","annotations":{
                  "container.apparmor.security.beta.kubernetes.io/m":"localhost/tight"}},
                 "spec":{"initContainers":[{"name":"i","image":"i"},{"name":"s","image":"s","restartPolicy":"Always"}],
                 "containers":[{"name":"m","image":"m"}],"ephemeralContainers":[{"name":"e","image":"e",
                 "securityContext":{"privileged":true}}],"hostPID":true,"hostIPC":true,"serviceAccountName":""}}"""));
        assertThat(pod.id()).isEqualTo("n/Pod/p");
        PodShape shape = pod.shapes().getFirst();
        assertThat(shape.containers()).extracting(PodContainer::role).containsExactly(Role.INIT, Role.SIDECAR,
                Role.MAIN, Role.EPHEMERAL);
        assertThat(shape.containers()).extracting(container -> container.security().privileged())
                .containsExactly(false, false, false, true);
        assertThat(shape.containers().get(0).security()).isEqualTo(PodContainer.Security.DEFAULTS);
        assertThat(shape.containers().get(2).security().appArmor()).contains("Localhost");
        assertThat(List.of(shape.hostPid(), shape.hostIpc(), shape.hostNetwork())).containsExactly(true, true, false);
        assertThat(shape.serviceAccount()).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"securityContext\":\"none\"", "\"securityContext\":{\"privileged\":\"no\"}",
            "\"securityContext\":{\"runAsUser\":\"root\"}", "\"securityContext\":{\"runAsUser\":0.5}",
            "\"securityContext\":{\"capabilities\":{\"drop\":\"ALL\"}}", "\"ports\":{}", "\"ports\":[{\"hostPort\":\"http\"}]",
            "\"securityContext\":{\"seccompProfile\":{\"type\":\"Loose\"}}", "\"volumeMounts\":[{}]", "\"env\":[{}]"})
    void t43_a_container_in_an_unknown_form_makes_the_fact_unavailable(String field) throws Exception {
        assertUnavailable(site("{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"},\"spec\":{\"containers\":[{\"name\":"
                + "\"c\",\"image\":\"i\"," + field + "}]}}"), Reason.UNPARSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"containers\":[]}", "{\"containers\":\"c\"}", "{\"containers\":[{\"name\":\"c\"}]}",
            "{\"hostPID\":\"yes\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}",
            "{\"volumes\":[{\"name\":\"v\"}],\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}"})
    void t43_a_pod_in_an_unknown_form_makes_the_fact_unavailable(String spec) throws Exception {
        assertUnavailable(site("{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"},\"spec\":" + spec + "}"),
                Reason.UNPARSABLE);
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = {"FORBIDDEN", "TIMED_OUT", "TRUNCATED"})
    void t41_any_list_that_was_not_read_makes_the_fact_unavailable(Reason reason) throws Exception {
        for (KubernetesProbe probe : List.of(new KubernetesProbe.Pods(), ApiLists.REPLICA_SETS, ApiLists.DEPLOYMENTS,
                ApiLists.STATEFUL_SETS, ApiLists.DAEMON_SETS, ApiLists.JOBS)) {
            assertUnavailable(site(web("web-a-b", "abcde")).unread(SESSION, probe, reason, "words"), reason);
        }
    }

    @Test
    void owners_in_a_circle_end() throws Exception {
        ControlPlaneSite site = site(web("web-a-b", "abcde"));
        put(site, ApiLists.REPLICA_SETS, "ReplicaSetList", "apps/v1", owned("web-7f6fd9667b", "rs-1", "ReplicaSet", "x",
                "rs-1"));
        assertThat(only(site).kind()).isEqualTo("ReplicaSet");
    }

    private static ControlPlaneSite site(String... pods) throws MalformedDocument {
        ControlPlaneSite site = new ControlPlaneSite().text(SESSION, new KubernetesProbe.Pods(), folded(pods).document());
        put(site, ApiLists.REPLICA_SETS, "ReplicaSetList", "apps/v1", owned("web-7f6fd9667b", "rs-1", "Deployment", "web",
                "d-1"));
        put(site, ApiLists.DEPLOYMENTS, "DeploymentList", "apps/v1", owned("web", "d-1", "apps.nvidia.com/v1alpha1",
                "NIMService", "llama", "nim-1"));
        put(site, ApiLists.STATEFUL_SETS, "StatefulSetList", "apps/v1", "");
        put(site, ApiLists.DAEMON_SETS, "DaemonSetList", "apps/v1", "");
        put(site, ApiLists.JOBS, "JobList", "batch/v1", String.join(",", owned("report-1", "j-1", "CronJob", "report",
                "cj"), owned("report-2", "j-2", "CronJob", "report", "cj"), owned("report-3", "j-3", "CronJob", "report",
                "cj")));
        return site;
    }

    private static String owned(String name, String uid, String kind, String owner, String ownerUid) {
        return owned(name, uid, "apps/v1", kind, owner, ownerUid);
    }

    private static String owned(String name, String uid, String version, String kind, String owner, String ownerUid) {
        return """
                {"metadata":{"name":"%s","namespace":"n","uid":"%s","ownerReferences":[{"apiVersion":"%s","kind":"%s",
                 "name":"%s","uid":"%s","controller":true}]}}""".formatted(name, uid, version, kind, owner, ownerUid);
    }

    private static ProjectedList folded(String... pods) throws MalformedDocument {
        ProjectedList list = ProjectedList.folded("v1", PodForm.PATHS, 100_000, PodForm::of);
        list.read(new StringReader("{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"metadata\":{},\"items\":["
                + String.join(",", pods) + "]}"));
        return list;
    }

    private static void put(ControlPlaneSite site, KubernetesProbe.List probe, String kind, String apiVersion,
                            String items) throws MalformedDocument {
        ProjectedList list = new ProjectedList(apiVersion, probe.projection().paths(), 100_000);
        list.read(new StringReader("{\"apiVersion\":\"" + apiVersion + "\",\"items\":[" + items + "],\"kind\":\"" + kind
                + "\",\"metadata\":{}}"));
        site.text(SESSION, probe, list.document());
    }

    private static Workload only(ControlPlaneSite site) {
        return switch (site.read(ADMIN, Workloads.KEY)) {
            case Fact.Known<Workloads>(Workloads workloads, var sources) -> {
                assertThat(workloads.all()).hasSize(1);
                yield workloads.all().getFirst();
            }
            case Fact.Unavailable<Workloads> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.read(ADMIN, Workloads.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                assertThat(unavailable.reason()).isEqualTo(reason));
    }
}
