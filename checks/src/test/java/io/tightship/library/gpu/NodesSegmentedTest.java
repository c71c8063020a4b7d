package io.tightship.library.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodesSegmentedTest {

    private static SpecifiedObject endpoint(String node, String interfaces, String... profiles) {
        SortedMap<String, String> fields = new TreeMap<>();
        fields.put("spec.node", "\"" + node + "\"");
        fields.put("spec.interfaceName", "\"" + interfaces + "\"");
        for (int i = 0; i < profiles.length; i++) {
            fields.put("spec.profiles[" + i + "]", "\"" + profiles[i] + "\"");
        }
        return new SpecifiedObject("projectcalico.org", "HostEndpoint", "", node + "-auto-hep", "", fields);
    }

    private static Case site(String name, SpecifiedObject... endpoints) {
        return GpuSite.of(name).with(LiveObjects.NETWORK, new LiveObjects(Set.of("HostEndpoint.projectcalico.org"),
                List.of(endpoints)));
    }

    static List<Case> compliant() {
        return List.of(site("one for each", endpoint("dgx-01", "*"), endpoint("dgx-02", "*")),
                site("a policy that lets some in", endpoint("dgx-01", "*"), endpoint("dgx-02", "*"), policy(Map.of(
                        "spec.ingress[0].action", "\"Allow\"", "spec.ingress[0].source.nets[0]", "\"10.0.0.0/8\""))),
                site("one for pods alone that lets all in", endpoint("dgx-01", "*"), endpoint("dgx-02", "*"), policy(Map.of(
                        "spec.ingress[0].action", "\"Allow\"", "spec.namespaceSelector", "\"all()\""))));
    }

    private static SpecifiedObject policy(Map<String, String> fields) {
        return new SpecifiedObject("projectcalico.org", "GlobalNetworkPolicy", "", "hosts", "", new TreeMap<>(fields));
    }

    @Test
    void what_may_let_everything_in_again_is_a_question() {
        assertThat(site("x", endpoint("dgx-01", "*"), endpoint("dgx-02", "*"), policy(Map.of("spec.ingress[0].action",
                "\"Allow\"", "spec.ingress[0].protocol", "\"TCP\""))).judge(new NodesSegmented())).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("GlobalNetworkPolicy.projectcalico.org/hosts");
                });
        assertThat(site("x", endpoint("dgx-01", "*", "site"), endpoint("dgx-02", "*")).judge(new NodesSegmented()))
                .extracting(io.tightship.model.Finding::outcome).containsExactly(Outcome.MANUAL);
    }

    static List<Case> violations() {
        return List.of(site("none"), site("one has none", endpoint("dgx-01", "*")),
                site("made by Calico", endpoint("dgx-01", "*", "projectcalico-default-allow"), endpoint("dgx-02", "*")),
                site("one interface", endpoint("dgx-01", "eth0"), endpoint("dgx-02", "*")));
    }

    @Test
    void a_fabric_that_the_site_names_is_a_question() {
        assertThat(site("x").value(NodesSegmented.FABRIC, "VXLAN by tenant").judge(new NodesSegmented())).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("VXLAN by tenant", "2 GPU nodes");
                });
    }
}
