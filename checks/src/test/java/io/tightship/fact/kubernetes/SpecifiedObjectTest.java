package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpecifiedObjectTest {

    @Test
    void what_kyvernos_definitions_fill_in_is_no_difference_and_another_value_of_it_is() {
        SpecifiedObject asked = kyverno("spec.rules[0].name", "\"host-path\"", "spec.rules[0].validate.message", "\"no\"");
        assertThat(asked.differencesTo(kyverno("spec.admission", "true", "spec.background", "true", "spec.emitWarning", "false",
                "spec.validationFailureAction", "\"Audit\"", "spec.rules[0].name", "\"host-path\"",
                "spec.rules[0].skipBackgroundRequests", "true", "spec.rules[0].validate.message", "\"no\"",
                "spec.rules[0].validate.allowExistingViolations", "true"))).isEmpty();
        assertThat(asked.differencesTo(kyverno("spec.admission", "false", "spec.rules[0].name", "\"host-path\"",
                "spec.rules[0].validate.message", "\"no\""))).containsExactly(new SpecifiedObject.Difference("spec.admission",
                Optional.of("true"), Optional.of("false")));
    }

    @Test
    void what_fails_closed_by_default_and_calls_by_get_is_so_in_both_and_to_fail_open_is_a_difference() {
        SpecifiedObject asked = kyverno("spec.rules[0].context[0].apiCall.urlPath", "\"/x\"",
                "spec.rules[1].verifyImages[0].imageReferences[0]", "\"*\"");
        assertThat(asked.differencesTo(kyverno("spec.failurePolicy", "\"Fail\"", "spec.rules[0].context[0].apiCall.urlPath",
                "\"/x\"", "spec.rules[0].context[0].apiCall.method", "\"GET\"",
                "spec.rules[1].verifyImages[0].imageReferences[0]", "\"*\"", "spec.rules[1].verifyImages[0].mutateDigest",
                "true", "spec.rules[1].verifyImages[0].required", "true"))).isEmpty();
        assertThat(asked.differencesTo(kyverno("spec.failurePolicy", "\"Ignore\"",
                "spec.rules[0].context[0].apiCall.urlPath", "\"/x\"", "spec.rules[1].verifyImages[0].imageReferences[0]",
                "\"*\""))).extracting(SpecifiedObject.Difference::path).containsExactly("spec.failurePolicy");
    }

    @Test
    void a_field_that_somebody_added_is_a_difference_also_an_empty_one() {
        SpecifiedObject asked = kyverno("spec.rules[0].name", "\"r\"");
        assertThat(asked.differencesTo(kyverno("spec.rules[0].name", "\"r\"",
                "spec.rules[0].exclude.any[0].resources.namespaces[0]", "\"team-a\""))).singleElement()
                .satisfies(difference -> assertThat(difference.path()).isEqualTo(
                        "spec.rules[0].exclude.any[0].resources.namespaces[0]"));
        SpecifiedObject closed = network("spec.podSelector", "{}", "spec.policyTypes[0]", "\"Ingress\"", "spec.ingress", "[]");
        assertThat(closed.differencesTo(network("spec.podSelector", "{}", "spec.policyTypes[0]", "\"Ingress\""))).isEmpty();
        assertThat(closed.differencesTo(network("spec.podSelector", "{}", "spec.policyTypes[0]", "\"Ingress\"",
                "spec.ingress[0]", "{}"))).as("a rule that lets everybody in").hasSize(1);
        SpecifiedObject narrow = network("spec.podSelector", "{}", "spec.ingress[0].from[0].podSelector.matchLabels.app", "\"x\"");
        assertThat(narrow.differencesTo(network("spec.podSelector", "{}", "spec.ingress[0].from[0].podSelector.matchLabels.app",
                "\"x\"", "spec.ingress[0].from[0].namespaceSelector", "{}"))).as("of every namespace").hasSize(1);
    }

    @Test
    void a_policys_directions_and_protocols_are_filled_in_as_the_api_does() {
        assertThat(network("spec.podSelector", "{}", "spec.ingress[0].ports[0].port", "8080", "spec.egress[0]", "{}")
                .differencesTo(network("spec.podSelector", "{}", "spec.ingress[0].ports[0].port", "8080",
                        "spec.ingress[0].ports[0].protocol", "\"TCP\"", "spec.egress[0]", "{}", "spec.policyTypes[0]",
                        "\"Ingress\"", "spec.policyTypes[1]", "\"Egress\""))).isEmpty();
        assertThat(calico("a", "spec.egress[0].action", "\"Deny\"").differencesTo(calico("a", "spec.egress[0].action",
                "\"Deny\"", "spec.types[0]", "\"Egress\""))).isEmpty();
        assertThat(calico("a", "spec.egress[0].action", "\"Deny\"").differencesTo(calico("a", "spec.egress[0].action",
                "\"Deny\"", "spec.types[0]", "\"Ingress\""))).hasSize(1);
    }

    @Test
    void calicos_groups_and_its_default_tier_are_one_and_another_tier_is_part_of_the_name() {
        assertThat(new SpecifiedObject("crd.projectcalico.org", "NetworkPolicy", "ns", "default.a", "", new TreeMap<>()).id())
                .isEqualTo("NetworkPolicy.projectcalico.org/ns/a");
        assertThat(calico("default.a", "spec.tier", "\"security\"").id()).isEqualTo(
                "GlobalNetworkPolicy.projectcalico.org/default.a");
        assertThat(network("spec.podSelector", "{}").id()).isEqualTo("NetworkPolicy.networking.k8s.io/ns/default.np");
    }

    @Test
    void calicos_api_server_writes_both_sides_of_a_rule_and_that_is_no_difference() {
        assertThat(calico("a", "spec.egress[0].action", "\"Allow\"", "spec.egress[0].destination.ports[0]", "53")
                .differencesTo(calico("a", "spec.egress[0].action", "\"Allow\"", "spec.egress[0].destination.ports[0]", "53",
                        "spec.egress[0].source", "{}", "spec.tier", "\"default\"", "spec.types[0]", "\"Egress\""))).isEmpty();
        assertThat(calico("a", "spec.egress[0].action", "\"Allow\"", "spec.egress[0].destination.ports[0]", "53")
                .differencesTo(calico("a", "spec.egress[0].action", "\"Allow\"", "spec.egress[0].destination", "{}")))
                .as("widened to every destination").isNotEmpty();
    }

    @Test
    void empty_parts_of_a_rule_that_older_releases_of_kyverno_stored_are_no_difference() {
        SpecifiedObject asked = kyverno("spec.rules[0].name", "\"r\"", "spec.rules[0].match.any[0].resources.kinds[0]", "\"Pod\"");
        assertThat(asked.differencesTo(kyverno("spec.rules[0].name", "\"r\"", "spec.rules[0].match.any[0].resources.kinds[0]",
                "\"Pod\"", "spec.rules[0].match.resources", "{}", "spec.rules[0].exclude.resources", "{}",
                "spec.rules[0].mutate", "{}", "spec.rules[0].generate.clone", "{}"))).isEmpty();
        assertThat(asked.differencesTo(kyverno("spec.rules[0].name", "\"r\"", "spec.rules[0].match.any[0].resources.kinds[0]",
                "\"Pod\"", "spec.rules[0].exclude.any[0].resources.selector", "{}"))).as("all objects").hasSize(1);
    }

    @Test
    void a_rule_of_empty_lists_is_one_for_everybody() {
        SpecifiedObject open = network("spec.podSelector", "{}", "spec.ingress[0].from", "[]", "spec.ingress[0].ports", "[]");
        assertThat(open.differencesTo(network("spec.podSelector", "{}", "spec.ingress[0]", "{}"))).isEmpty();
        assertThat(open.differencesTo(network("spec.podSelector", "{}"))).as("without the rule").isNotEmpty();
    }

    @Test
    void a_tier_denies_where_it_says_nothing() {
        SpecifiedObject silent = new SpecifiedObject("projectcalico.org", "Tier", "", "t", "", map("spec.order", "100"));
        assertThat(silent.differencesTo(new SpecifiedObject("crd.projectcalico.org", "Tier", "", "t", "", map("spec.order", "100",
                "spec.defaultAction", "\"Deny\"")))).isEmpty();
        assertThat(silent.differencesTo(new SpecifiedObject("projectcalico.org", "Tier", "", "t", "", map("spec.order", "100",
                "spec.defaultAction", "\"Pass\"")))).hasSize(1);
    }

    private static SpecifiedObject kyverno(String... fields) {
        return new SpecifiedObject("kyverno.io", "ClusterPolicy", "", "p", "", map(fields));
    }

    private static SpecifiedObject calico(String name, String... fields) {
        return new SpecifiedObject("projectcalico.org", "GlobalNetworkPolicy", "", name, "", map(fields));
    }

    private static SpecifiedObject network(String... fields) {
        return new SpecifiedObject("networking.k8s.io", "NetworkPolicy", "ns", "default.np", "", map(fields));
    }

    private static TreeMap<String, String> map(String... fields) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(fields[i], fields[i + 1]);
        }
        return new TreeMap<>(map);
    }
}
