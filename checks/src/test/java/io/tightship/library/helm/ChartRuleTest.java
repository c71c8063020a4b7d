package io.tightship.library.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Cidr;
import io.tightship.fact.IpAddress;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartRuleTest {

    private static final Target.Node HEAD = new Target.Node("head-1", Set.of(NodeRole.HEAD), Optional.empty(),
            Space.ADMIN, Optional.empty(), false, Optional.empty());

    private static Case cluster(String name, Space space, Release... releases) {
        return Case.of(name, new Target.Cluster("k8s", space)).with(HelmReleases.KEY, new HelmReleases(List.of(releases)))
                .with(HEAD, Addresses.OF_NODE, Addresses.of(List.of(IpAddress.parse("203.0.113.10").orElseThrow())));
    }

    private static String chart(String rule) {
        return switch (rule) {
            case "netpol-chart-deployed", "netpol-chart-values" -> "nmc-network-policies";
            default -> "nmc-kyverno-policies";
        };
    }

    private static Release release(String rule, String status, String version, String... values) {
        Map<String, String> map = new TreeMap<>(Map.of("clusterType.admin", "true", "clusterType.user", "false",
                "bcmHeadNodeCidr", "203.0.113.0/24"));
        for (String value : values) {
            String[] parts = value.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        return new Release("default", "some", 3, status, chart(rule), version, new TreeMap<>(map));
    }

    static List<Case> compliant(String rule) {
        return List.of(cluster("as the guide installs it", Space.ADMIN, release(rule, "deployed", "3.5.2")),
                cluster("newer", Space.ADMIN, release(rule, "deployed", "v10.0.0+build")),
                cluster("of the user cluster", Space.USER, release(rule, "deployed", "3.5.2", "clusterType.admin=false",
                        "clusterType.user=true")), cluster("beside another chart", Space.ADMIN,
                        release(rule, "deployed", "3.5.2"), new Release("x", "other", 1, "failed", "other", "0.1",
                                new TreeMap<>())),
                cluster("beside one that was taken away, history kept", Space.ADMIN, release(rule, "deployed", "3.5.2"),
                        new Release("x", "before", 4, "uninstalled", chart(rule), "0.1", new TreeMap<>())));
    }

    @Test
    void a_range_that_is_wide_is_right_within_the_networks_that_the_site_states() {
        assertThat(cluster("x", Space.ADMIN, release("netpol-chart-values", "deployed", "2.0.12",
                "bcmHeadNodeCidr=203.0.0.0/16")).value(ChartRule.NETWORKS, List.of(Cidr.parse("203.0.0.0/8").orElseThrow()))
                .judge(ChartRule.all().get(1))).allMatch(finding -> finding.outcome() == Outcome.PASS);
    }

    static List<Case> violations(String rule) {
        List<Case> cases = new ArrayList<>(List.of(cluster("none", Space.ADMIN), cluster("taken away, history kept",
                Space.ADMIN, release(rule, "uninstalled", "3.5.2"))));
        if (!rule.equals("netpol-chart-values")) {
            cases.add(cluster("failed", Space.ADMIN, release(rule, "failed", "3.5.2")));
            cases.add(cluster("in between", Space.ADMIN, release(rule, "pending-upgrade", "3.5.2")));
            cases.add(cluster("too old", Space.ADMIN, release(rule, "deployed", "2.0.11")));
            cases.add(cluster("no version", Space.ADMIN, release(rule, "deployed", "latest")));
        }
        if (rule.equals("netpol-chart-values") || rule.equals("kyverno-policies-chart")) {
            cases.add(cluster("the other type", Space.USER, release(rule, "deployed", "3.5.2")));
            cases.add(cluster("both", Space.ADMIN, release(rule, "deployed", "3.5.2", "clusterType.user=true")));
            cases.add(cluster("neither", Space.ADMIN, release(rule, "deployed", "3.5.2", "clusterType.admin=false")));
        }
        if (rule.equals("netpol-chart-values")) {
            for (String range : List.of("0.0.0.0/0", "203.0.0.0/16", "198.51.100.0/24", "head", "")) {
                cases.add(cluster("range " + range, Space.ADMIN, release(rule, "deployed", "3.5.2", "bcmHeadNodeCidr="
                        + range)));
            }
        }
        if (rule.equals("netpol-chart-values")) {
            cases.add(cluster("of a family that no head node has", Space.ADMIN, release(rule, "deployed", "3.5.2",
                    "bcmHeadNodeCidr=2001:db8::/64")));
            cases.add(cluster("outside of the site's networks", Space.ADMIN, release(rule, "deployed", "3.5.2",
                    "bcmHeadNodeCidr=203.0.0.0/16")).value(ChartRule.NETWORKS, List.of(Cidr.parse("203.0.0.0/17")
                    .orElseThrow())));
        }
        if (rule.equals("netpol-chart-deployed")) {
            cases.add(cluster("a release candidate", Space.ADMIN, release(rule, "deployed", "2.0.12-rc.1")));
        }
        return cases;
    }

    @Test
    void the_steps_name_release_namespace_and_the_clusters_type() {
        Check values = ChartRule.all().get(1);
        assertThat(cluster("x", Space.USER, release("netpol-chart-values", "deployed", "2.0.12")).judge(values))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(finding.message()).contains("clusterType.user is false", "clusterType.admin is true");
                    assertThat(finding.remediation()).contains(Step.setting(Step.Place.file("values-user.yaml"),
                            "clusterType.user: true"), Step.setting(Step.Place.file("values-user.yaml"),
                            "clusterType.admin: false"));
                });
    }

    @Test
    void the_prefix_of_the_head_nodes_is_the_longest_that_holds_them_all() {
        Case wide = cluster("x", Space.ADMIN, release("netpol-chart-values", "deployed", "2.0.12", "bcmHeadNodeCidr=0.0.0.0/0"));
        Target.Node second = new Target.Node("head-2", Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN, Optional.empty(),
                false, Optional.empty());
        assertThat(literals(wide)).contains("bcmHeadNodeCidr: 203.0.113.10/32");
        assertThat(literals(wide.with(second, Addresses.OF_NODE, Addresses.of(List.of(IpAddress.parse("203.0.113.13")
                .orElseThrow()))))).contains("bcmHeadNodeCidr: 203.0.113.8/29");
        assertThat(literals(wide.with(second, Addresses.OF_NODE, Addresses.of(List.of(IpAddress.parse("198.51.100.1")
                .orElseThrow()))))).as("no literal that makes it pass").isEmpty();
    }

    private static List<String> literals(Case site) {
        return site.judge(ChartRule.all().get(1)).getFirst().remediation().stream().filter(Step.Setting.class::isInstance)
                .map(step -> ((Step.Setting) step).literal()).toList();
    }

    @Test
    void versions_are_compared_as_numbers() {
        assertThat(HelmReleases.compare("2.0.9", "2.0.12")).contains(-1);
        assertThat(HelmReleases.compare("v3.5", "3.5.0")).contains(0);
        assertThat(HelmReleases.compare("3.5.2", "3.5.2-rc.1")).contains(1);
        assertThat(HelmReleases.compare("new", "3.5.2")).isEmpty();
    }
}
