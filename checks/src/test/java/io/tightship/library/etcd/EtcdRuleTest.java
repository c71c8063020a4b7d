package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.EtcdSettings.Given;
import io.tightship.fact.kubernetes.RunningComponents;
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
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EtcdRuleTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty());

    private static final String TLS = " --cert-file=/c --key-file=/k --listen-client-urls=https://127.0.0.1:2379";
    private static final String PEER_TLS = " --peer-cert-file=/c --peer-key-file=/k "
            + "--listen-peer-urls=https://10.0.0.1:2380";

    private static final Map<String, List<String>> PASS = Map.of(
            "etcd-client-tls", List.of("--cert-file=/c --key-file=/k --listen-client-urls=https://127.0.0.1:2379",
                    "-cert-file /c -key-file /k -listen-client-urls https://127.0.0.1:2379,https://10.0.0.1:2379",
                    "--listen-client-http-urls=https://127.0.0.1:2382 --enable-grpc-gateway" + TLS),
            "etcd-client-certificates-demanded", List.of("--client-cert-auth --trusted-ca-file=/a" + TLS,
                    "--client-cert-auth=T --trusted-ca-file=/a" + TLS),
            "etcd-client-certificates-not-self-made", List.of("", "--auto-tls=false", "--auto-tls --auto-tls=0"),
            "etcd-peer-tls", List.of("--peer-cert-file=/c --peer-key-file=/k --listen-peer-urls=https://10.0.0.1:2380"),
            "etcd-peer-certificates-demanded", List.of("--peer-client-cert-auth=true --peer-trusted-ca-file=/a"
                    + PEER_TLS),
            "etcd-peer-certificates-not-self-made", List.of("", "--peer-auto-tls=F"));

    private static final Map<String, List<String>> FAIL = Map.of(
            "etcd-client-tls", List.of("", "--cert-file=/c --listen-client-urls=https://127.0.0.1:2379",
                    "--cert-file=/c --key-file= --listen-client-urls=https://127.0.0.1:2379",
                    "--cert-file=/c --key-file=/k", "--cert-file=/c --key-file=/k "
                            + "--listen-client-urls=https://10.0.0.1:2379,http://127.0.0.1:2379",
                    "--listen-client-http-urls=http://0.0.0.0:2382" + TLS),
            "etcd-client-certificates-demanded", List.of("", "--client-cert-auth" + TLS, "--trusted-ca-file=/a" + TLS,
                    "--client-cert-auth --client-cert-auth=false --trusted-ca-file=/a" + TLS,
                    "--client-cert-auth --trusted-ca-file=/a --listen-client-urls=http://0.0.0.0:2379",
                    "--client-cert-auth --trusted-ca-file=/a --auto-tls --listen-client-urls=https://0.0.0.0:2379",
                    "--client-cert-auth --trusted-ca-file=/a --listen-client-http-urls=http://0.0.0.0:2382" + TLS),
            "etcd-client-certificates-not-self-made", List.of("--auto-tls", "--auto-tls=true"),
            "etcd-peer-tls", List.of("", "--peer-cert-file=/c --peer-key-file=/k", "--peer-cert-file=/c "
                    + "--peer-key-file=/k --listen-peer-urls=http://10.0.0.1:2380"),
            "etcd-peer-certificates-demanded", List.of("", "--peer-client-cert-auth=true" + PEER_TLS, "--client-cert-auth",
                    "--peer-client-cert-auth --peer-trusted-ca-file=/a --peer-auto-tls "
                            + "--listen-peer-urls=https://10.0.0.1:2380"),
            "etcd-peer-certificates-not-self-made", List.of("--peer-auto-tls", "--peer-auto-tls=1"));

    static List<Case> compliant(String rule) {
        return PASS.get(rule).stream().map(line -> running("started with '" + line + "'", Members.flags(line))).toList();
    }

    static List<Case> violations(String rule) {
        List<Case> cases = new ArrayList<>(FAIL.get(rule).stream()
                .map(line -> running("started with '" + line + "'", Members.flags(line))).toList());
        if (rule.equals("etcd-client-certificates-not-self-made")) {
            cases.add(running("t25: by the environment", EtcdSettings.withEnvironment(Members.flags(""),
                    Map.of("ETCD_AUTO_TLS", "true"))));
        }
        return cases;
    }

    private static Case running(String name, SortedMap<String, Given> flags) {
        return Case.of(name, NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("etcd", "kubelet")))
                .withMembers(NODE, EtcdSettings.KEY, Map.of("etcd", new EtcdSettings(flags, Optional.empty())))
                .remediedBy(settings -> running(name, Members.repaired(settings, flags).given()));
    }

    @Test
    void a_file_is_named_as_the_place_to_change_with_the_keys_of_its_sections() {
        SortedMap<String, Given> set = new TreeMap<>(Map.of("auto-tls", new Given("true", "/etc/etcd/etcd.yaml")));
        Case facts = Case.of("file", NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("etcd")))
                .withMembers(NODE, EtcdSettings.KEY,
                Map.of("etcd", new EtcdSettings(set, Optional.of("/etc/etcd/etcd.yaml"))));
        Check row = EtcdRows.all().stream().filter(check -> check.rule().id()
                .equals("etcd-client-certificates-not-self-made")).findFirst().orElseThrow();
        assertThat(facts.judge(row)).singleElement().satisfies(finding -> {
            assertThat(finding.message()).isEqualTo("etcd runs with /etc/etcd/etcd.yaml auto-tls: true; expected "
                    + "auto-tls false or absent");
            assertThat(finding.remediation()).contains(Step.setting(Step.Place.file("/etc/etcd/etcd.yaml"),
                    "client-transport-security.auto-tls: false"));
        });
    }

    @Test
    void a_host_of_etcd_alone_is_judged_as_that_and_not_as_a_control_plane() {
        Target.Node host = new Target.Node("etcd-1", Set.of(NodeRole.ETCD), Optional.of("admin"), Space.ADMIN,
                Optional.empty(), false, Optional.empty());
        assertThat(EtcdRows.all()).allSatisfy(check -> assertThat(check.rule().appliesTo(host)).isTrue());
        assertThat(host.runsControlPlane()).isFalse();
        assertThat(host.runsKubelet()).isFalse();
    }

    @Test
    void a_proxy_of_etcd_is_no_member_and_is_not_judged_by_a_members_flags() {
        for (String proxy : List.of("grpc-proxy", "gateway")) {
            assertThat(EtcdSettings.commandLine(List.of(proxy, "start", "--endpoints=https://10.0.0.1:2379")))
                    .isInstanceOfSatisfying(EtcdSettings.Parsed.Invalid.class, parsed ->
                            assertThat(parsed.why()).contains("no member"));
        }
    }

    @Test
    void t23_t26_where_no_etcd_runs_the_rules_do_not_apply() {
        Case none = Case.of("no etcd", NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("kubelet")))
                .withMembers(NODE, EtcdSettings.KEY, Map.of());
        for (Check check : EtcdRows.all()) {
            assertThat(none.judge(check)).singleElement().satisfies(finding -> {
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
                assertThat(finding.message()).contains("no process etcd runs on cp-1");
            });
        }
    }
}
