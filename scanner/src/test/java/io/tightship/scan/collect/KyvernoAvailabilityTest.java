package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.kyverno.AdmissionBudgets.Budget;
import io.tightship.fact.kyverno.AdmissionEndpoints.Endpoint;
import io.tightship.fact.kyverno.ExceptionFeature;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KyvernoAvailabilityTest {

    private static final String WEBHOOKS = """
            {"metadata":{"name":"kyverno-resource-validating-webhook-cfg"},"webhooks":[{"name":"validate.kyverno.svc-fail",
             "clientConfig":{"service":{"name":"kyverno-svc","namespace":"kyverno"}}}]}""";

    /** In the form of a real API server's answer: an address of each family, one slice of another service. */
    @Test
    void ready_endpoints_of_the_webhooks_service_count_once_a_pod() throws Exception {
        assertThat(KyvernoAvailability.endpoints(List.of(Json.parse(WEBHOOKS)), List.of(
                slice("kyverno", "kyverno-svc", "\"conditions\":{\"ready\":true,\"serving\":true}", "a", "cp-1"),
                slice("kyverno", "kyverno-svc", "\"conditions\":{\"ready\":true}", "a", "cp-1"),
                slice("kyverno", "kyverno-svc", "\"conditions\":{\"ready\":false}", "b", "cp-2"),
                slice("kyverno", "kyverno-svc", "\"conditions\":{}", "c", "cp-3"),
                slice("kyverno", "kyverno-svc-metrics", "\"conditions\":{\"ready\":true}", "d", "cp-4"),
                slice("other", "kyverno-svc", "\"conditions\":{\"ready\":true}", "e", "cp-5"))).services())
                .isEqualTo(Map.of("kyverno/kyverno-svc", List.of(new Endpoint("a", "cp-1"), new Endpoint("c", "cp-3"))));
    }

    @Test
    void a_service_without_a_slice_has_nobody_and_no_webhook_names_no_service() throws Exception {
        assertThat(KyvernoAvailability.endpoints(List.of(Json.parse(WEBHOOKS)), List.of()).services())
                .isEqualTo(Map.of("kyverno/kyverno-svc", List.of()));
        assertThat(KyvernoAvailability.endpoints(List.of(), List.of()).services()).isEmpty();
    }

    @Test
    void an_endpoint_of_no_node_is_of_no_known_form() throws Exception {
        Data slice = Json.parse("{\"metadata\":{\"namespace\":\"kyverno\",\"labels\":{\"kubernetes.io/service-name\":"
                + "\"kyverno-svc\"}},\"endpoints\":[{\"targetRef\":{\"name\":\"a\"}}]}");
        assertThatThrownBy(() -> KyvernoAvailability.endpoints(List.of(Json.parse(WEBHOOKS)), List.of(slice)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("names no node");
    }

    @Test
    void budgets_are_those_whose_selector_takes_in_the_admission_controllers_pods() throws Exception {
        List<Data> deployments = List.of(Json.parse("""
                {"metadata":{"name":"kyverno-admission-controller","namespace":"kyverno","labels":{
                  "app.kubernetes.io/component":"admission-controller","app.kubernetes.io/part-of":"kyverno"}},
                 "spec":{"template":{"metadata":{"labels":{"app.kubernetes.io/component":"admission-controller"}}}}}"""));
        String own = "{\"matchLabels\":{\"app.kubernetes.io/component\":\"admission-controller\"}}";
        assertThat(KyvernoAvailability.budgets(deployments, List.of(budget("kyverno", "own", own, ",\"status\":"
                + "{\"desiredHealthy\":2}"), budget("kyverno", "everything", "{}", ""),
                budget("kyverno", "nothing", "null", ",\"status\":{\"desiredHealthy\":1}"),
                budget("kyverno", "others", "{\"matchLabels\":{\"app.kubernetes.io/component\":\"reports-controller\"}}",
                        ",\"status\":{\"desiredHealthy\":1}"), budget("elsewhere", "own", own, ""))).budgets())
                .containsExactly(new Budget("kyverno/own", 2), new Budget("kyverno/everything", 0));
    }

    /** As Kyverno's chart renders it: each container of the controller has its own arguments. */
    @Test
    void exceptions_are_off_only_where_the_admission_controller_is_told_so() throws Exception {
        assertThat(exceptions("--enablePolicyException=false")).isEqualTo(new ExceptionFeature(true, "",
                List.of("--enablePolicyException=false")));
        assertThat(exceptions("-enablePolicyException=0").off()).isTrue();
        assertThat(exceptions().off()).isFalse();
        assertThat(exceptions("--enablePolicyException").off()).isFalse();
        assertThat(exceptions("--enablePolicyException=false", "--enablePolicyException=true").off()).isFalse();
        assertThat(exceptions("--enablePolicyException=true", "--exceptionNamespace=team-a").namespace())
                .isEqualTo("team-a");
        assertThat(exceptions("--exceptionNamespace=*").namespace()).isEmpty();
        assertThat(KyvernoAvailability.exceptions(List.of()).off()).as("without a controller").isFalse();
    }

    private static ExceptionFeature exceptions(String... arguments) throws Exception {
        return KyvernoAvailability.exceptions(List.of(Json.parse("""
                {"metadata":{"name":"k","namespace":"kyverno","labels":{"app.kubernetes.io/component":
                 "admission-controller","app.kubernetes.io/part-of":"kyverno"}},"spec":{"template":{"spec":{"containers":[
                 {"name":"kyverno","args":%s}]}}}}""".formatted(List.of(arguments).stream().map(text -> '"' + text + '"')
                .toList()))));
    }

    private static Data slice(String namespace, String service, String conditions, String pod, String node)
            throws Exception {
        return Json.parse("{\"metadata\":{\"name\":\"s\",\"namespace\":\"" + namespace + "\",\"labels\":{"
                + "\"kubernetes.io/service-name\":\"" + service + "\"}},\"endpoints\":[{" + conditions + ",\"nodeName\":\""
                + node + "\",\"targetRef\":{\"name\":\"" + pod + "\"}}]}");
    }

    private static Data budget(String namespace, String name, String selector, String status) throws Exception {
        return Json.parse("{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + namespace + "\"},\"spec\":{"
                + "\"selector\":" + selector + "}" + status + "}");
    }
}
