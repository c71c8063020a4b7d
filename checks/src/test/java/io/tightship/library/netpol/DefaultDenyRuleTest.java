package io.tightship.library.netpol;

import static io.tightship.fact.calico.NetworkPolicies.Direction.EGRESS;
import static io.tightship.fact.calico.NetworkPolicies.Direction.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.calico.CalicoSelector;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.fact.calico.NetworkPolicies.Rule;
import io.tightship.fact.calico.NetworkPolicies.Tier;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DefaultDenyRuleTest {

    private static final Rule ALLOW_ALL = new Rule("Allow", Breadth.EVERYTHING);
    private static final Rule ALLOW_SOME = new Rule("Allow", Breadth.SOME);
    private static final Rule ALLOW_NEARLY = new Rule("Allow", Breadth.NEARLY_EVERYTHING);
    private static final Rule DENY_ALL = new Rule("Deny", Breadth.EVERYTHING);
    private static final Rule PASS_ALL = new Rule("Pass", Breadth.EVERYTHING);
    private static final Policy DENY = policy("deny", "default", 2000, "", Map.of(INGRESS, List.of(), EGRESS, List.of()));

    static List<Case> compliant() {
        return List.of(cluster("one policy for all", DENY),
                cluster("with what is needed before it", DENY, policy("dns", "default", 10, "", Map.of(EGRESS,
                        List.of(ALLOW_SOME)))),
                cluster("a policy of each direction", policy("in", "default", 1, "", Map.of(INGRESS, List.of(ALLOW_SOME))),
                        policy("out", "default", 1, "", Map.of(EGRESS, List.of(DENY_ALL, ALLOW_ALL)))),
                cluster("an allow for others", DENY, policy("open", "default", 1, "app == 'other'", Map.of(INGRESS,
                        List.of(ALLOW_ALL)))),
                cluster("an earlier tier passes on", tiered("early", true), DENY, policy("pass", "early", 1, "", Map.of(INGRESS,
                        List.of(PASS_ALL), EGRESS, List.of(ALLOW_SOME)))),
                cluster("an earlier tier denies", tiered("early", false), policy("early", "early", 1, "", Map.of(INGRESS,
                        List.of(ALLOW_SOME), EGRESS, List.of())), policy("open", "default", 1, "", Map.of(INGRESS,
                        List.of(ALLOW_ALL)))),
                cluster("a deny before an allow", policy("first", "default", 1, "", Map.of(INGRESS, List.of(DENY_ALL), EGRESS,
                        List.of(DENY_ALL))), policy("second", "default", 2, "", Map.of(INGRESS, List.of(ALLOW_ALL)))));
    }

    static List<Case> violations() {
        return List.of(cluster("no policy"),
                cluster("one direction", policy("in", "default", 1, "", Map.of(INGRESS, List.of()))),
                cluster("another pod", policy("deny", "default", 1, "app == 'web'", Map.of(INGRESS, List.of(), EGRESS,
                        List.of()))).with(Workloads.KEY, workloads("team-a", false, "web", "db")),
                cluster("an allow for everything before it", DENY, policy("open", "default", 1, "", Map.of(INGRESS,
                        List.of(ALLOW_ALL)))),
                cluster("an allow for nearly everything", DENY, policy("open", "default", 1, "", Map.of(EGRESS,
                        List.of(ALLOW_NEARLY)))),
                cluster("a tier that passes", tiered("default", true), policy("some", "default", 1, "", Map.of(INGRESS,
                        List.of(ALLOW_SOME), EGRESS, List.of(ALLOW_SOME)))),
                cluster("an allow by a label of the namespace that Calico gives its pods", DENY, policy("open", "default", 1,
                        "pcns.env == 'prod' && pcns.projectcalico.org/name == 'team-a'", Map.of(INGRESS, List.of(ALLOW_ALL)))),
                cluster("an earlier tier allows", tiered("early", false), DENY, policy("open", "early", 5, "", Map.of(INGRESS,
                        List.of(ALLOW_ALL)))),
                cluster("by what is not known of pods", new Policy("deny", "default", Optional.empty(), pod -> true, false,
                        Map.of(INGRESS, List.of(), EGRESS, List.of(DENY_ALL)))));
    }

    @Test
    void the_message_names_the_direction_the_workload_and_what_lets_it_through() {
        assertThat(message(violations().get(1))).isEqualTo("namespace team-a: not denied by default: egress of Deployment web "
                + "(no policy); expected a default deny in both directions for every pod");
        assertThat(message(violations().get(2))).contains("ingress of Deployment db (no policy) and 1 more");
        assertThat(message(violations().get(3))).contains("ingress of Deployment web (allowed by open)");
        assertThat(message(compliant().getFirst())).contains("1 pods denied by default, by the end of the tier default");
    }

    @Test
    void what_no_policy_denies_is_told_a_policy_and_what_one_allows_is_told_which() {
        assertThat(violations().getFirst().judge(DefaultDenyRule.everywhere()).getFirst().remediation().toString())
                .contains("\"namespace\": \"team-a\"", "\"podSelector\": {}").doesNotContain("Narrow");
        assertThat(violations().get(3).judge(DefaultDenyRule.everywhere()).getFirst().remediation().toString())
                .contains("Narrow the rule of open").doesNotContain("podSelector");
    }

    @Test
    void exempt_namespaces_and_pods_on_the_hosts_network_are_not_judged() {
        assertThat(cluster("exempt").with(Workloads.KEY, workloads("kube-system", false, "dns")).judge(DefaultDenyRule.everywhere()))
                .singleElement().matches(finding -> finding.outcome() == Outcome.NOT_APPLICABLE);
        assertThat(cluster("host").with(Workloads.KEY, workloads("team-a", true, "agent")).judge(DefaultDenyRule.everywhere()))
                .singleElement().matches(finding -> finding.outcome() == Outcome.NOT_APPLICABLE)
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("team-a"));
    }

    @Test
    void the_rule_on_gpus_leaves_out_namespaces_in_which_none_are_run_or_used() {
        Workload plain = TestPod.of(TestContainer.named("web")).in("team-a", "Deployment", "web");
        assertThat(cluster("no GPUs").with(Workloads.KEY, new Workloads(List.of(plain))).judge(
                DefaultDenyRule.aroundGpus()).getFirst().outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    private static String message(Case judged) {
        return judged.judge(DefaultDenyRule.everywhere()).getFirst().message();
    }

    private static Policy policy(String id, String tier, int order, String selector, Map<Direction, List<Rule>> rules) {
        var chosen = CalicoSelector.parse(selector);
        return new Policy(id, tier, Optional.of(BigDecimal.valueOf(order)), pod -> chosen.test(pod.labels()), true, rules);
    }

    private static Map<String, Tier> tiered(String name, boolean passes) {
        return Map.of(name, new Tier(Optional.of(BigDecimal.TEN), passes), "zz", new Tier(Optional.empty(), false));
    }

    private static Case cluster(String name, Policy... policies) {
        return cluster(name, Map.of(), policies);
    }

    private static Case cluster(String name, Map<String, Tier> tiers, Policy... policies) {
        return Case.of(name, new Target.Cluster("k8s-user", Space.USER))
                .with(NetworkPolicies.KEY, new NetworkPolicies(List.of(policies), new TreeMap<>(tiers)))
                .with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>(Map.of("team-a", Map.of("env", "prod")))))
                .with(Workloads.KEY, workloads("team-a", false, "web"));
    }

    private static Workloads workloads(String namespace, boolean hostNetwork, String... names) {
        return new Workloads(List.of(names).stream().map(name -> new Workload(namespace, "Deployment", name, List.of(),
                List.of(new PodShape(1, name + "-1", false, Map.of("app", name), Map.of(), "default", false, false,
                        hostNetwork, Optional.of("nvidia"), "default-scheduler", false, List.of(), List.of())))).toList());
    }
}
