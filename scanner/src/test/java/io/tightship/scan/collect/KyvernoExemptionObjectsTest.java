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
        assertThat(of("\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":[]}}],\"resources\":{}},"
                + "\"exclude\":{\"resources\":{}},\"preconditions\":{}")).as("as older releases store it").isEmpty();
        assertThat(of(MATCH + ",\"exclude\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"operations\":[\"DELETE\"]}}]}"))
                .isEmpty();
        assertThat(of("\"match\":{\"all\":[{\"resources\":{\"kinds\":[\"v1/Pod\"]}}]}")).isEmpty();
        assertThat(of("\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"names\":[\"*\"],\"namespaces\":[\"*\"]}}]}"))
                .as("all names in all namespaces").isEmpty();
        assertThat(of("\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":[\"team-*\"]}}]}")).hasSize(1);
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
    void a_twin_of_the_newer_kind_that_only_audits_leaves_out_nothing_that_the_older_one_holds() throws Exception {
        Data older = Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"rules\":[{\"name\":\"r\",\"validate\":{}," + MATCH + "}]}}");
        String twin = "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"validationActions\":[\"%s\"],\"matchConstraints\":{"
                + "\"namespaceSelector\":{\"matchLabels\":{\"a\":\"b\"}},\"resourceRules\":[{\"apiGroups\":[\"\"],\"apiVersions\":"
                + "[\"v1\"],\"operations\":[\"CREATE\",\"UPDATE\"],\"resources\":[\"pods\"]}]}}}";
        assertThat(KyvernoExemptionObjects.exemptions(List.of(older), List.of(Json.parse(twin.formatted("Audit"))))
                .exemptions()).isEmpty();
        assertThat(KyvernoExemptionObjects.exemptions(List.of(older), List.of(Json.parse(twin.formatted("Deny"))))
                .exemptions()).hasSize(1);
        assertThat(KyvernoExemptionObjects.exemptions(List.of(), List.of(Json.parse(twin.formatted("Audit"))))
                .exemptions()).as("the only one").hasSize(1);
    }

    @Test
    void an_exclusion_of_the_older_form_or_by_an_empty_selector_is_one() throws Exception {
        for (String exclude : List.of("{\"clusterRoles\":[\"cluster-admin\"]}", "{\"subjects\":[{\"kind\":\"User\",\"name\":"
                + "\"bob\"}]}", "{\"resources\":{},\"roles\":[\"a:b\"]}", "{\"any\":[{\"resources\":{\"selector\":{}}}]}",
                "{\"any\":[{\"resources\":{\"kinds\":[]}}]}")) {
            assertThat(of(MATCH + ",\"exclude\":" + exclude)).as(exclude).extracting(Exemption::what).singleElement()
                    .asString().startsWith("exclude ");
        }
    }

    @Test
    void a_rule_that_is_not_asked_after_another_one_and_parts_that_it_leaves_out_are_exemptions() throws Exception {
        assertThat(KyvernoExemptionObjects.ofClusterPolicy(Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"applyRules\":"
                + "\"One\",\"rules\":[{\"name\":\"a\",\"validate\":{}," + MATCH + "},{\"name\":\"b\",\"validate\":{}," + MATCH
                + "}]}}"))).extracting(Exemption::what).containsExactly("applyRules One");
        assertThat(of(MATCH + ",\"validate\":{\"podSecurity\":{\"level\":\"baseline\",\"exclude\":[{\"controlName\":"
                + "\"Capabilities\"}]}}")).extracting(Exemption::what).singleElement().asString()
                .startsWith("podSecurity exclude ").contains("Capabilities");
        assertThat(of(MATCH + ",\"validate\":{\"foreach\":[{\"list\":\"x\",\"foreach\":[{\"preconditions\":{\"all\":[{"
                + "\"key\":\"{{element.name}}\",\"operator\":\"NotEquals\",\"value\":\"sidecar\"}]}}]}]}"))
                .extracting(Exemption::what).singleElement().asString().startsWith("preconditions ").contains("sidecar");
    }

    @Test
    void what_is_too_long_for_a_line_bears_a_digest_of_the_rest() throws Exception {
        String long1 = of(MATCH + ",\"exclude\":{\"subjects\":[{\"name\":\"" + "x".repeat(300) + "a\"}]}").getFirst().what();
        String long2 = of(MATCH + ",\"exclude\":{\"subjects\":[{\"name\":\"" + "x".repeat(300) + "b\"}]}").getFirst().what();
        assertThat(long1).hasSizeLessThan(250).isNotEqualTo(long2);
    }

    @Test
    void a_match_that_is_narrower_than_all_pods_is_an_exemption() throws Exception {
        for (String match : List.of("{\"any\":[{\"resources\":{\"kinds\":[\"Deployment\"]}}]}",
                "{\"any\":[{\"resources\":{\"kinds\":[\"Pod/ephemeralcontainers\",\"*/*/Pod\"]}}]}",
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
        for (String same : List.of("\"operator\":\"NotEquals\",\"value\":\"DELETE\"", "\"operator\":\"AnyNotIn\",\"value\":"
                + "[\"DELETE\"]", "\"operator\":\"AnyIn\",\"value\":[\"CREATE\",\"UPDATE\"]")) {
            assertThat(of(MATCH + ",\"preconditions\":{\"any\":[{\"key\":\"{{request.operation}}\"," + same + "}]}")).as(same)
                    .isEmpty();
        }
        assertThat(of(MATCH + ",\"preconditions\":{\"all\":[{\"key\":\"{{request.operation}}\",\"operator\":\"AnyIn\","
                + "\"value\":[\"CREATE\"]}]}")).isNotEmpty();
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
        assertThat(cel("\"matchConstraints\":{\"resourceRules\":[{\"operations\":[\"*\"],\"apiGroups\":[\"apps\"],"
                + "\"apiVersions\":[\"v1\"],\"resources\":[\"*\"]}]}")).as("of another group").hasSize(1);
        assertThat(cel("\"matchConstraints\":{\"resourceRules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"\"],"
                + "\"apiVersions\":[\"v1\"],\"resources\":[\"pods\"]},{\"operations\":[\"UPDATE\"],\"apiGroups\":[\"\"],"
                + "\"apiVersions\":[\"*\"],\"resources\":[\"*/*\"]}]}")).as("in two rules").isEmpty();
    }

    /** As Kyverno 1.15 keeps it, shortened. */
    @Test
    void a_webhook_is_read_with_what_it_asks_and_what_it_leaves_out() throws Exception {
        ResourceWebhooks found = KyvernoSettings.webhooks(List.of(Json.parse("""
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

    /** As newer releases add it to each webhook that fails closed. */
    @Test
    void a_condition_that_leaves_out_nodes_and_certificate_requests_leaves_out_no_pod() throws Exception {
        assertThat(narrowed("!(request.resource.group == \\\"\\\" && request.resource.resource == \\\"nodes\\\") && "
                + "!(request.resource.group == \\\"certificates.k8s.io\\\" && request.resource.resource == "
                + "\\\"certificatesigningrequests\\\")")).isEmpty();
        assertThat(narrowed("!(request.resource.group == \\\"\\\" && request.resource.resource == \\\"pods\\\")")).hasSize(1);
        assertThat(narrowed("!(request.resource.group == \\\"\\\" && request.resource.resource == \\\"nodes\\\") && false"))
                .hasSize(1);
    }

    private static List<String> narrowed(String expression) throws Exception {
        return KyvernoSettings.webhooks(List.of(Json.parse("{\"metadata\":{\"name\":\"kyverno-resource-validating-webhook-cfg\"},"
                + "\"webhooks\":[{\"name\":\"validate.kyverno.svc-fail\",\"matchConditions\":[{\"name\":"
                + "\"kyverno-exclude-bootstrap-resources\",\"expression\":\"" + expression + "\"}]}]}"))).webhooks().getFirst()
                .narrowed();
    }

    @Test
    void the_config_map_leaves_out_what_its_filters_say_of_pods() throws Exception {
        SilentExemptions silent = KyvernoSettings.silent(List.of(Json.parse("""
                {"metadata":{"name":"kyverno","namespace":"kyverno"},"data":{
                 "resourceFilters":"[Event,*,*] [*/*,kube-system,*] [Node,*,*] [Pod/binding,*,*] [ReplicaSet,*,*] [Pod,team-a,*]\\n[P*,team-b,x]",
                 "excludeGroups":"system:nodes, researchers","excludeUsernames":"!system:kube-scheduler","excludeRoles":""}}
                """), Json.parse("{\"metadata\":{\"name\":\"other\"},\"data\":{}}")));
        assertThat(silent.found()).isTrue();
        assertThat(silent.pods()).containsExactly("kube-system", "team-a", "team-b");
        assertThat(silent.who()).containsExactly("Group:researchers", "Group:system:nodes");
    }

    /** Kyverno matches kind and subresource apart, and takes two parts for a filter as well. */
    @Test
    void a_filter_on_pods_and_what_belongs_to_them_takes_in_pods_and_one_may_leave_the_name_out() throws Exception {
        assertThat(silent("[Pod/*,a,*][v1/Pod,b,*][*/Pod,c,*][Pod,d][*/*,e,f*][v1/Pod/status,g,*][apps/v1/Pod,h,*][Pod.*,i,*]"))
                .containsExactly("a", "b", "c", "d", "e", "i");
    }

    @Test
    void the_config_map_of_a_release_of_another_name_is_kyvernos_as_well() throws Exception {
        assertThat(KyvernoSettings.silent(List.of(Json.parse("""
                {"metadata":{"name":"guard-kyverno","labels":{"app.kubernetes.io/part-of":"guard-kyverno"}},"data":{
                 "excludeGroups":"system:authenticated"}}"""))).who()).containsExactly("Group:system:authenticated");
    }

    /** A list up to chart 3.2, an object since. */
    @Test
    void the_selectors_of_the_config_map_are_read_in_both_forms() throws Exception {
        String selectors = "{\\\"namespaceSelector\\\":{\\\"matchExpressions\\\":[{\\\"key\\\":\\\"kubernetes.io/metadata.name\\\","
                + "\\\"operator\\\":\\\"NotIn\\\",\\\"values\\\":[\\\"kyverno\\\",\\\"team-a\\\"]}],\\\"matchLabels\\\":{\\\"env\\\":"
                + "\\\"prod\\\"}}}";
        for (String form : List.of(selectors, "[" + selectors + "]")) {
            SilentExemptions silent = KyvernoSettings.silent(List.of(Json.parse("{\"metadata\":{\"name\":\"kyverno\"},\"data\":{"
                    + "\"webhooks\":\"" + form + "\",\"matchConditions\":\"[{\\\"name\\\":\\\"a\\\",\\\"expression\\\":"
                    + "\\\"false\\\"}]\"}}")));
            assertThat(silent.pods()).as(form).containsExactly("kyverno", "team-a");
            assertThat(silent.conditions()).containsExactly("matchCondition false", "namespaceSelector env=prod");
        }
        assertThat(KyvernoSettings.silent(List.of(Json.parse("{\"metadata\":{\"name\":\"kyverno\"},\"data\":{\"webhooks\":"
                + "\"{broken\"}}"))).conditions()).singleElement().asString().contains("{broken");
    }

    @Test
    void a_config_map_with_settings_that_only_kyverno_has_is_kyvernos_whatever_the_release_is_called() throws Exception {
        SilentExemptions silent = KyvernoSettings.silent(List.of(Json.parse("""
                {"metadata":{"name":"guard","namespace":"guard","labels":{"app.kubernetes.io/part-of":"guard"}},
                 "data":{"resourceFilters":"[*/*,team-*,*]","excludeGroups":"system:nodes"}}"""), Json.parse("""
                {"metadata":{"name":"other"},"data":{"webhooks":"[{\\"objectSelector\\":{\\"matchLabels\\":{\\"a\\":\\"b\\"}}}]"}}""")));
        assertThat(silent.found()).isTrue();
        assertThat(silent.pods()).containsExactly("team-*");
        assertThat(silent.conditions()).isEmpty();
    }

    private static List<String> silent(String filters) throws Exception {
        return KyvernoSettings.silent(List.of(Json.parse("{\"metadata\":{\"name\":\"kyverno\"},\"data\":{"
                + "\"resourceFilters\":\"" + filters + "\"}}"))).pods();
    }

    private static List<Exemption> of(String rule) throws Exception {
        String validate = rule.contains("\"validate\"") ? "" : "\"validate\":{},";
        return KyvernoExemptionObjects.ofClusterPolicy(Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"rules\":"
                + "[{\"name\":\"r\"," + validate + rule + "},{\"name\":\"mutates\",\"mutate\":{}}]}}"));
    }

    private static List<Exemption> cel(String spec) throws Exception {
        Data policy = Json.parse("{\"metadata\":{\"name\":\"p\"},\"spec\":{" + spec + "}}");
        return KyvernoExemptionObjects.ofValidatingPolicy(policy);
    }
}
