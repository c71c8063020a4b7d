package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.CP2;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import io.tightship.scan.data.Fragment;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From the lists of an API server to verdicts: a cluster on which Kyverno does what its policies say, each way to take
 * that away, and the way from Pod Security Policies there.
 */
class KyvernoEffectTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);
    private static final List<String> FIVE = List.of("disallow-capabilities", "disallow-host-namespaces",
            "disallow-host-path", "disallow-host-ports", "disallow-privileged-containers");

    private static final List<String> RULES = List.of("kyverno-required-policies", "kyverno-policies-ready",
            "kyverno-policies-enforce", "kyverno-exclusions-approved", "kyverno-silent-exemptions",
            "kyverno-exceptions-approved", "kyverno-webhook-guards", "kyverno-policies-match-release");

    /** The exclusions of BCM's knowledge base, by policy. */
    private static final Map<String, String> EXCLUDED = Map.of("disallow-capabilities", "\"default\"",
            "disallow-host-namespaces", "\"default\",\"prometheus\"", "disallow-host-path",
            "\"default\",\"*-restricted\",\"prometheus\",\"kube-system\",\"cm\",\"local-path-storage\"",
            "disallow-host-ports", "\"default\",\"prometheus\"", "disallow-privileged-containers",
            "\"default\",\"kube-system\",\"cm\",\"local-path-storage\"");

    /** What an API server answers, by list; items alone. */
    private record Cluster(Map<KubernetesProbe.List, String> items, String policiesOfRelease, String version,
                           List<String> apiServer) {

        Cluster with(KubernetesProbe.List list, UnaryOperator<String> change) {
            Map<KubernetesProbe.List, String> changed = new LinkedHashMap<>(items);
            changed.put(list, change.apply(items.get(list)));
            return new Cluster(changed, policiesOfRelease, version, apiServer);
        }

        Cluster version(String other, String... flags) {
            return new Cluster(items, policiesOfRelease, other, Stream.concat(Stream.of("kube-apiserver"),
                    Stream.of(flags)).toList());
        }
    }

    static Stream<Arguments> waysAround() {
        KubernetesProbe.List policies = ApiLists.CLUSTER_POLICIES;
        return Stream.of(
                Arguments.of("Audit in one rule", sound().with(policies, text -> text.replaceFirst("Enforce", "Audit")),
                        "kyverno-policies-enforce", "disallow-capabilities"),
                Arguments.of("Audit in a policy that the release brings", sound("restrict-sysctls").with(policies, text ->
                        text + "," + policy("restrict-sysctls", spec("").replace("Enforce", "Audit"))),
                        "kyverno-policies-enforce", "restrict-sysctls"),
                Arguments.of("a policy of the release is gone", sound("restrict-sysctls"), "kyverno-required-policies",
                        "restrict-sysctls"),
                Arguments.of("fails open beside others that fail closed", sound().with(policies, text -> text.replaceFirst(
                        "\"rules\"", "\"failurePolicy\":\"Ignore\",\"rules\"")), "kyverno-webhook-guards",
                        "disallow-capabilities: its failure policy is Ignore"),
                Arguments.of("fails open by its webhook's settings", sound().with(policies, text -> text.replaceFirst(
                        "\"rules\"", "\"failurePolicy\":\"Fail\",\"webhookConfiguration\":{\"failurePolicy\":\"Ignore\"},"
                                + "\"rules\"")), "kyverno-webhook-guards", "its failure policy is Ignore"),
                Arguments.of("excluded for a role, in the older form", sound().with(policies, text -> text.replaceFirst(
                        "\"validate\"", "\"exclude\":{\"clusterRoles\":[\"cluster-admin\"]},\"validate\"")),
                        "kyverno-exclusions-approved", "cluster-admin"),
                Arguments.of("NotReady", sound().with(policies, text -> text.replaceFirst("\"status\":\"True\"",
                        "\"status\":\"False\"")), "kyverno-policies-ready", "Ready is False"),
                Arguments.of("excluded for an unapproved namespace", sound().with(policies, text -> text.replaceFirst(
                        "\"validate\"", "\"exclude\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":"
                                + "[\"team-a\"]}}]},\"validate\"")), "kyverno-exclusions-approved", "namespace team-a"),
                Arguments.of("exempted by the ConfigMap", sound().with(ApiLists.CONFIG_MAPS, text -> text.replace(
                        "[Node,*,*]", "[Node,*,*][Pod,team-a,*]")), "kyverno-silent-exemptions", "team-a"),
                Arguments.of("exempted by a PolicyException", sound().with(ApiLists.EXCEPTIONS, text ->
                        "{\"metadata\":{\"name\":\"let-me-in\",\"namespace\":\"team-a\"},\"spec\":{\"exceptions\":[{"
                                + "\"policyName\":\"disallow-host-path\",\"ruleNames\":[\"r\"]}]}}"),
                        "kyverno-exceptions-approved", "let-me-in"),
                Arguments.of("exempted by a webhook's selector", sound().with(ApiLists.VALIDATING_WEBHOOKS, text ->
                        text.replace("\"objectSelector\":{}", "\"objectSelector\":{\"matchExpressions\":[{\"key\":"
                                + "\"skip\",\"operator\":\"DoesNotExist\"}]}")), "kyverno-webhook-guards", "objectSelector"),
                Arguments.of("changed after Helm installed it", sound().with(policies, text -> text.replaceFirst(
                        "no privileges", "anything goes")), "kyverno-policies-match-release", "was changed"));
    }

    @Test
    void on_a_sound_cluster_each_of_these_rules_passes() throws Exception {
        assertThat(judge(sound(), RULES)).isNotEmpty().allSatisfy(finding -> assertThat(finding.outcome())
                .as(finding.rule() + " " + finding.message()).isEqualTo(Outcome.PASS));
    }

    @Test
    void a_policy_that_became_an_admission_policy_of_the_api_servers_own_is_a_question() throws Exception {
        Cluster generated = sound().with(ApiLists.CLUSTER_POLICIES, text -> text.replaceFirst("\"status\":\\{",
                "\"status\":{\"validatingadmissionpolicy\":{\"generated\":true},"));
        assertThat(judge(generated, List.of("kyverno-webhook-guards"))).filteredOn(finding -> finding.outcome()
                == Outcome.MANUAL).singleElement().satisfies(finding -> assertThat(finding.message()).contains(
                "ValidatingAdmissionPolicy cpol-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysAround")
    void issue_3_each_way_around_a_policy_is_found(String name, Cluster cluster, String rule, String words)
            throws Exception {
        assertThat(judge(cluster, List.of(rule))).filteredOn(finding -> finding.outcome() == Outcome.FAIL)
                .as(name).isNotEmpty().anySatisfy(finding -> assertThat(finding.message()).contains(words));
    }

    /** Each way in which a policy, or a rule of it, does not enforce: of a ClusterPolicy, and of a ValidatingPolicy. */
    static Stream<Arguments> withoutEffect() {
        return Stream.of("\"admission\":false", "\"validationFailureActionOverrides\":[{\"action\":\"Audit\",\"namespaces\":"
                + "[\"team-a\"]}]", "\"rules\":[{\"name\":\"r\",\"validate\":{\"failureAction\":\"Audit\"}}]",
                "\"rules\":[{\"name\":\"r\",\"validate\":{}}]", "\"rules\":[{\"name\":\"r\",\"validate\":{\"failureAction\":"
                + "\"Enforce\",\"failureActionOverrides\":[{\"action\":\"Audit\",\"namespaces\":[\"team-*\"]}]}}]",
                "\"rules\":[{\"name\":\"r\",\"validate\":{\"failureAction\":\"Enforce\"}},{\"name\":\"r\",\"validate\":{}},{"
                + "\"name\":\"s\",\"validate\":{\"failureAction\":\"Enforce\",\"allowExistingViolations\":false}}]",
                "\"admission\":false,\"validationFailureAction\":\"Audit\",\"validationFailureActionOverrides\":[{\"action\":"
                + "\"Audit\",\"namespaces\":[\"*\"]}],\"rules\":[{\"name\":\"r\",\"validate\":{}}]").map(spec -> Arguments.of(
                ApiLists.CLUSTER_POLICIES, spec.contains("rules") ? spec : spec + ",\"rules\":[{\"name\":\"r\",\"validate\":{"
                + "\"failureAction\":\"Enforce\",\"allowExistingViolations\":false}}]"));
    }

    static Stream<Arguments> celWithoutEffect() {
        return Stream.of("\"validationActions\":[\"Audit\",\"Warn\"]", "\"evaluation\":{\"mode\":\"JSON\"}",
                "\"evaluation\":{\"admission\":{\"enabled\":false},\"background\":{\"enabled\":true}}",
                "\"validationActions\":[\"Audit\"],\"evaluation\":{\"mode\":\"JSON\"}").map(spec ->
                Arguments.of(ApiLists.VALIDATING_POLICIES, spec + ",\"validations\":[{\"expression\":\"false\"}]"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"withoutEffect", "celWithoutEffect"})
    void t17_the_literals_of_the_steps_put_into_the_policy_make_it_enforce(KubernetesProbe.List list, String spec)
            throws Exception {
        List<String> rules = List.of("kyverno-policies-enforce", "kyverno-existing-violations");
        String object = "{\"metadata\":{\"name\":\"disallow-host-path\"},\"spec\":{" + spec + "},\"status\":{\"conditions\":[{"
                + "\"type\":\"Ready\",\"status\":\"True\"}],\"conditionStatus\":{\"ready\":true}}}";
        // The policies of the release, which are not there, have findings of their own.
        List<Finding> failed = judge(only(list, object), rules).stream().filter(finding -> finding.outcome() == Outcome.FAIL
                && finding.subject().startsWith("disallow-host-path")).toList();
        assertThat(failed).isNotEmpty();
        for (Finding finding : failed) {
            List<String> literals = new ArrayList<>();
            for (Step step : finding.remediation()) {
                if (step instanceof Step.Setting(Step.Place place, String literal)) {
                    assertThat(place.path()).endsWith("/disallow-host-path").startsWith(list.resource() + "." + list.group());
                    literals.add(literal);
                }
            }
            assertThat(judge(only(list, Fragment.put(object, literals)), rules)).filteredOn(after -> after.rule()
                    .equals(finding.rule()) && after.subject().equals(finding.subject())).singleElement().satisfies(after ->
                    assertThat(after.outcome()).as("%s with %s", object, literals).isEqualTo(Outcome.PASS));
        }
    }

    /** A cluster that requires one policy and has it alone. */
    private static ControlPlaneSite only(KubernetesProbe.List list, String policy) throws Exception {
        return site(sound().with(ApiLists.CLUSTER_POLICIES, text -> "").with(list, text -> policy))
                .value(KyvernoPolicies.REQUIRED, Set.of("disallow-host-path"));
    }

    @Test
    void issue_3_the_gpu_operators_cluster_policy_is_never_taken_for_one_of_kyvernos() throws Exception {
        ControlPlaneSite without = site(sound());
        for (KubernetesProbe.List list : List.of(ApiLists.CLUSTER_POLICIES, ApiLists.VALIDATING_POLICIES)) {
            without = without.absent(SESSION, list, "/apis was read, and names no group " + list.group());
        }
        // With Kyverno gone, `kubectl get clusterpolicies` shows the GPU operator's object; nothing here asks for it.
        assertThat(new Readers().of(KyvernoPolicies.KEY).routes(ADMIN, KyvernoPolicies.KEY, without.view()).stream()
                .flatMap((Route route) -> route.probes().stream()).map(probe -> probe.command())).containsExactlyInAnyOrder(
                "kubectl get clusterpolicies.kyverno.io -A -o json",
                "kubectl get validatingpolicies.policies.kyverno.io -A -o json");
        assertThat(judge(without, List.of("kyverno-required-policies"))).isNotEmpty().allSatisfy(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.FAIL));
        // And a server that answers with the other group's objects is not believed.
        ProjectedList list = new ProjectedList("kyverno.io/v1", ApiLists.CLUSTER_POLICIES.projection().paths(), 100_000);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> list.read(new StringReader("{\"kind\":"
                + "\"ClusterPolicyList\",\"apiVersion\":\"nvidia.com/v1\",\"items\":[{\"metadata\":{\"name\":"
                + "\"disallow-host-path\"}}]}")))).hasMessageContaining("nvidia.com/v1");
    }

    @Test
    void issue_5_from_pod_security_policies_to_kyverno() throws Exception {
        Cluster none = sound().with(ApiLists.CLUSTER_POLICIES, text -> "").with(ApiLists.VALIDATING_WEBHOOKS, text -> "");
        List<String> psp = List.of("psp-successor-in-place");
        assertThat(outcomes(none.version("v1.24.17", "--enable-admission-plugins=NodeRestriction,PodSecurityPolicy"), psp))
                .as("1.24 with PSP and no Kyverno").containsExactly(Outcome.NOT_APPLICABLE);
        assertThat(outcomes(none.version("v1.24.17"), psp)).as("1.24 in the window").containsExactly(Outcome.FAIL);
        assertThat(outcomes(sound().version("v1.26.9").with(ApiLists.CLUSTER_POLICIES, text ->
                text.replace("Enforce", "Audit")), psp)).as("1.26 with Kyverno Audit").containsExactly(Outcome.FAIL);
        Cluster right = sound().version("v1.26.9").with(ApiLists.CLUSTER_POLICIES, text -> policies(EXCLUDED));
        assertThat(outcomes(right, psp)).as("1.26 done right").containsExactly(Outcome.PASS);
        assertThat(outcomes(right, List.of("kyverno-exclusions-approved"))).as("1.26 done right")
                .containsExactly(Outcome.PASS);
        assertThat(outcomes(right, List.of("kyverno-default-namespace-guarded"))).as("which leaves default open")
                .containsExactly(Outcome.FAIL);
        Cluster wrong = right.with(ApiLists.CLUSTER_POLICIES, text -> text.replace("\"prometheus\"", "\"team-a\""));
        assertThat(judge(wrong, psp)).filteredOn(finding -> finding.outcome() == Outcome.FAIL)
                .as("1.26 with an unapproved namespace excluded").extracting(Finding::subject).containsExactly("team-a");
    }

    /** @param more policies that the release brings */
    private static Cluster sound(String... more) {
        Map<KubernetesProbe.List, String> items = new LinkedHashMap<>();
        for (KubernetesProbe.List list : List.of(ApiLists.VALIDATING_POLICIES, ApiLists.POLICIES,
                ApiLists.NAMESPACED_VALIDATING_POLICIES, ApiLists.EXCEPTIONS, ApiLists.CEL_EXCEPTIONS)) {
            items.put(list, "");
        }
        items.put(ApiLists.CLUSTER_POLICIES, policies(Map.of()));
        items.put(ApiLists.NAMESPACES, Stream.of("default", "kube-system", "kyverno", "team-a", "ray-restricted")
                .map(name -> "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\"}}")
                .collect(Collectors.joining(",")));
        items.put(ApiLists.CONFIG_MAPS, "{\"metadata\":{\"name\":\"kyverno\",\"namespace\":\"kyverno\"},\"data\":{"
                + "\"resourceFilters\":\"[Event,*,*][*/*,kube-system,*][Node,*,*]\",\"excludeGroups\":\"system:nodes\"}}");
        items.put(ApiLists.VALIDATING_WEBHOOKS, """
                {"metadata":{"name":"kyverno-resource-validating-webhook-cfg"},"webhooks":[{"name":
                 "validate.kyverno.svc-fail","failurePolicy":"Fail","clientConfig":{"caBundle":"LS0t","service":{"name":
                 "kyverno-svc","namespace":"kyverno"}},"rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],
                 "apiVersions":["v1"],"resources":["pods"],"scope":"*"}],"namespaceSelector":{"matchExpressions":[{"key":
                 "kubernetes.io/metadata.name","operator":"NotIn","values":["kyverno"]}]},"objectSelector":{}}]}""");
        items.put(ApiLists.ENDPOINT_SLICES, """
                {"metadata":{"name":"s","namespace":"kyverno","labels":{"kubernetes.io/service-name":"kyverno-svc"}},
                 "endpoints":[{"conditions":{"ready":true},"nodeName":"cp-1","targetRef":{"name":"k-1"}}]}""");
        items.put(ApiLists.DEPLOYMENTS, """
                {"metadata":{"name":"kyverno-admission-controller","namespace":"kyverno","labels":{
                 "app.kubernetes.io/component":"admission-controller","app.kubernetes.io/part-of":"kyverno"}},"spec":{
                 "replicas":1,"template":{"spec":{"containers":[{"name":"kyverno","args":["--enablePolicyException=true"]}]}}},
                 "status":{"readyReplicas":1}}""");
        return new Cluster(items, manifest(more), "v1.32.7", List.of("kube-apiserver"));
    }

    /** @param excluded namespaces by policy, as JSON; the user ray has a policy of their own */
    private static String policies(Map<String, String> excluded) {
        List<String> all = new ArrayList<>();
        FIVE.forEach(name -> all.add(policy(name, spec(excluded.containsKey(name) ? "\"exclude\":{\"any\":[{\"resources\":{"
                + "\"kinds\":[\"Pod\"],\"namespaces\":[" + excluded.get(name) + "]}}]}," : ""))));
        all.add("{\"metadata\":{\"name\":\"ray-l9x71kv-lhv\"},\"spec\":{\"rules\":[{\"name\":\"r\",\"match\":{\"any\":[{"
                + "\"resources\":{\"kinds\":[\"Pod\"]}}]},\"validate\":{\"failureAction\":\"Enforce\",\"message\":"
                + "\"hostPath volumes are confined to [/home/ray].\"}}]},\"status\":{\"conditions\":[{\"type\":\"Ready\","
                + "\"status\":\"True\"}]}}");
        return String.join(",", all);
    }

    private static String policy(String name, String spec) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + ",\"status\":{\"conditions\":[{\"type\":"
                + "\"Ready\",\"status\":\"True\"}]}}";
    }

    private static String spec(String more) {
        return "{\"rules\":[{\"name\":\"r\",\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"]}}]}," + more
                + "\"validate\":{\"failureAction\":\"Enforce\",\"message\":\"no privileges\",\"pattern\":{\"spec\":{}}}}]}";
    }

    private static String manifest(String... more) {
        return Stream.concat(FIVE.stream(), Stream.of(more)).map(name -> "{\"apiVersion\":\"kyverno.io/v1\",\"kind\":\"ClusterPolicy\",\"metadata\":{"
                + "\"name\":\"" + name + "\"},\"spec\":" + spec("") + "}").collect(Collectors.joining(","));
    }

    private static ControlPlaneSite site(Cluster cluster) throws Exception {
        ControlPlaneSite site = new ControlPlaneSite();
        for (Map.Entry<KubernetesProbe.List, String> entry : cluster.items().entrySet()) {
            KubernetesProbe.List list = entry.getKey();
            String version = (list.group().isEmpty() ? "" : list.group() + "/") + list.projection().versions().getFirst();
            ProjectedList projected = new ProjectedList(version, list.projection().paths(), 1_000_000);
            projected.read(new StringReader("{\"kind\":\"SomeList\",\"apiVersion\":\"" + version + "\",\"items\":["
                    + entry.getValue() + "]}"));
            site = site.text(SESSION, list, projected.document());
        }
        return site.text(SESSION, new KubernetesProbe.HelmReleases(), "{\"items\":[{\"metadata\":{\"name\":\"s\","
                        + "\"namespace\":\"kyverno\"},\"name\":\"nmc-kyverno-policies\",\"namespace\":\"kyverno\",\"revision\":1,"
                        + "\"status\":\"deployed\",\"chart\":\"nmc-kyverno-policies\",\"version\":\"2.0.12\",\"values\":{},"
                        + "\"policies\":[" + cluster.policiesOfRelease() + "]}]}")
                .text(SESSION, new KubernetesProbe.Version(), "{\"gitVersion\":\"" + cluster.version() + "\"}")
                .text(SESSION, new KubernetesProbe.PermissionUsers(), "{\"items\":[{\"metadata\":{\"name\":\"ray-l9x71kv\"}}]}")
                .text(SessionId.node(ControlPlaneSite.HEAD), new BcmProbe.AdmissionControl("kube-admin-master"),
                        "NamespaceLifecycle\nResourceQuota\n" + (cluster.apiServer().toString().contains("PodSecurityPolicy")
                                ? "PodSecurityPolicy\n" : ""))
                .processes(CP, cluster.apiServer()).processes(CP2, cluster.apiServer());
    }

    private static Set<Outcome> outcomes(Cluster cluster, List<String> rules) throws Exception {
        Set<Outcome> outcomes = new TreeSet<>();
        judge(cluster, rules).forEach(finding -> outcomes.add(finding.outcome()));
        outcomes.removeIf(outcome -> outcome == Outcome.PASS && outcomes.size() > 1);
        return outcomes;
    }

    private static List<Finding> judge(Cluster cluster, List<String> rules) throws Exception {
        return judge(site(cluster), rules);
    }

    private static List<Finding> judge(ControlPlaneSite site, List<String> rules) {
        site.value(io.tightship.fact.kubernetes.PodPolicyValues.CONTROLS, Set.copyOf(FIVE));
        List<Finding> findings = new ArrayList<>();
        rules.forEach(rule -> findings.addAll(site.judge(ADMIN, rule)));
        return findings;
    }
}
