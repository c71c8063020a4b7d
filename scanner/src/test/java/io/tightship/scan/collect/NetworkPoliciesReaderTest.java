package io.tightship.scan.collect;

import static io.tightship.fact.calico.NetworkPolicies.Breadth.EVERYTHING;
import static io.tightship.fact.calico.NetworkPolicies.Breadth.NEARLY_EVERYTHING;
import static io.tightship.fact.calico.NetworkPolicies.Breadth.SOME;
import static io.tightship.fact.calico.NetworkPolicies.Direction.EGRESS;
import static io.tightship.fact.calico.NetworkPolicies.Direction.INGRESS;
import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.calico.FelixSettings;
import io.tightship.fact.calico.FelixSettings.Port;
import io.tightship.fact.calico.FelixSettings.Settings;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Pod;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPoliciesReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);
    private static final Pod WEB = new Pod("team-a", Map.of("env", "prod"), Map.of("app", "web"));
    private static final Pod DB = new Pod("team-b", Map.of(), Map.of("app", "db"));

    /** As a real API server answers: managed fields and the applied form are beside it. */
    private static final String KUBERNETES = """
            {"metadata":{"name":"default-deny","namespace":"team-a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":
              "{}"},"managedFields":[{"manager":"kubectl-client-side-apply"}]},"spec":{"podSelector":{},"policyTypes":
              ["Ingress","Egress"]}},
            {"metadata":{"name":"allow-web","namespace":"team-a"},"spec":{"podSelector":{"matchLabels":{"app":"web"}},"ingress":
              [{"ports":[{"protocol":"TCP","port":8080}],"from":[{"namespaceSelector":{"matchLabels":{"env":"prod"}}},
              {"ipBlock":{"cidr":"10.0.0.0/8","except":["10.99.0.0/24"]}}]}],"policyTypes":["Ingress"]}}""";

    private static final String CALICO = """
            {"metadata":{"name":"default.deny-egress-metadata"},"spec":{"egress":[{"action":"Deny","destination":{"nets":
              ["169.254.169.254/32"]},"protocol":"TCP"},{"action":"Allow"}],"order":100,"selector":"all()","tier":"default",
              "types":["Egress"]}},
            {"metadata":{"name":"security.guard"},"spec":{"tier":"security","namespaceSelector":"env == 'prod'",
              "serviceAccountSelector":"role == 'x'","ingress":[]}},
            {"metadata":{"name":"default.hosts"},"spec":{"preDNAT":true,"applyOnForward":true,"selector":"all()"}}""";

    @Test
    void both_kinds_are_read_with_whom_they_choose_and_for_which_directions() {
        NetworkPolicies policies = known(site(KUBERNETES, CALICO, "{\"metadata\":{\"name\":\"security\"},\"spec\":{\"order\":100,"
                + "\"defaultAction\":\"Pass\"}}"));
        assertThat(policies.policies()).extracting(Policy::id).containsExactly(
                "GlobalNetworkPolicy.projectcalico.org/deny-egress-metadata",
                "GlobalNetworkPolicy.projectcalico.org/security.guard", "NetworkPolicy.networking.k8s.io/team-a/allow-web",
                "NetworkPolicy.networking.k8s.io/team-a/default-deny");
        Policy metadata = policies.policies().getFirst();
        assertThat(metadata.rules()).containsOnlyKeys(EGRESS);
        assertThat(metadata.rules().get(EGRESS)).extracting(NetworkPolicies.Rule::breadth).containsExactly(SOME, EVERYTHING);
        Policy guard = policies.policies().get(1);
        assertThat(guard.certain()).isFalse();
        assertThat(guard.rules()).containsOnlyKeys(INGRESS);
        assertThat(guard.chooses().test(WEB)).isTrue();
        assertThat(guard.chooses().test(DB)).isFalse();
        assertThat(policies.policies().get(2).rules().get(INGRESS)).singleElement()
                .satisfies(rule -> assertThat(rule.breadth()).isEqualTo(SOME));
        assertThat(policies.policies().get(3).chooses().test(WEB)).isTrue();
        assertThat(policies.policies().get(3).chooses().test(DB)).isFalse();
        assertThat(policies.tiers().get("security").passes()).isTrue();
        assertThat(policies.otherTraffic(WEB, INGRESS).by()).isEqualTo("the end of the tier default");
        assertThat(policies.otherTraffic(WEB, EGRESS)).isEqualTo(new NetworkPolicies.Fate(false, metadata.id()));
        assertThat(policies.otherTraffic(DB, INGRESS).denied()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{} | EVERYTHING",
        "{\"from\":[{\"podSelector\":{}}]} | SOME", "{\"from\":[{\"namespaceSelector\":{}}]} | NEARLY_EVERYTHING",
        "{\"from\":[{\"namespaceSelector\":{},\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}]} | SOME",
        "{\"from\":[{\"namespaceSelector\":{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"Exists\"}]}}]} | NEARLY_EVERYTHING",
        "{\"from\":[{\"namespaceSelector\":{\"matchExpressions\":[{\"key\":\"env\",\"operator\":\"Exists\"}]}}]} | SOME",
        "{\"from\":[{\"ipBlock\":{\"cidr\":\"0.0.0.0/0\"}}]} | NEARLY_EVERYTHING",
        "{\"from\":[{\"ipBlock\":{\"cidr\":\"0.0.0.0/0\",\"except\":[\"10.0.0.0/8\"]}}]} | SOME",
        "{\"from\":[{\"ipBlock\":{\"cidr\":\"0.0.0.0/0\",\"except\":[\"10.244.0.0/16\"]}}]} | SOME",
        "{\"from\":[{\"ipBlock\":{\"cidr\":\"0.0.0.0/0\",\"except\":[\"169.254.169.254/32\"]}}]} | NEARLY_EVERYTHING",
        "{\"ports\":[{\"port\":443}]} | SOME", "{\"ports\":[{\"protocol\":\"TCP\"}]} | NEARLY_EVERYTHING",
        "{\"ports\":[{\"port\":1,\"endPort\":65535}]} | NEARLY_EVERYTHING",
        "{\"ports\":[{\"port\":30000,\"endPort\":65535}]} | SOME", "{\"ports\":[{\"port\":null}]} | NEARLY_EVERYTHING"})
    void a_rule_of_kubernetes_is_as_broad_as_what_it_leaves_open(String rule, Breadth breadth) {
        assertThat(known(site("{\"metadata\":{\"name\":\"n\",\"namespace\":\"a\"},\"spec\":{\"podSelector\":{},\"ingress\":["
                + rule + "]}}", "", "")).policies().getFirst().rules().get(INGRESS).getFirst().breadth()).isEqualTo(breadth);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`` | EVERYTHING", ",\"protocol\":\"TCP\" | NEARLY_EVERYTHING",
        ",\"protocol\":6 | NEARLY_EVERYTHING", ",\"protocol\":\"ICMP\" | SOME", ",\"source\":{\"ports\":[1]} | SOME",
        ",\"source\":{\"nets\":[\"0.0.0.0/0\"]} | NEARLY_EVERYTHING", ",\"source\":{\"nets\":[\"10.0.0.0/8\"]} | SOME",
        ",\"source\":{\"selector\":\"all()\"} | NEARLY_EVERYTHING", ",\"source\":{\"selector\":\"a == 'b'\"} | SOME",
        ",\"source\":{\"notNets\":[\"10.0.0.0/8\"]} | NEARLY_EVERYTHING", ",\"source\":{\"nets\":[]} | EVERYTHING",
        ",\"source\":{\"serviceAccounts\":{\"names\":[\"x\"]}} | SOME", ",\"destination\":{\"ports\":[443]} | SOME",
        ",\"destination\":{\"selector\":\"a == 'b'\"} | SOME", ",\"ipVersion\":4 | NEARLY_EVERYTHING",
        ",\"http\":{\"methods\":[\"GET\"]} | SOME",
        ",\"source\":{\"namespaceSelector\":\"has(projectcalico.org/name)\"} | NEARLY_EVERYTHING",
        ",\"source\":{\"namespaceSelector\":\"has(env)\"} | SOME",
        ",\"protocol\":\"TCP\",\"destination\":{\"ports\":[\"1:65535\"]} | NEARLY_EVERYTHING",
        ",\"protocol\":\"TCP\",\"destination\":{\"ports\":[22,\"1024:65535\"]} | NEARLY_EVERYTHING",
        ",\"protocol\":\"TCP\",\"destination\":{\"ports\":[\"30000:65535\"]} | SOME",
        ",\"protocol\":\"UDP\",\"source\":{\"ports\":[\"0:65535\"]} | NEARLY_EVERYTHING", ",\"notProtocol\":\"UDP\" | NEARLY_EVERYTHING"})
    void a_rule_of_calicos_is_as_broad_as_what_it_leaves_open(String rule, Breadth breadth) {
        assertThat(known(site("", "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"ingress\":[{\"action\":\"Allow\"" + rule + "}]}}", ""))
                .policies().getFirst().rules().get(INGRESS).getFirst().breadth()).isEqualTo(breadth);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{} | all ports", "{\"ports\":[{\"port\":8000}]} | TCP 8000",
        "{\"ports\":[{\"protocol\":\"UDP\",\"port\":53}]} | UDP 53", "{\"ports\":[{\"protocol\":\"TCP\"}]} | TCP on all ports",
        "{\"ports\":[{\"port\":8000,\"endPort\":8010}]} | TCP 8000-8010", "{\"ports\":[{\"port\":\"http\"}]} | TCP http"})
    void a_rule_of_kubernetes_names_its_ports(String rule, String words) {
        assertThat(known(site("{\"metadata\":{\"name\":\"n\",\"namespace\":\"a\"},\"spec\":{\"podSelector\":{},\"ingress\":["
                + rule + "]}}", "", "")).policies().getFirst().rules().get(INGRESS).getFirst().ports())
                .extracting(NetworkPolicies.Ports::words).containsExactly(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`` | all ports", ",\"protocol\":\"TCP\" | TCP on all ports",
        ",\"protocol\":6,\"destination\":{\"ports\":[8000]} | TCP 8000", ",\"protocol\":\"ICMP\" | ``",
        ",\"protocol\":\"tcp\",\"destination\":{\"ports\":[\"8000:8010\",\"http\"]} | TCP 8000-8010 TCP http",
        ",\"protocol\":\"TCP\",\"source\":{\"ports\":[1024]} | TCP on all ports",
        ",\"protocol\":\"TCP\",\"destination\":{\"notPorts\":[22]} | TCP on all ports"})
    void a_rule_of_calicos_names_the_ports_of_where_the_traffic_goes(String rule, String words) {
        assertThat(known(site("", "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"ingress\":[{\"action\":\"Allow\"" + rule + "}]}}", ""))
                .policies().getFirst().rules().get(INGRESS).getFirst().ports().stream().map(NetworkPolicies.Ports::words)
                .collect(java.util.stream.Collectors.joining(" "))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`` | INGRESS", "\"ingress\":[{\"action\":\"Deny\"}] | INGRESS",
        "\"egress\":[{\"action\":\"Deny\"}] | EGRESS"})
    void a_policy_of_calicos_without_types_is_for_what_it_has_rules_for(String rules, Direction direction) {
        assertThat(known(site("", "{\"metadata\":{\"name\":\"g\"},\"spec\":{" + rules + "}}", "")).policies().getFirst().rules())
                .containsOnlyKeys(direction);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"selector\":\"app is web\"}", "{\"selector\":1}", "{\"types\":\"Ingress\"}", "{\"types\":[\"Both\"]}",
        "{\"ingress\":{}}", "{\"ingress\":[{\"action\":\"allow?\"}]}", "{\"types\":[1]}"})
    void a_policy_in_an_unknown_form_leaves_it_open_what_is_in_force(String spec) {
        assertThat(site("", "{\"metadata\":{\"name\":\"g\"},\"spec\":" + spec + "}", "").read(ADMIN, NetworkPolicies.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void the_policy_that_the_remediation_writes_denies_both_directions() {
        String literal = """
                {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "default-deny", \
                "namespace": "team-a"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}""";
        NetworkPolicies policies = known(site(literal, "", ""));
        assertThat(policies.otherTraffic(WEB, INGRESS).denied()).isTrue();
        assertThat(policies.otherTraffic(WEB, EGRESS).denied()).isTrue();
    }

    @Test
    void what_was_not_read_is_no_absence() {
        assertThat(site("", "", "").unread(SESSION, ApiLists.calicoStored("tiers"), Reason.FORBIDDEN, "no")
                .read(ADMIN, NetworkPolicies.KEY)).isInstanceOf(Fact.Unavailable.class);
        assertThat(site("", "", "{\"metadata\":{\"name\":\"t\"},\"spec\":{\"defaultAction\":\"Maybe\"}}")
                .read(ADMIN, NetworkPolicies.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"defaultEndpointToHostAction\":1}", "{\"failsafeInboundHostPorts\":\"none\"}",
        "{\"failsafeInboundHostPorts\":[{\"protocol\":\"tcp\"}]}", "{\"failsafeInboundHostPorts\":[{\"port\":1.5}]}"})
    void settings_of_the_agent_in_an_unknown_form_are_not_none(String spec) {
        assertThat(felix("{\"metadata\":{\"name\":\"default\"},\"spec\":" + spec + "}").read(ADMIN, FelixSettings.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void settings_of_the_agent_are_read_by_name() {
        assertThat(((Fact.Known<FelixSettings>) felix("""
                {"metadata":{"name":"default"},"spec":{"logSeverityScreen":"Info"}},
                {"metadata":{"name":"forgotten"},"spec":{"defaultEndpointToHostAction":"Accept"}},
                {"metadata":{"name":"gpu-nodes"},"spec":{"nodeSelector":"role == 'gpu'","defaultEndpointToHostAction":"Return"}},
                {"metadata":{"name":"node.a"},"spec":{"defaultEndpointToHostAction":"Accept","failsafeInboundHostPorts":[
                  {"protocol":"TCP","port":6443,"net":"10.0.0.0/8"},{"port":22}]}}""").read(ADMIN, FelixSettings.KEY)).value()
                .byName()).isEqualTo(Map.of("default", new Settings(Optional.empty(), Optional.empty()), "gpu-nodes",
                new Settings(Optional.of("Return"), Optional.empty()), "node.a",
                new Settings(Optional.of("Accept"), Optional.of(List.of(new Port("tcp", 6443, Optional.of("10.0.0.0/8")),
                        new Port("tcp", 22, Optional.empty()))))));
        assertThat(felix("").unread(SESSION, ApiLists.calico("felixconfigurations"), Reason.FORBIDDEN, "no")
                .read(ADMIN, FelixSettings.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void policies_of_other_apis_that_may_let_through_what_the_others_deny_leave_it_open_what_those_do() {
        for (KubernetesProbe.List list : NetworkPoliciesReader.UNEVALUATED) {
            assertThat(site(KUBERNETES, CALICO, "").text(SESSION, list, "{\"items\":[{\"metadata\":{\"name\":\"first\"}}]}")
                    .read(ADMIN, NetworkPolicies.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                        assertThat(fact.reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
                        assertThat(fact.detail()).contains("first", list.resource());
                    });
            assertThat(site(KUBERNETES, CALICO, "").unread(SESSION, list, Reason.FORBIDDEN, "no").read(ADMIN,
                    NetworkPolicies.KEY)).isInstanceOf(Fact.Unavailable.class);
            assertThat(site(KUBERNETES, CALICO, "").text(SESSION, list, "{\"items\":[]}").read(ADMIN, NetworkPolicies.KEY))
                    .isInstanceOf(Fact.Known.class);
        }
    }

    @Test
    void a_policy_of_calicos_that_chooses_by_labels_of_service_accounts_may_be_for_any_pod() {
        NetworkPolicies policies = known(site(KUBERNETES, """
                {"metadata":{"name":"open"},"spec":{"order":1,"selector":"pcsa.team == 'x'","ingress":[{"action":"Allow"}]}}""",
                ""));
        assertThat(policies.policies().getFirst().certain()).isFalse();
        assertThat(policies.otherTraffic(WEB, INGRESS)).isEqualTo(new NetworkPolicies.Fate(false,
                "GlobalNetworkPolicy.projectcalico.org/open"));
        assertThat(known(site("", """
                {"metadata":{"name":"g"},"spec":{"selector":"pcsa.projectcalico.org/name == 'default'"}}""", "")).policies()
                .getFirst().certain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{}}]} | false",
        "{\"action\":\"Accept\",\"from\":[{\"pods\":{\"namespaceSelector\":{},\"podSelector\":{}}}]} | false",
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{}}],\"ports\":[{\"portRange\":{\"start\":1,\"end\":65535}}]} | false",
        "{\"action\":\"Accept\",\"from\":[{\"namespaces\":{}}],\"protocols\":[{\"tcp\":{}}]} | false",
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{\"matchLabels\":{\"a\":\"b\"}}}]} | true",
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{}}],\"ports\":[{\"portNumber\":{\"protocol\":\"TCP\",\"port\":9100}}]} | true",
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{}}],\"ports\":[{\"namedPort\":\"metrics\"}]} | true",
        "{\"action\":\"Accept\",\"from\":[{\"namespaces\":{}}],\"protocols\":[{\"udp\":{\"destinationPort\":{\"number\":53}}}]} | true",
        "{\"action\":\"Deny\",\"from\":[{\"namespaces\":{\"matchLabels\":{\"a\":\"b\"}}}]} | true",
        "{\"action\":\"Pass\",\"from\":[{\"namespaces\":{}}]} | true"})
    void what_a_policy_ahead_of_all_others_allows_counts_and_nothing_else_of_it(String rule, boolean denied) {
        for (KubernetesProbe.List list : NetworkPoliciesReader.AHEAD.keySet()) {
            NetworkPolicies policies = known(site(KUBERNETES, "", "").text(SESSION, list, ahead("\"tier\":\"Admin\",", rule)));
            assertThat(policies.otherTraffic(WEB, INGRESS).denied()).isEqualTo(denied);
            assertThat(policies.otherTraffic(WEB, EGRESS).denied()).isTrue();
            assertThat(policies.otherTraffic(DB, INGRESS).denied()).as("no policy is for it").isFalse();
            assertThat(known(site(KUBERNETES, "", "").text(SESSION, list, ahead("\"tier\":\"Baseline\",", rule)))
                    .otherTraffic(WEB, INGRESS).denied()).as("a baseline comes last").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":\"Deny\",\"from\":[{\"namespaces\":{}}]}", "{\"action\":\"Reject\",\"from\":[]}",
        "{\"action\":\"Allow\",\"from\":[{\"namespaces\":{\"sameLabels\":[\"a\"]}}]}", "{\"action\":\"Allow\",\"from\":{}}",
        "{\"action\":\"Allow\",\"from\":[{\"networks\":[{\"cidr\":\"0.0.0.0/0\"}]}]}",
        "{\"action\":\"Allow\",\"from\":[{\"friends\":{}}]}", "{\"action\":\"Allow\",\"from\":[],\"ports\":[{\"port\":1}]}"})
    void a_policy_ahead_of_all_others_that_denies_nearly_all_or_is_not_understood_leaves_it_open(String rule) {
        for (KubernetesProbe.List list : NetworkPoliciesReader.AHEAD.keySet()) {
            assertThat(site(KUBERNETES, "", "").text(SESSION, list, ahead("", rule)).read(ADMIN, NetworkPolicies.KEY))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(
                            Reason.UNSUPPORTED_VERSION));
            assertThat(site(KUBERNETES, "", "").unread(SESSION, list, Reason.FORBIDDEN, "no").read(ADMIN, NetworkPolicies.KEY))
                    .isInstanceOf(Fact.Unavailable.class);
        }
    }

    private static String ahead(String tier, String rule) {
        return "{\"items\":[{\"metadata\":{\"name\":\"first\"},\"spec\":{" + tier + "\"priority\":10,\"subject\":"
                + "{\"namespaces\":{\"matchLabels\":{\"env\":\"prod\"}}},\"ingress\":[" + rule + "]}}]}";
    }

    private static ControlPlaneSite felix(String items) {
        return new ControlPlaneSite().text(SESSION, ApiLists.calicoStored("felixconfigurations"), "{\"items\":[" + items + "]}")
                .absent(SESSION, ApiLists.calico("felixconfigurations"), "/apis names no such group");
    }

    private static ControlPlaneSite site(String kubernetes, String calico, String tiers) {
        ControlPlaneSite site = new ControlPlaneSite().text(SESSION, ApiLists.NETWORK_POLICIES, "{\"items\":[" + kubernetes + "]}");
        Map.of("networkpolicies", "", "globalnetworkpolicies", calico, "tiers", tiers).forEach((resource, items) -> site
                .text(SESSION, ApiLists.calicoStored(resource), "{\"items\":[" + items + "]}")
                .absent(SESSION, ApiLists.calico(resource), "/apis names no such group"));
        NetworkPoliciesReader.UNEVALUATED.forEach(list -> site.absent(SESSION, list, "/apis names no such group"));
        NetworkPoliciesReader.AHEAD.keySet().forEach(list -> site.absent(SESSION, list, "/apis names no such group"));
        return site;
    }

    private static NetworkPolicies known(ControlPlaneSite site) {
        return switch (site.read(ADMIN, NetworkPolicies.KEY)) {
            case Fact.Known<NetworkPolicies> known -> known.value();
            case Fact.Unavailable<NetworkPolicies> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
