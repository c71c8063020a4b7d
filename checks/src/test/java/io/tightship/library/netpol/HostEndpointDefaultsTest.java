package io.tightship.library.netpol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.calico.FelixSettings;
import io.tightship.fact.calico.FelixSettings.Port;
import io.tightship.fact.calico.FelixSettings.Settings;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Variable;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostEndpointDefaultsTest {

    private static final Settings NOTHING = new Settings(Optional.empty(), Optional.empty());
    private static final Variable DROP = new Variable("FELIX_DEFAULTENDPOINTTOHOSTACTION", Optional.of("DROP"),
            Optional.empty(), Optional.empty());

    static List<Case> compliant() {
        return List.of(cluster("nothing is said", 0, Map.of()), cluster("drop", 0, Map.of("default", stated("Drop")), DROP),
                cluster("the environment comes first", 0, Map.of("default", stated("Accept")), DROP),
                cluster("also before those of another object", 0, Map.of(), DROP, keysOf("felix")),
                cluster("the address of the API server is no setting", 0, Map.of(), keysOf("kubernetes-services-endpoint")),
                cluster("by the resource", 0, Map.of("default", stated("Drop"), "node.a", stated("drop"))),
                cluster("failsafe ports from certain networks", 3, Map.of("default", failsafe(new Port("TCP", 22,
                        Optional.empty()), new Port("TCP", 6443, Optional.of("10.0.0.0/8"))))),
                cluster("no failsafe port", 1, Map.of(), variable("FELIX_FAILSAFEINBOUNDHOSTPORTS", "none")),
                cluster("some of the environment's", 1, Map.of("default", failsafe(new Port("tcp", 2379, Optional.empty()))),
                        variable("Felix_FailsafeInboundHostPorts", "tcp:22, tcp:10.0.0.0/8:6443,udp:6443,tcp:fd00::/8:2379")));
    }

    static List<Case> violations() {
        return List.of(cluster("as Calico's manifests install it", 0, Map.of("default", stated("Drop")),
                variable("FELIX_DEFAULTENDPOINTTOHOSTACTION", "ACCEPT")),
                cluster("returned", 0, Map.of(), variable("FELIX_DEFAULTENDPOINTTOHOSTACTION", "Return")),
                cluster("by the resource", 0, Map.of("default", stated("Accept"))),
                cluster("on one node", 0, Map.of("default", stated("Drop"), "node.gpu-1", stated("Accept"))),
                cluster("where a selector of nodes says so", 0, Map.of("default", stated("Drop"), "gpu-nodes", stated("Accept"))),
                cluster("seen on one, whatever others get from elsewhere", 0, Map.of("default", stated("Accept")),
                        keysOf("felix")),
                cluster("failsafe ports as they are built in", 2, Map.of()),
                cluster("failsafe ports of the resource", 2, Map.of("default", failsafe(new Port("TCP", 2379,
                        Optional.of("0.0.0.0/0"))))),
                cluster("failsafe ports of the environment", 2, Map.of("default", failsafe()),
                        variable("FELIX_FAILSAFEINBOUNDHOSTPORTS", "tcp:22,6443")));
    }

    @Test
    void the_message_names_where_it_is_said() {
        assertThat(message(0)).isEqualTo("what pods send to their own host: ACCEPT (FELIX_DEFAULTENDPOINTTOHOSTACTION of "
                + "kube-system/calico-node); expected Drop");
        assertThat(message(3)).contains("Accept (FelixConfiguration node.gpu-1)");
        assertThat(violations().get(6).judge(new HostEndpointDefaults()).getLast().message())
                .contains("2 host endpoints", "tcp 2379 (built in), tcp 6443 (built in) to everyone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp:", "all", "tcp:10.0.0.0/8:x"})
    void what_cannot_be_understood_is_a_question(String ports) {
        assertThat(cluster("x", 1, Map.of(), variable("FELIX_FAILSAFEINBOUNDHOSTPORTS", ports))
                .judge(new HostEndpointDefaults())).anyMatch(finding -> finding.outcome() == Outcome.MANUAL);
    }

    @Test
    void a_value_from_elsewhere_is_a_question_and_without_calico_there_is_none() {
        assertThat(cluster("x", 0, Map.of(), new Variable("FELIX_DEFAULTENDPOINTTOHOSTACTION", Optional.empty(),
                Optional.empty(), Optional.empty())).judge(new HostEndpointDefaults())).singleElement()
                .matches(finding -> finding.outcome() == Outcome.MANUAL);
        assertThat(cluster("x", 0, Map.of()).with(Workloads.KEY, new Workloads(List.of())).judge(new HostEndpointDefaults()))
                .singleElement().matches(finding -> finding.outcome() == Outcome.NOT_APPLICABLE);
    }

    @Test
    void what_comes_before_the_objects_and_cannot_be_seen_is_a_question() {
        assertThat(cluster("keys of another object", 0, Map.of("default", stated("Drop")), keysOf("felix"))
                .judge(new HostEndpointDefaults())).extracting(Finding::outcome).containsExactly(Outcome.MANUAL);
        for (String path : List.of("/etc/calico/felix.cfg", "/etc/calico", "/etc/calico/", "/etc")) {
            Case mounted = cluster(path, 0, Map.of("default", stated("Drop")), List.of(new PodContainer.Mount("own", path, true)));
            assertThat(mounted.judge(new HostEndpointDefaults())).extracting(Finding::outcome).containsExactly(Outcome.MANUAL);
        }
        assertThat(cluster("a file beside it", 0, Map.of("default", stated("Drop")), List.of(new PodContainer.Mount("own",
                "/etc/calico/other.cfg", true))).judge(new HostEndpointDefaults())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS);
    }

    @Test
    void calicos_agent_beside_flannels_in_one_pod_is_judged_alike() {
        Case canal = cluster("canal", 0, Map.of(), variable("FELIX_DEFAULTENDPOINTTOHOSTACTION", "ACCEPT"));
        assertThat(canal.judge(new HostEndpointDefaults())).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(finding.remediation().toString()).contains("daemonset/canal -n kube-system -c calico-node");
        });
    }

    @Test
    void the_steps_change_each_place_that_counts_and_no_other() {
        assertThat(steps(1)).noneMatch(Step.Setting.class::isInstance).anyMatch(step -> step.toString().contains(
                "kubectl set env daemonset/calico-node -n kube-system -c calico-node FELIX_DEFAULTENDPOINTTOHOSTACTION=DROP"));
        assertThat(steps(3)).containsExactly(Step.setting(Step.Place.object("felixconfigurations/node.gpu-1"),
                "spec.defaultEndpointToHostAction: Drop"));
        assertThat(steps(4)).containsExactly(Step.setting(Step.Place.object("felixconfigurations/gpu-nodes"),
                "spec.defaultEndpointToHostAction: Drop"));
        List<Finding> ports = violations().get(8).judge(new HostEndpointDefaults());
        assertThat(ports.getLast().remediation().toString()).contains("FELIX_FAILSAFEINBOUNDHOSTPORTS=tcp:22,udp:68,tcp:179,"
                + "tcp:2380,tcp:5473,tcp:6666,tcp:6667").doesNotContain("Setting[");
    }

    private static List<Step> steps(int violation) {
        return violations().get(violation).judge(new HostEndpointDefaults()).getFirst().remediation();
    }

    private static Variable keysOf(String config) {
        return new Variable("", Optional.empty(), Optional.empty(), Optional.of(config));
    }

    private static String message(int violation) {
        return violations().get(violation).judge(new HostEndpointDefaults()).getFirst().message();
    }

    private static Settings stated(String action) {
        return new Settings(Optional.of(action), Optional.empty());
    }

    private static Settings failsafe(Port... ports) {
        return new Settings(Optional.empty(), Optional.of(List.of(ports)));
    }

    private static Variable variable(String name, String value) {
        return new Variable(name, Optional.of(value), Optional.empty(), Optional.empty());
    }

    private static Case cluster(String name, int hosts, Map<String, Settings> settings, Variable... variables) {
        return cluster(name, hosts, settings, List.of(), variables);
    }

    private static Case cluster(String name, int hosts, Map<String, Settings> settings, List<PodContainer.Mount> mounts,
                                Variable... variables) {
        PodContainer container = new PodContainer("calico-node", PodContainer.Role.MAIN, "docker.io/calico/node:v3.29.5",
                PodContainer.Security.DEFAULTS, mounts, List.of(), List.of(), List.of(variables), Map.of(), Map.of());
        PodShape shape = new PodShape(3, "calico-node-1", false, Map.of(), Map.of(), "calico-node", false, false, true,
                Optional.empty(), "default-scheduler", false, List.of(), List.of(container));
        TreeMap<String, Settings> all = new TreeMap<>(settings);
        all.putIfAbsent("other", NOTHING);
        return Case.of(name, new Target.Cluster("k8s-admin", Space.ADMIN))
                .with(Workloads.KEY, new Workloads(List.of(new Workloads.Workload("kube-system", "DaemonSet",
                        name.startsWith("canal") ? "canal" : "calico-node", List.of(), List.of(shape)))))
                .with(FelixSettings.KEY, new FelixSettings(all))
                .with(LiveObjects.NETWORK, new LiveObjects(Set.of("HostEndpoint.projectcalico.org"),
                        java.util.stream.IntStream.range(0, hosts).mapToObj(i -> new SpecifiedObject("projectcalico.org",
                                "HostEndpoint", "", "host-" + i, "", new TreeMap<>())).toList()));
    }
}
