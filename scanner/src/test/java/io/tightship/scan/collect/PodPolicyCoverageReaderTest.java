package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.CP2;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From the objects of a cluster and the flags of its API servers to who enforces what where. */
class PodPolicyCoverageReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);
    private static final List<String> BASELINE = Stream.of(BaselineControl.values()).map(BaselineControl::policy).toList();

    private static final String WEBHOOK = """
            {"metadata":{"name":"kyverno-resource-validating-webhook-cfg"},"webhooks":[{"name":"validate.kyverno.svc-fail",
             "failurePolicy":"Fail","rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"resources":["pods"]}],
             "namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":
             ["kyverno"]}]}}]}""";

    @Test
    void all_policies_of_the_chart_are_baseline_where_nothing_is_left_out() {
        SortedMap<String, Fact<PodPolicyCoverage>> found = members(site(all("")));
        assertThat(known(found, "team-a").baseline()).isTrue();
        assertThat(known(found, "team-a").guard(BaselineControl.SYSCTLS).by()).containsExactly(
                "ClusterPolicy/restrict-sysctls");
        assertThat(known(found, "kyverno").guard(BaselineControl.SYSCTLS).exemptions()).containsExactly(
                new Exemption(Exemption.Kind.NAMESPACE, "kyverno"));
    }

    @Test
    void the_five_of_the_knowledge_base_are_not_baseline_until_pod_security_enforces_the_rest() {
        String five = policies(List.of("disallow-capabilities", "disallow-host-namespaces", "disallow-host-path",
                "disallow-host-ports", "disallow-privileged-containers"), "");
        assertThat(known(members(site(five)), "team-a").baseline()).isFalse();
        assertThat(known(members(site(five)), "labelled").baseline()).isTrue();
        assertThat(known(members(site(five)), "labelled").guard(BaselineControl.SYSCTLS).by()).containsExactly(
                "Pod Security admission (baseline, by label)");
        assertThat(known(members(servers(site(five), "--disable-admission-plugins=PodSecurity")), "labelled").baseline())
                .isFalse();
    }

    @Test
    void an_excluded_namespace_is_named_as_the_site_would_approve_it() {
        Guard guard = known(members(site(all("\"exclude\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":"
                + "[\"team-*\"]}}]},"))), "team-a").guard(BaselineControl.HOST_PATHS);
        assertThat(guard.enforced()).isFalse();
        assertThat(guard.exemptions()).containsExactly(new Exemption(Exemption.Kind.EXCLUSION,
                "disallow-host-path: namespace team-*"));
    }

    @Test
    void t68_a_policy_that_is_not_ready_or_audits_enforces_nothing_and_a_policy_exception_leaves_it_open() {
        assertThat(known(members(site(all("").replace("\"True\"", "\"False\""))), "team-a")
                .guard(BaselineControl.HOST_PATHS).why()).contains("is not ready");
        assertThat(known(members(site(all("").replace("\"status\":{", "\"status\":{\"validatingadmissionpolicy\":{"
                + "\"generated\":true},"))), "team-a").guard(BaselineControl.HOST_PATHS).why()).contains("which is not "
                + "looked at here");
        assertThat(known(members(site(all("").replace("Enforce", "Audit"))), "team-a")
                .guard(BaselineControl.HOST_PATHS).why()).contains("does not block there");
        assertThat(known(members(list(site(all("")), ApiLists.EXCEPTIONS, "{\"metadata\":{\"name\":\"x\",\"namespace\":"
                + "\"n\"},\"spec\":{\"exceptions\":[{\"policyName\":\"disallow-host-path\",\"ruleNames\":[\"r\"]}]}}")),
                "team-a").guard(BaselineControl.HOST_PATHS).exemptions()).containsExactly(
                new Exemption(Exemption.Kind.EXCEPTION, "n/x"));
        assertThat(known(members(list(site(all("")), ApiLists.EXCEPTIONS, "{\"metadata\":{\"name\":\"x\",\"namespace\":"
                + "\"n\"},\"spec\":{\"exceptions\":[{\"policyName\":\"require-labels\",\"ruleNames\":[\"*\"]}]}}")),
                "team-a").baseline()).as("an exception from another policy").isTrue();
        assertThat(known(members(list(site(all("")), ApiLists.VALIDATING_WEBHOOKS, WEBHOOK.replace("\"Fail\"",
                "\"Ignore\""))), "team-a").guard(BaselineControl.HOST_PATHS).why()).contains("no webhook");
    }

    @Test
    void one_rule_of_the_form_pod_security_is_all_controls_and_one_that_leaves_some_out_is_none() {
        String rule = "{\"metadata\":{\"name\":\"podsecurity\"},\"spec\":{\"rules\":[{\"name\":\"baseline\",\"match\":{"
                + "\"any\":[{\"resources\":{\"kinds\":[\"Pod\"]}}]},\"validate\":{\"failureAction\":\"Enforce\","
                + "\"podSecurity\":{\"level\":\"baseline\"}}}]},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":"
                + "\"True\"}]}}";
        assertThat(known(members(site(rule)), "team-a").baseline()).isTrue();
        assertThat(known(members(site(rule.replace("\"level\":\"baseline\"", "\"level\":\"baseline\",\"exclude\":["
                + "{\"controlName\":\"Sysctls\"}]"))), "team-a").guard(BaselineControl.HOST_PATHS).enforced()).isFalse();
    }

    @Test
    void a_site_may_have_policies_of_other_names() {
        ControlPlaneSite other = site(policies(List.of("our-paths"), ""));
        assertThat(known(members(other), "team-a").guard(BaselineControl.HOST_PATHS).enforced()).isFalse();
        assertThat(known(members(other.value(PodPolicyValues.ALIASES, Set.of("disallow-host-path=our-paths"))), "team-a")
                .guard(BaselineControl.HOST_PATHS).enforced()).isTrue();
    }

    @Test
    void pod_security_that_was_not_read_leaves_open_only_what_kyverno_does_not_decide() {
        SortedMap<String, Fact<PodPolicyCoverage>> whole = members(site(all("")).unread(SessionId.node(CP),
                ComponentProcesses.PROBE, Reason.UNREACHABLE, "no route"));
        assertThat(known(whole, "team-a").baseline()).isTrue();
        assertThat(whole.get("kyverno")).isInstanceOf(Fact.Unavailable.class);
        assertThat(members(servers(site(""), "--admission-control-config-file=/etc/kubernetes/admission.yaml"))
                .get("team-a")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void t41_a_list_that_was_forbidden_leaves_everything_open() {
        assertThat(site("").unread(SESSION, ApiLists.CONFIG_MAPS, Reason.FORBIDDEN, "forbidden").read(ADMIN,
                PodPolicyCoverage.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                assertThat(unavailable.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static String all(String more) {
        return policies(BASELINE, more);
    }

    private static String policies(List<String> names, String more) {
        return names.stream().map(name -> "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"rules\":[{\"name\":\"r\","
                + "\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"]}}]}," + more + "\"validate\":{\"failureAction\":"
                + "\"Enforce\"}}]},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}")
                .collect(Collectors.joining(","));
    }

    private static ControlPlaneSite site(String clusterPolicies) {
        ControlPlaneSite site = new ControlPlaneSite();
        for (Map.Entry<KubernetesProbe.List, String> list : Map.of(ApiLists.CLUSTER_POLICIES, clusterPolicies,
                ApiLists.VALIDATING_POLICIES, "", ApiLists.EXCEPTIONS, "", ApiLists.CEL_EXCEPTIONS, "",
                ApiLists.VALIDATING_WEBHOOKS, WEBHOOK, ApiLists.CONFIG_MAPS, "", ApiLists.DEPLOYMENTS, "",
                ApiLists.NAMESPACES, """
                {"metadata":{"name":"team-a","labels":{}}},{"metadata":{"name":"kyverno"}},{"metadata":{"name":"labelled",
                 "labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""").entrySet()) {
            site = list(site, list.getKey(), list.getValue());
        }
        return servers(site);
    }

    private static ControlPlaneSite servers(ControlPlaneSite site, String... flags) {
        List<String> words = Stream.concat(Stream.of("kube-apiserver"), Stream.of(flags)).toList();
        return site.processes(CP, words).processes(CP2, List.of("kube-apiserver"));
    }

    private static ControlPlaneSite list(ControlPlaneSite site, KubernetesProbe.List list, String items) {
        return site.text(SESSION, list, "{\"items\":[" + items + "]}");
    }

    private static SortedMap<String, Fact<PodPolicyCoverage>> members(ControlPlaneSite site) {
        return site.members(ADMIN, PodPolicyCoverage.KEY);
    }

    private static PodPolicyCoverage known(SortedMap<String, Fact<PodPolicyCoverage>> members, String namespace) {
        return switch (members.get(namespace)) {
            case Fact.Known<PodPolicyCoverage> known -> known.value();
            case Fact.Unavailable<PodPolicyCoverage> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
