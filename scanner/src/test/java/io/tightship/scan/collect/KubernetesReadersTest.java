package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ClusterHeading;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoInstallation.Controller;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoTolerations;
import io.tightship.fact.kyverno.KyvernoPolicy.Override;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of what a real API server's answers come to after their projection. */
class KubernetesReadersTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);

    private static final String ENFORCING_RULE = """
            {"apiVersion":"kyverno.io/v1","kind":"ClusterPolicy","metadata":{"name":"disallow-host-path",
              "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"},
              "labels":{"helm.sh/chart":"kyverno-policies-3.5.2"},"managedFields":[{"manager":"helm"}]},
             "spec":{"admission":true,"background":true,"emitWarning":false,"failurePolicy":"Fail","rules":[
               {"match":{"any":[{"resources":{"kinds":["Pod"]}}]},"name":"host-path","skipBackgroundRequests":true,
                "validate":{"allowExistingViolations":true,"failureAction":"Enforce","message":"no host paths",
                  "failureActionOverrides":[{"action":"Audit","namespaces":["lab-*"],
                    "namespaceSelector":{"matchLabels":{"team":"ai"},
                      "matchExpressions":[{"key":"tier","operator":"NotIn","values":["prod"]}]}}],
                  "pattern":{"spec":{"=(volumes)":[{"X(hostPath)":"null"}]}}}},
               {"name":"add-label","mutate":{"patchStrategicMerge":{}}}],
              "validationFailureAction":"Audit"},
             "status":{"autogen":{},"conditions":[{"lastTransitionTime":"2026-11-21T00:34:56Z","message":"Ready",
               "reason":"Succeeded","status":"True","type":"Ready"}],"rulecount":{"validate":1}}}""";

    @Test
    void the_action_of_a_rule_is_read_beside_the_one_that_the_definition_defaults() throws Exception {
        KyvernoPolicies policies = known(policies(ENFORCING_RULE, ""), KyvernoPolicies.KEY);
        assertThat(policies.policies()).containsExactly(new KyvernoPolicy("ClusterPolicy", "disallow-host-path",
                Optional.of(true), true, "Audit", List.of(), List.of(new KyvernoPolicy.Rule("host-path",
                Optional.of("Enforce"), List.of(new Override("Audit", List.of("lab-*"), Optional.of(new LabelSelector(
                Map.of("team", "ai"), List.of(new LabelSelector.Expression("tier", "NotIn", List.of("prod")))))))))));
    }

    @Test
    void an_older_chart_says_it_at_the_policy_and_a_policy_may_say_nothing() throws Exception {
        KyvernoPolicies policies = known(policies("""
                {"metadata":{"name":"a"},"spec":{"validationFailureAction":"enforce","validationFailureActionOverrides":
                 [{"action":"audit","namespaces":["dev"]}],"rules":[{"name":"r","validate":{"message":"m"}}]},
                 "status":{"ready":true,"conditions":[{"type":"Ready","status":"False"}]}},
                {"metadata":{"name":"b"},"spec":{"admission":false,"rules":[{"name":"r","validate":{}}]}}""", ""),
                KyvernoPolicies.KEY);
        assertThat(policies.policies()).containsExactly(
                new KyvernoPolicy("ClusterPolicy", "a", Optional.of(false), true, "enforce",
                        List.of(new Override("audit", List.of("dev"), Optional.empty())),
                        List.of(new KyvernoPolicy.Rule("r", Optional.empty(), List.of()))),
                new KyvernoPolicy("ClusterPolicy", "b", Optional.empty(), false, "Audit", List.of(),
                        List.of(new KyvernoPolicy.Rule("r", Optional.empty(), List.of()))));
    }

    @Test
    void a_validating_policy_denies_where_it_says_so_or_says_nothing_and_only_in_kubernetes_mode() throws Exception {
        KyvernoPolicies policies = known(policies("", """
                {"metadata":{"name":"a"},"spec":{"validationActions":["Audit","Deny"],"validations":[]},
                 "status":{"conditionStatus":{"ready":true}}},
                {"metadata":{"name":"b"},"spec":{"validationActions":["Audit","Warn"]}},
                {"metadata":{"name":"c"},"spec":{"failurePolicy":"Fail"},"status":{"conditionStatus":{"ready":false}}},
                {"metadata":{"name":"d"},"spec":{"evaluation":{"admission":{"enabled":false}}}},
                {"metadata":{"name":"e"},"spec":{"evaluation":{"mode":"JSON"}}}"""), KyvernoPolicies.KEY);
        assertThat(policies.policies()).extracting(KyvernoPolicy::name).containsExactly("a", "b", "c", "d", "e");
        assertThat(policies.policies()).extracting(KyvernoPolicy::action)
                .containsExactly("Enforce", "Audit", "Enforce", "Enforce", "Enforce");
        assertThat(policies.policies()).extracting(KyvernoPolicy::admission)
                .containsExactly(true, true, true, false, false);
        assertThat(policies.policies()).extracting(KyvernoPolicy::ready).containsExactly(Optional.of(true),
                Optional.empty(), Optional.of(false), Optional.empty(), Optional.empty());
    }

    @Test
    void a_policy_fails_closed_where_nothing_is_said_and_without_validations_validates_nothing() throws Exception {
        KyvernoPolicies policies = known(policies("""
                {"metadata":{"name":"a"},"spec":{"failurePolicy":"Ignore"}},
                {"metadata":{"name":"b"},"spec":{"failurePolicy":"Ignore","webhookConfiguration":{"failurePolicy":"Fail"}}},
                {"metadata":{"name":"c"},"spec":{"webhookConfiguration":{"timeoutSeconds":9}}}""", """
                {"metadata":{"name":"d"},"spec":{"failurePolicy":"Ignore","validations":[{"expression":"false"}]}},
                {"metadata":{"name":"e"},"spec":{"validations":[]}}"""), KyvernoPolicies.KEY);
        assertThat(policies.policies()).extracting(KyvernoPolicy::closed).containsExactly(false, true, true, false, true);
        assertThat(policies.policies().subList(3, 5)).extracting(policy -> policy.rules().size()).containsExactly(1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"validationFailureAction\":\"Maybe\"}", "{\"validationFailureAction\":1}",
            "{\"admission\":\"yes\"}", "{\"failurePolicy\":\"Perhaps\"}", "{\"rules\":{}}", "{\"rules\":[{\"name\":\"r\",\"validate\":[]}]}",
            "{\"validationFailureActionOverrides\":{}}", "{\"validationFailureActionOverrides\":[{\"namespaces\":[]}]}",
            "{\"validationFailureActionOverrides\":[{\"action\":\"Audit\",\"namespaces\":[1]}]}",
            "{\"validationFailureActionOverrides\":[{\"action\":\"Audit\",\"namespaceSelector\":\"all\"}]}",
            "{\"validationFailureActionOverrides\":[{\"action\":\"Audit\",\"namespaceSelector\":{\"matchExpressions\":"
                    + "[{\"key\":\"a\",\"operator\":\"Like\"}]}}]}", "[]"})
    void t43_a_policy_in_an_unknown_form_makes_the_fact_unavailable_and_is_never_passed_over(String spec)
            throws Exception {
        assertUnavailable(policies(ENFORCING_RULE + ",{\"metadata\":{\"name\":\"x\"},\"spec\":" + spec + "}", ""),
                KyvernoPolicies.KEY, Reason.UNPARSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"validationActions\":\"Deny\"}", "{\"validationActions\":[\"Block\"]}",
            "{\"evaluation\":{\"admission\":{\"enabled\":\"no\"}}}"})
    void t43_a_validating_policy_in_an_unknown_form_makes_the_fact_unavailable(String spec) throws Exception {
        assertUnavailable(policies("", "{\"metadata\":{\"name\":\"x\"},\"spec\":" + spec + "}"), KyvernoPolicies.KEY,
                Reason.UNPARSABLE);
    }

    @Test
    void kyvernos_groups_that_are_absent_by_proof_hold_no_policy() {
        ControlPlaneSite site = new ControlPlaneSite().absent(SESSION, ApiLists.CLUSTER_POLICIES, "no such group")
                .absent(SESSION, ApiLists.VALIDATING_POLICIES, "no such group");
        assertThat(known(site, KyvernoPolicies.KEY).policies()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = {"FORBIDDEN", "TIMED_OUT", "UNREACHABLE", "BLIND", "TRUNCATED",
            "UNSUPPORTED_VERSION", "UNPARSABLE", "AUTHENTICATION", "NOT_ATTEMPTED"})
    void t41_a_list_that_was_not_read_is_never_an_empty_one(Reason reason) throws Exception {
        assertUnavailable(new ControlPlaneSite().unread(SESSION, ApiLists.DEPLOYMENTS, reason, "words"),
                KyvernoInstallation.KEY, reason);
        for (KubernetesProbe.List unread : List.of(ApiLists.CLUSTER_POLICIES, ApiLists.VALIDATING_POLICIES)) {
            assertUnavailable(policies(ENFORCING_RULE, "").unread(SESSION, unread, reason, "words"),
                    KyvernoPolicies.KEY, reason);
        }
        assertUnavailable(new ControlPlaneSite().unread(SESSION, ApiLists.NODES, reason, "words"), ClusterNodes.KEY,
                reason);
        assertUnavailable(new ControlPlaneSite().unread(SESSION, ApiLists.NAMESPACES, reason, "words"),
                ClusterNamespaces.KEY, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"items\":{}}", "{\"items\":["})
    void t43_a_stored_reading_that_holds_no_list_is_unparsable(String body) {
        assertUnavailable(new ControlPlaneSite().text(SESSION, ApiLists.DEPLOYMENTS, body), KyvernoInstallation.KEY,
                Reason.UNPARSABLE);
    }

    @Test
    void kyvernos_deployments_are_told_from_others_with_the_same_component() throws Exception {
        ControlPlaneSite site = list(new ControlPlaneSite(), ApiLists.DEPLOYMENTS, "DeploymentList", "apps/v1", """
                {"metadata":{"name":"kyverno-admission-controller","namespace":"kyverno","labels":{
                  "app.kubernetes.io/component":"admission-controller","app.kubernetes.io/part-of":"kyverno",
                  "app.kubernetes.io/version":"3.5.2","helm.sh/chart":"kyverno-3.5.2"}},
                 "spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"kyverno",
                  "image":"reg.kyverno.io/kyverno/kyverno:v1.15.2"}]}}},
                 "status":{"observedGeneration":1,"replicas":3,"updatedReplicas":3,"unavailableReplicas":3}},
                {"metadata":{"name":"guard-background-controller","namespace":"security","labels":{
                  "app.kubernetes.io/component":"background-controller","app.kubernetes.io/part-of":"guard"}},
                 "spec":{"template":{"spec":{"containers":[{"name":"controller",
                  "image":"mirror.site/ext/kyverno/background-controller@sha256:0a"}]}}},"status":{"readyReplicas":1}},
                {"metadata":{"name":"other","namespace":"other","labels":{
                  "app.kubernetes.io/component":"admission-controller","app.kubernetes.io/part-of":"volcano"}},
                 "spec":{"replicas":1,"template":{"spec":{"containers":[{"image":"volcanosh/vc-webhook:v1"}]}}}},
                {"metadata":{"name":"coredns","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
                 "spec":{"replicas":2}}""");
        assertThat(known(site, KyvernoInstallation.KEY).controllers()).containsExactly(
                new Controller("admission-controller", "kyverno", "kyverno-admission-controller", 3, 0),
                new Controller("background-controller", "security", "guard-background-controller", 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"three\"", "1.5", "null", "99999999999"})
    void a_number_of_replicas_that_is_none_is_unparsable(String replicas) throws Exception {
        assertUnavailable(list(new ControlPlaneSite(), ApiLists.DEPLOYMENTS, "DeploymentList", "apps/v1",
                "{\"metadata\":{\"name\":\"k\",\"namespace\":\"k\",\"labels\":{\"app.kubernetes.io/component\":"
                        + "\"admission-controller\",\"app.kubernetes.io/part-of\":\"kyverno\"}},\"spec\":{\"replicas\":"
                        + replicas + "}}"), KyvernoInstallation.KEY, Reason.UNPARSABLE);
    }

    @Test
    void what_kyvernos_controllers_and_its_charts_cron_jobs_tolerate_is_read_and_nothing_of_others() throws Exception {
        ControlPlaneSite site = list(new ControlPlaneSite(), ApiLists.DEPLOYMENTS, "DeploymentList", "apps/v1", """
                {"metadata":{"name":"kyverno-admission-controller","namespace":"kyverno","labels":{
                  "app.kubernetes.io/component":"admission-controller","app.kubernetes.io/part-of":"kyverno"}},
                 "spec":{"template":{"spec":{"containers":[],"tolerations":[{"operator":"Exists"},
                  {"key":"a","operator":"Exists","effect":"NoExecute"},{"key":"b","value":"c","effect":"NoSchedule"}]}}}},
                {"metadata":{"name":"web","namespace":"team"},"spec":{"template":{"spec":{"containers":[]}}}}""");
        list(site, ApiLists.CRON_JOBS, "CronJobList", "batch/v1", """
                {"metadata":{"name":"kyverno-cleanup-admission-reports","namespace":"kyverno","labels":{
                  "app.kubernetes.io/part-of":"kyverno"}},"spec":{"schedule":"*/10 * * * *","jobTemplate":{"spec":{"template":{
                  "spec":{"containers":[],"tolerations":[{"key":"node-role.kubernetes.io/control-plane",
                  "operator":"Exists","effect":"NoSchedule"}]}}}}}},
                {"metadata":{"name":"backup","namespace":"kyverno"},"spec":{}},
                {"metadata":{"name":"x","namespace":"team","labels":{"app.kubernetes.io/part-of":"kyverno"}},"spec":{}}""");
        assertThat(known(site, KyvernoTolerations.KEY).workloads()).containsExactly(
                new KyvernoTolerations.Workload("kyverno/kyverno-admission-controller", List.of("*", "b=c")),
                new KyvernoTolerations.Workload("kyverno/CronJob/kyverno-cleanup-admission-reports",
                        List.of("node-role.kubernetes.io/control-plane")));
        assertUnavailable(site.unread(SESSION, ApiLists.CRON_JOBS, Reason.FORBIDDEN, "no"), KyvernoTolerations.KEY,
                Reason.FORBIDDEN);
    }

    @Test
    void nodes_are_read_with_their_role_state_and_addresses() throws Exception {
        ControlPlaneSite site = list(new ControlPlaneSite(), ApiLists.NODES, "NodeList", "v1", """
                {"metadata":{"name":"cp-1","labels":{"node-role.kubernetes.io/control-plane":""}},
                 "spec":{"taints":[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]},
                 "status":{"conditions":[{"type":"PIDPressure","status":"False"},{"type":"Ready","status":"True"}],
                  "addresses":[{"type":"InternalIP","address":"10.99.0.10"},{"type":"Hostname","address":"cp-1"}]}},
                {"metadata":{"name":"ghost-1","labels":{}},"status":{"conditions":[{"type":"Ready","status":"Unknown"}],
                  "addresses":[{"type":"InternalIP","address":"10.99.0.66"}]}}""");
        assertThat(known(site, ClusterNodes.KEY).nodes()).containsExactly(
                new ClusterNodes.ClusterNode("cp-1", true, true, Set.of("10.99.0.10", "cp-1")),
                new ClusterNodes.ClusterNode("ghost-1", false, false, Set.of("10.99.0.66")));
    }

    @Test
    void namespaces_are_read_with_their_labels_and_name_the_cluster() throws Exception {
        ControlPlaneSite site = list(new ControlPlaneSite(), ApiLists.NAMESPACES, "NamespaceList", "v1", """
                {"metadata":{"name":"kube-system","uid":"50fc32ab-0f38","labels":{
                  "kubernetes.io/metadata.name":"kube-system"}},"status":{"phase":"Active"}},
                {"metadata":{"name":"bare","uid":"f90a1eac-c716"}}""")
                .text(SESSION, new KubernetesProbe.Version(), "{\"major\":\"1\",\"gitVersion\":\"v1.36.2\"}");
        assertThat(known(site, ClusterNamespaces.KEY).labels()).isEqualTo(Map.of("bare", Map.of(), "kube-system",
                Map.of("kubernetes.io/metadata.name", "kube-system")));
        assertThat(known(site, ClusterHeading.KEY)).isEqualTo(new ClusterHeading("50fc32ab-0f38", "v1.36.2"));
    }

    private static ControlPlaneSite policies(String clusterPolicies, String validatingPolicies)
            throws MalformedDocument {
        return list(list(new ControlPlaneSite(), ApiLists.CLUSTER_POLICIES, "ClusterPolicyList", "kyverno.io/v1",
                clusterPolicies), ApiLists.VALIDATING_POLICIES, "ValidatingPolicyList", "policies.kyverno.io/v1",
                validatingPolicies);
    }

    /** Puts in what a session would store of an answer with these items. */
    private static ControlPlaneSite list(ControlPlaneSite site, KubernetesProbe.List probe, String kind,
                                         String apiVersion, String items) throws MalformedDocument {
        ProjectedList list = new ProjectedList(apiVersion, probe.projection().paths(), 100_000);
        list.read(new StringReader("{\"apiVersion\":\"" + apiVersion + "\",\"items\":[" + items + "],\"kind\":\"" + kind
                + "\",\"metadata\":{\"continue\":\"\",\"resourceVersion\":\"1786\"}}"));
        return site.text(SESSION, probe, list.document());
    }

    private static <T> T known(ControlPlaneSite site, FactKey<T> key) {
        return switch (site.read(ADMIN, key)) {
            case Fact.Known<T> known -> known.value();
            case Fact.Unavailable<T> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, FactKey<?> key, Reason reason) {
        assertThat(site.read(ADMIN, key)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).isEqualTo(reason);
            assertThat(unavailable.detail()).isNotBlank();
        });
    }
}
