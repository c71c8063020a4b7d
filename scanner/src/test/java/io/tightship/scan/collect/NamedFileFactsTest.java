package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.AnonymousRequests;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.Authority;
import io.tightship.fact.kubernetes.Authorizers;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.fact.kubernetes.SchedulerProfiling;
import io.tightship.fact.kubernetes.StoredEncryption.Group;
import io.tightship.fact.kubernetes.StoredEncryption;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From a file as an API server or a scheduler would read it to the fact; documents as in the Kubernetes documentation. */
class NamedFileFactsTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final String PATH = "/etc/kubernetes/x.yaml";

    @Test
    void an_admission_configuration_says_the_default_level_and_what_is_exempt() {
        PodSecuritySettings settings = known(PodSecuritySettings.OF_NODE, "kube-apiserver",
                "--admission-control-config-file", NamedFileContent.ADMISSION, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: EventRateLimit
                  path: eventconfig.yaml
                - name: PodSecurity
                  configuration:
                    apiVersion: pod-security.admission.config.k8s.io/v1
                    kind: PodSecurityConfiguration
                    defaults:
                      enforce: "baseline"
                      enforce-version: "latest"
                    exemptions:
                      usernames: [ops]
                      runtimeClasses: []
                      namespaces: [gpu-operator]
                """);
        assertThat(settings).isEqualTo(new PodSecuritySettings(true, "baseline", Set.of("gpu-operator"), Set.of("ops"),
                Set.of()));
        assertThat(known(PodSecuritySettings.OF_NODE, "kube-apiserver", "--admission-control-config-file",
                NamedFileContent.ADMISSION, "kind: AdmissionConfiguration\nplugins: [{name: EventRateLimit, path: x}]\n"))
                .isEqualTo(PodSecuritySettings.defaults(true));
    }

    @Test
    void encryption_keeps_the_names_of_providers_and_never_their_keys() {
        String document = """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                  - resources:
                      - secrets
                      - configmaps
                    providers:
                      - aescbc:
                          keys:
                            - name: key1
                              secret: c2VjcmV0IGlzIHNlY3VyZQ==
                      - identity: {}
                  - resources: ['*.']
                    providers: [{kms: {apiVersion: v2, name: vault, endpoint: "unix:///tmp/s.sock"}}]
                """;
        StoredEncryption encryption = known(StoredEncryption.KEY, "kube-apiserver", "--encryption-provider-config",
                NamedFileContent.ENCRYPTION, document);
        assertThat(encryption.groups()).containsExactly(new Group(List.of("secrets", "configmaps"),
                List.of("aescbc", "identity")), new Group(List.of("*."), List.of("kms")));
        assertThat(encryption.writer("secrets")).contains("aescbc");
        assertThat(encryption.file()).contains(PATH);
        assertThat(known(StoredEncryption.KEY, "kube-apiserver", "--encryption-provider-config",
                NamedFileContent.ENCRYPTION, document.replace("EncryptionConfiguration", "EncryptionConfig")
                        .replace("apiserver.config.k8s.io/", ""))).as("as old pages wrote it").isEqualTo(encryption);
        assertThat(ProjectedFile.text(NamedFileContent.ENCRYPTION, document)).doesNotContain("c2Vj", "key1", "vault");
        assertThat(ProjectedFile.text(NamedFileContent.ENCRYPTION, "resources: [secret: c2Vj")).isEqualTo(
                "{\"malformed\":true}");
    }

    @Test
    void authorizers_are_of_the_file_or_of_the_flag_or_everything_is_allowed() {
        assertThat(known(Authorizers.KEY, "kube-apiserver", "--authorization-config", NamedFileContent.AUTHORIZATION, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthorizationConfiguration
                authorizers:
                  - type: Webhook
                    name: webhook
                    webhook: {timeout: 3s, failurePolicy: NoOpinion}
                  - type: Node
                    name: node
                  - type: RBAC
                    name: rbac
                """)).isEqualTo(new Authorizers(List.of("Webhook", "Node", "RBAC"), PATH));
        assertThat(byFlags(Authorizers.KEY, "kube-apiserver", "--authorization-mode=Node", "--authorization_mode=RBAC")
                .types()).containsExactly("Node", "RBAC");
        assertThat(byFlags(Authorizers.KEY, "kube-apiserver").types()).containsExactly("AlwaysAllow");
    }

    @Test
    void anonymous_requests_are_judged_as_the_api_server_does() {
        assertThat(known(AnonymousRequests.KEY, "kube-apiserver", "--authentication-config",
                NamedFileContent.AUTHENTICATION, """
                apiVersion: apiserver.config.k8s.io/v1beta1
                kind: AuthenticationConfiguration
                anonymous:
                  enabled: true
                  conditions:
                  - path: /livez
                """)).isEqualTo(new AnonymousRequests(true, List.of("/livez"), PATH));
        assertThat(known(AnonymousRequests.KEY, "kube-apiserver", "--authentication-config",
                NamedFileContent.AUTHENTICATION, "kind: AuthenticationConfiguration\njwt: []\n").taken())
                .as("AlwaysAllow is the default, and beside it nobody is anonymous").isFalse();
        assertThat(known(AnonymousRequests.KEY, "kube-apiserver", "--authentication-config",
                NamedFileContent.AUTHENTICATION, "kind: AuthenticationConfiguration\nanonymous: {}\n")).as("as Go leaves it")
                .isEqualTo(new AnonymousRequests(false, List.of(), PATH));
        assertThat(byFlags(AnonymousRequests.KEY, "kube-apiserver", "--authorization-mode=RBAC")).isEqualTo(
                new AnonymousRequests(true, List.of(), ""));
        assertThat(byFlags(AnonymousRequests.KEY, "kube-apiserver", "--authorization-mode=RBAC", "--anonymous-auth=F"))
                .isEqualTo(new AnonymousRequests(false, List.of(), "--anonymous-auth=F"));
        assertThat(byFlags(AnonymousRequests.KEY, "kube-apiserver", "--anonymous-auth").taken()).isFalse();
    }

    @Test
    void an_audit_policy_is_kept_with_what_its_rules_match() {
        AuditRules policy = known(AuditRules.KEY, "kube-apiserver", "--audit-policy-file",
                NamedFileContent.AUDIT_POLICY, """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages:
                  - "RequestReceived"
                rules:
                  - level: None
                    users: ["system:kube-proxy"]
                    verbs: ["watch"]
                    resources:
                    - group: "" # core API group
                      resources: ["endpoints", "services"]
                  - level: None
                    userGroups: ["system:authenticated"]
                    nonResourceURLs:
                    - "/api*"
                    - "/version"
                  - level: Request
                    resources:
                    - group: ""
                      resources: ["configmaps"]
                      resourceNames: ["controller-leader"]
                    namespaces: ["kube-system"]
                  - level: Metadata
                """);
        assertThat(policy.omitted()).containsExactly("RequestReceived");
        assertThat(policy.rules()).extracting(AuditRules.Rule::elsewhere).containsExactly(true, true, false, false);
        assertThat(policy.rules().get(2).resources()).containsExactly(
                new AuditRules.Resources("", Set.of("configmaps"), true));
        assertThat(policy.level(new AuditRules.Request("get", "", "configmaps", "", "kube-system")))
                .isEqualTo(AuditRules.Level.METADATA);
    }

    @Test
    void the_schedulers_flag_counts_only_without_a_file() {
        assertThat(byFlags(SchedulerProfiling.KEY, "kube-scheduler", "--profiling=false"))
                .isEqualTo(new SchedulerProfiling(false, "--profiling=false"));
        assertThat(known(SchedulerProfiling.KEY, "kube-scheduler", "--profiling=false --config",
                NamedFileContent.SCHEDULER, "kind: KubeSchedulerConfiguration\nprofiles: []\n"))
                .isEqualTo(new SchedulerProfiling(true, PATH));
        assertThat(known(SchedulerProfiling.KEY, "kube-scheduler", "--config", NamedFileContent.SCHEDULER,
                "kind: KubeSchedulerConfiguration\nenableProfiling: false\n").on()).isFalse();
    }

    private static final String PEM = "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n";
    private static final String DIGEST = io.tightship.model.Digest.sha256("a".getBytes());

    @Test
    void authorities_are_kept_by_their_fingerprints() {
        assertThat(ProjectedFile.text(NamedFileContent.CERTIFICATES, "subject=etcd\n" + PEM)).isEqualTo(
                "{\"fingerprints\":[\"" + DIGEST + "\"]}");
        assertThat(known(Authority.OF_API_SERVER, "kube-apiserver", "--client-ca-file", NamedFileContent.CERTIFICATES,
                PEM).fingerprints()).containsExactly(DIGEST);
        assertThat(byFlags(Authority.OF_API_SERVER, "kube-apiserver").fingerprints()).isEmpty();
        assertThat(known(Authority.OF_ETCD, "etcd", "--trusted-ca-file", NamedFileContent.CERTIFICATES, PEM))
                .isEqualTo(known(Authority.OF_API_SERVER, "kube-apiserver", "--client-ca-file",
                        NamedFileContent.CERTIFICATES, PEM));
        assertThat(running("kube-apiserver", "--client-ca-file").text(NODE, new FileProbe.NamedFile(700, PATH,
                NamedFileContent.CERTIFICATES), ProjectedFile.text(NamedFileContent.CERTIFICATES, "no certificate"))
                .members(CP, Authority.OF_API_SERVER).get("kube-apiserver")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void t25_etcds_authority_may_be_named_by_its_environment() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("etcd", "--name=x"));
        assertThat(site.members(CP, Authority.OF_ETCD).get("etcd")).isInstanceOf(Fact.Unavailable.class);
        NodeProbe probe = new ProcessProbe.EtcdAuthority(700);
        assertThat(value(site.text(NODE, probe, ProjectedFile.text(NamedFileContent.CERTIFICATES, PEM)),
                Authority.OF_ETCD, "etcd").fingerprints()).containsExactly(DIGEST);
        assertThat(value(site.text(NODE, probe, ProjectedFile.text(NamedFileContent.CERTIFICATES, "")),
                Authority.OF_ETCD, "etcd").fingerprints()).isEmpty();
        assertThat(new ControlPlaneSite().processes(CP, List.of("kubelet")).members(CP, Authority.OF_ETCD)).isEmpty();
    }

    @Test
    void etcds_authority_may_be_named_by_a_configuration_file_which_then_decides_alone() {
        NodeProbe file = new FileProbe.NamedFile(700, "/etc/etcd/etcd.conf", NamedFileContent.ETCD);
        NodeProbe named = new ProcessProbe.EtcdFileAuthorities(700, "/proc/700/root/etc/etcd/etcd.conf");
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("etcd", "--config-file=/etc/etcd/etcd.conf",
                "--trusted-ca-file=/ignored.crt")).text(NODE, file, ProjectedFile.text(NamedFileContent.ETCD,
                "client-transport-security:\n  trusted-ca-file: /pki/ca.crt\npeer-transport-security:\n"
                        + "  trusted-ca-file: /pki/peers.crt\n"));
        Authority authority = value(site.text(NODE, named, "{\"files\":{\"/pki/ca.crt\":[\"" + DIGEST
                + "\"],\"/pki/peers.crt\":[\"00\"]}}"), Authority.OF_ETCD, "etcd");
        assertThat(authority.file()).isEqualTo("/pki/ca.crt");
        assertThat(authority.fingerprints()).containsExactly(DIGEST);
        for (String body : List.of("{\"files\":{}}", "{\"files\":{\"/pki/ca.crt\":[]}}",
                "{\"files\":{\"/pki/ca.crt\":[\"\"]}}", "{")) {
            assertUnavailable(site.text(NODE, named, body), Reason.UNPARSABLE);
        }
        assertUnavailable(site.bytes(NODE, named, 0, "sed: can't read /proc/700/root/pki/ca.crt: Permission denied",
                "{\"files\":{\"/pki/ca.crt\":[]}}".getBytes()), Reason.FORBIDDEN);
        assertUnavailable(site.unread(NODE, named, Reason.TOOL_MISSING, "no bash"), Reason.TOOL_MISSING);
        assertUnavailable(site.unread(NODE, file, Reason.REFUSED, "outside"), Reason.REFUSED);
        assertThat(value(site.text(NODE, file, ProjectedFile.text(NamedFileContent.ETCD, "name: x\n")), Authority.OF_ETCD, "etcd").fingerprints())
                .as("nobody is asked for a certificate").isEmpty();
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(CP, Authority.OF_ETCD).get("etcd")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason));
    }

    @Test
    void what_was_not_read_or_is_something_else_is_unavailable() {
        String flag = "--encryption-provider-config";
        NodeProbe probe = new FileProbe.NamedFile(700, PATH, NamedFileContent.ENCRYPTION);
        assertReason(running("kube-apiserver", flag).unread(NODE, probe, Reason.FORBIDDEN, "denied"), Reason.FORBIDDEN);
        assertReason(running("kube-apiserver", flag).absent(NODE, probe, "No such file"), Reason.NOT_COLLECTED);
        for (String broken : List.of("[a", "kind: Secret\n", "- a\n", "", "kind: EncryptionConfiguration\nresources:\n"
                + "- resources: [secrets]\n", "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n"
                + "  providers: [{a: {}, b: {}}]\n")) {
            assertReason(running("kube-apiserver", flag).text(NODE, probe, ProjectedFile.text(
                    NamedFileContent.ENCRYPTION, broken)), Reason.UNPARSABLE);
        }
        for (String broken : List.of("kind: Policy\n", "kind: Policy\nrules: [{level: All}]\n")) {
            ControlPlaneSite site = running("kube-apiserver", "--audit-policy-file").text(NODE,
                    new FileProbe.NamedFile(700, PATH, NamedFileContent.AUDIT_POLICY),
                    ProjectedFile.text(NamedFileContent.AUDIT_POLICY, broken));
            assertThat(site.members(CP, AuditRules.KEY).get("kube-apiserver")).isInstanceOf(Fact.Unavailable.class);
        }
    }

    @Test
    void only_files_that_may_be_configuration_are_read_and_as_the_process_sees_them() {
        assertThat(NamedFiles.ENCRYPTION.derive(running("kube-apiserver", "--encryption-provider-config").get(NODE,
                new ProcessProbe.Processes())).getFirst().words()).containsExactly("cat", "--",
                "/proc/700/root/etc/kubernetes/x.yaml");
        for (String path : List.of("/proc/1/root/proc/1/environ", "/proc/1/root/dev/zero", "/proc/1/root/root/.ssh/id",
                "/proc/1/root/etc/../root/x", "/proc/1/root/etc/kubernetes/pki/sa.key", "/etc/shadow",
                "/proc/1/environ", "/proc/1/root/home/ann/x")) {
            assertThat(NamedFiles.ENCRYPTION.allowed().matcher(path).matches()).as(path).isFalse();
        }
        assertThat(NamedFiles.ENCRYPTION.allowed().matcher("/proc/12/root/var/lib/kubernetes/enc.yml").matches()).isTrue();
        assertThat(new FileProbe.NamedFile(7, "conf/x.yaml", NamedFileContent.SCHEDULER).words().getLast())
                .isEqualTo("/proc/7/cwd/conf/x.yaml");
    }

    private static ControlPlaneSite running(String process, String flags) {
        List<String> words = new ArrayList<>(List.of(process));
        words.addAll(List.of((flags + "=" + PATH).split(" ")));
        return new ControlPlaneSite().processes(CP, words);
    }

    private static <V> V known(FactKey<PerSubject<V>> key, String process, String flag, NamedFileContent content,
                               String document) {
        return value(running(process, flag).text(NODE, new FileProbe.NamedFile(700, PATH, content),
                ProjectedFile.text(content, document)), key, process);
    }

    private static <V> V byFlags(FactKey<PerSubject<V>> key, String... words) {
        return value(new ControlPlaneSite().processes(CP, List.of(words)), key, words[0]);
    }

    private static <V> V value(ControlPlaneSite site, FactKey<PerSubject<V>> key, String process) {
        return switch (site.members(CP, key).get(process)) {
            case Fact.Known<V>(V value, var sources) -> {
                assertThat(sources).isNotEmpty();
                yield value;
            }
            case Fact.Unavailable<V> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertReason(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(CP, StoredEncryption.KEY).get("kube-apiserver")).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason));
    }
}
