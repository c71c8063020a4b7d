package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kyverno.KyvernoExemptions.Exemption;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.fact.kyverno.SilentExemptions;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class KyvernoExemptionObjectsTest {

    private static final String MATCH = "\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"]}}]}";

    /** As chart kyverno-policies 3.5 writes it, shortened. */
    private static final String AS_SHIPPED = MATCH + ",\"preconditions\":{\"all\":[{\"key\":\"{{ request.operation || "
            + "'BACKGROUND' }}\",\"operator\":\"NotEquals\",\"value\":\"DELETE\"}]}";

    @Test
    void the_charts_own_policies_step_aside_for_nothing() throws Exception {
        assertThat(of(AS_SHIPPED)).isEmpty();
        assertThat(of("\"match\":{\"resources\":{\"kinds\":[\"Pod\"]}}")).isEmpty();
        assertThat(of("\"match\":{\"all\":[{\"resources\":{\"kinds\":[\"v1/Pod\"]}}]}")).isEmpty();
    }

    @Test
    void each_excluded_namespace_is_one_exemption_and_anything_else_is_in_its_own_words() throws Exception {
        assertThat(of(AS_SHIPPED + ",\"exclude\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":"
                + "[\"default\",\"*-restricted\"]}}]}")).extracting(Exemption::what).containsExactly("namespace default",
                "namespace *-restricted");
        assertThat(of(MATCH + ",\"exclude\":{\"any\":[{\"subjects\":[{\"kind\":\"User\",\"name\":\"bob\"}]}]}"))
                .singleElement().satisfies(exemption -> assertThat(exemption.what()).startsWith("exclude ")
                        .contains("bob"));
        assertThat(of(MATCH + ",\"exclude\":{\"resources\":{\"namespaces\":[\"a\"],\"selector\":{}}}"))
                .extracting(Exemption::what).anyMatch(what -> what.equals("namespace a"))
                .anyMatch(what -> what.startsWith("exclude "));
    }

    @Test
    void a_match_that_is_narrower_than_all_pods_is_an_exemption() throws Exception {
        for (String match : List.of("{\"any\":[{\"resources\":{\"kinds\":[\"Deployment\"]}}]}",
                "{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":[\"a\"]}}]}",
                "{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"operations\":[\"CREATE\"]}}]}",
                "{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}}]}",
                "{\"all\":[{\"resources\":{\"kinds\":[\"Pod\"]}},{\"resources\":{\"names\":[\"a\"]}}]}", "{}")) {
            assertThat(of("\"match\":" + match)).as(match).extracting(Exemption::what).anyMatch(what ->
                    what.startsWith("match "));
        }
    }

    @Test
    void preconditions_other_than_the_charts_are_exemptions() throws Exception {
        assertThat(of(MATCH + ",\"preconditions\":{\"any\":[{\"key\":\"{{request.operation}}\",\"operator\":"
                + "\"NotEquals\",\"value\":\"DELETE\"}]}")).isNotEmpty();
        assertThat(of(MATCH + ",\"preconditions\":{\"all\":[{\"key\":\"{{request.operation}}\",\"operator\":"
                + "\"NotEquals\",\"value\":\"UPDATE\"}]}")).isNotEmpty();
        assertThat(of(MATCH + ",\"celPreconditions\":[{\"name\":\"x\",\"expression\":\"true\"}]")).isNotEmpty();
    }

    @Test
    void a_cel_policy_steps_aside_by_selectors_conditions_and_narrow_rules() throws Exception {
        String rules = "\"resourceRules\":[{\"operations\":[\"CREATE\",\"UPDATE\"],\"resources\":[\"pods\"]}]";
        assertThat(cel("\"matchConstraints\":{" + rules + "}")).isEmpty();
        assertThat(cel("\"matchConstraints\":{" + rules + ",\"objectSelector\":{\"matchLabels\":{\"a\":\"b\"}}}"))
                .hasSize(1);
        assertThat(cel("\"matchConstraints\":{" + rules + "},\"matchConditions\":[{\"name\":\"a\"}]")).hasSize(1);
        assertThat(cel("\"matchConstraints\":{\"resourceRules\":[{\"operations\":[\"CREATE\"],\"resources\":"
                + "[\"pods\"]}]}")).hasSize(1);
    }

    /** As Kyverno 1.15 keeps it, shortened. */
    @Test
    void a_webhook_is_read_with_what_it_asks_and_what_it_leaves_out() throws Exception {
        ResourceWebhooks found = KyvernoExemptionObjects.webhooks(List.of(Json.parse("""
                {"metadata":{"name":"kyverno-resource-validating-webhook-cfg"},"webhooks":[
                 {"name":"validate.kyverno.svc-fail","clientConfig":{"caBundle":"LS0t","service":
                   {"name":"kyverno-svc","namespace":"kyverno","path":"/validate/fail","port":443}},"failurePolicy":"Fail",
                  "rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],
                            "resources":["pods","pods/ephemeralcontainers"],"scope":"*"}],
                  "namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn",
                                                            "values":["kube-system","kyverno"]}]},"objectSelector":{}},
                 {"name":"validate.kyverno.svc-ignore","failurePolicy":"Ignore","rules":[{"operations":["*"],
                  "apiGroups":["*"],"resources":["*/*"]}],"namespaceSelector":{"matchLabels":{"env":"prod"}},
                  "matchConditions":[{"name":"a","expression":"request.userInfo.username != 'x'"}]}]}"""),
                Json.parse("{\"metadata\":{\"name\":\"another\"},\"webhooks\":[{\"name\":\"x\"}]}")));
        assertThat(found.webhooks()).containsExactly(new ResourceWebhooks.Webhook("validate.kyverno.svc-fail", true, true,
                true, true, "kyverno/kyverno-svc", List.of("kube-system", "kyverno"), List.of()), new ResourceWebhooks.Webhook(
                "validate.kyverno.svc-ignore", false, false, true, true, "", List.of(), List.of("namespaceSelector env=prod",
                "matchCondition request.userInfo.username != 'x'")));
    }

    @Test
    void the_config_map_leaves_out_what_its_filters_say_of_pods() throws Exception {
        SilentExemptions silent = KyvernoExemptionObjects.silent(List.of(Json.parse("""
                {"metadata":{"name":"kyverno","namespace":"kyverno"},"data":{
                 "resourceFilters":"[Event,*,*] [*/*,kube-system,*] [Node,*,*] [Pod/binding,*,*] [ReplicaSet,*,*] [Pod,team-a,*]\\n[P*,team-b,x]",
                 "excludeGroups":"system:nodes, researchers","excludeUsernames":"!system:kube-scheduler","excludeRoles":""}}
                """), Json.parse("{\"metadata\":{\"name\":\"other\"},\"data\":{}}")));
        assertThat(silent.found()).isTrue();
        assertThat(silent.pods()).containsExactly("kube-system", "team-a", "team-b");
        assertThat(silent.who()).containsExactly("Group:researchers", "Group:system:nodes");
    }

    private static List<Exemption> of(String rule) throws Exception {
        return KyvernoExemptionObjects.ofClusterPolicy(Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"rules\":"
                + "[{\"name\":\"r\",\"validate\":{}," + rule + "},{\"name\":\"mutates\",\"mutate\":{}}]}}"));
    }

    private static List<Exemption> cel(String spec) throws Exception {
        Data policy = Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{" + spec + "}}");
        return KyvernoExemptionObjects.ofValidatingPolicy(policy);
    }
}
