package io.tightship.library.flag;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FlagRuleTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty());

    /** By rule: command lines that pass, and command lines that fail. */
    private static final Map<String, Lines> LINES = new TreeMap<>();

    private record Lines(List<String> pass, List<String> fail) {
    }

    private static void rule(String id, List<String> pass, List<String> fail) {
        LINES.put(id, new Lines(pass, fail));
    }

    private static void plugin(String id, String plugin) {
        rule(id, List.of("--enable-admission-plugins=" + plugin,
                        "--enable-admission-plugins=PodNodeSelector --enable-admission-plugins=Other," + plugin,
                        "--admission-control=NamespaceLifecycle," + plugin),
                List.of("", "--enable-admission-plugins=Not" + plugin, "--disable-admission-plugins=" + plugin,
                        "--enable-admission-plugins=" + plugin + " --disable-admission-plugins=DefaultStorageClass,"
                                + plugin, "--admission-control=NamespaceLifecycle",
                        "--enable-admission-plugins=" + plugin.toLowerCase(java.util.Locale.ROOT)));
    }

    private static void defaultPlugin(String id, String plugin) {
        rule(id, List.of("", "--disable-admission-plugins=DefaultStorageClass", "--admission-control=" + plugin),
                List.of("--disable-admission-plugins=" + plugin,
                        "--disable-admission-plugins=DefaultStorageClass --disable-admission-plugins=" + plugin,
                        "--enable-admission-plugins=" + plugin + " --disable-admission-plugins=" + plugin,
                        "--admission-control=AlwaysAdmit"));
    }

    private static void files(String id, String... flags) {
        List<String> fail = new ArrayList<>(List.of(""));
        for (String flag : flags) {
            fail.add(Stream.of(flags).map(other -> other.equals(flag) ? "--" + other + "=" : "--" + other + "=/x")
                    .collect(Collectors.joining(" ")));
            fail.add(Stream.of(flags).map(other -> "--" + other + "=/x").collect(Collectors.joining(" ")) + " --" + flag
                    + "=");
        }
        rule(id, List.of(Stream.of(flags).map(flag -> "--" + flag + "=/x").collect(Collectors.joining(" ")),
                Stream.of(flags).map(flag -> "--" + flag + " /x").collect(Collectors.joining(" "))), fail);
    }

    static {
        rule("apiserver-token-file-unused", List.of("", "--token-auth-file=", "--token-auth-file=/x --token-auth-file="),
                List.of("--token-auth-file=/etc/tokens.csv", "--token_auth_file /etc/tokens.csv"));
        plugin("apiserver-external-ips-denied", "DenyServiceExternalIPs");
        files("apiserver-kubelet-client-certificate", "kubelet-client-certificate", "kubelet-client-key");
        plugin("apiserver-event-rate-limited", "EventRateLimit");
        rule("apiserver-always-admit-off", List.of("", "--enable-admission-plugins=NodeRestriction",
                "--disable-admission-plugins=AlwaysAdmit"), List.of("--enable-admission-plugins=NodeRestriction,AlwaysAdmit",
                "--enable-admission-plugins=AlwaysAdmit --enable-admission-plugins=NodeRestriction",
                "--admission-control=AlwaysAdmit"));
        plugin("apiserver-images-always-pulled", "AlwaysPullImages");
        defaultPlugin("apiserver-service-account-admission-on", "ServiceAccount");
        defaultPlugin("apiserver-namespace-lifecycle-on", "NamespaceLifecycle");
        plugin("apiserver-node-restriction-on", "NodeRestriction");
        rule("apiserver-audit-log-kept-by-age", List.of("--audit-log-maxage=30", "--audit-log-maxage=0x20"),
                List.of("", "--audit-log-maxage=29", "--audit-log-maxage=0", "--audit-log-maxage=thirty",
                        "--audit-log-maxage=30 --audit-log-maxage=7"));
        rule("apiserver-audit-log-kept-by-number", List.of("--audit-log-maxbackup=10", "--audit-log-maxbackup=0"),
                List.of("", "--audit-log-maxbackup=9", "--audit-log-maxbackup=-1"));
        rule("apiserver-audit-log-rotated-by-size", List.of("--audit-log-maxsize=100"),
                List.of("", "--audit-log-maxsize=99", "--audit-log-maxsize=0"));
        rule("apiserver-service-account-lookup-on", List.of("", "--service-account-lookup",
                "--service-account-lookup=T"), List.of("--service-account-lookup=false", "--service-account-lookup=F",
                "--service-account-lookup=true --service-account-lookup=0"));
        rule("apiserver-service-account-keys", List.of("--service-account-key-file=/etc/kubernetes/pki/sa.pub",
                "--service-account-signing-endpoint=/run/signer.sock"), List.of("", "--service-account-key-file="));
        files("apiserver-kubelet-authority", "kubelet-certificate-authority");
        rule("apiserver-audit-log-written", List.of("--audit-log-path=/var/log/audit.log", "--audit-log-path=-",
                "--audit-log-path= --audit-webhook-config-file=/etc/kubernetes/webhook.yaml"), List.of("",
                "--audit-log-path=", "--audit-policy-file=/etc/kubernetes/audit-policy.yaml"));
        rule("apiserver-request-timeout", List.of("", "--request-timeout=60s", "--request-timeout=5m",
                "--request-timeout=1h --request-timeout=4m59.5s"), List.of("--request-timeout=0", "--request-timeout=0s",
                "--request-timeout=5m1s", "--request-timeout=-1m", "--request-timeout=60", "--request-timeout="));
        files("apiserver-secrets-encrypted", "encryption-provider-config");
        rule("apiserver-etcd-client-certificate", List.of("--etcd-certfile=/c --etcd-keyfile=/k",
                        "--etcd-certfile=/c --etcd-keyfile=/k --etcd-servers=https://10.0.0.1:2379,unix:///run/kine.sock"),
                List.of("", "--etcd-certfile=/c", "--etcd-keyfile=/k --etcd-certfile=",
                        "--etcd-certfile=/c --etcd-keyfile=/k --etcd-servers=https://10.0.0.1:2379,http://10.0.0.2:2379",
                        "--etcd-certfile=/c --etcd-keyfile=/k --etcd-servers=https://10.0.0.1:2379 "
                                + "--etcd-servers-overrides=/events#https://10.0.0.1:4001;http://10.0.0.2:4001"));
        files("apiserver-serving-certificate", "tls-cert-file", "tls-private-key-file");
        files("apiserver-client-authority", "client-ca-file");
        files("apiserver-etcd-authority", "etcd-cafile");
        rule("apiserver-tokens-not-extended", List.of("--service-account-extend-token-expiration=false"),
                List.of("", "--service-account-extend-token-expiration",
                        "--service-account-extend-token-expiration=false --service-account-extend-token-expiration=1"));
        rule("controllermanager-finished-pods-collected", List.of("--terminated-pod-gc-threshold=100"),
                List.of("", "--terminated-pod-gc-threshold=0", "--terminated-pod-gc-threshold=-1"));
        rule("controllermanager-profiling-off", List.of("--profiling=false", "--profiling=F"),
                List.of("", "--profiling", "--profiling=false --profiling=true"));
        rule("controllermanager-own-credentials", List.of("--use-service-account-credentials",
                "--use-service-account-credentials=true"), List.of("", "--use-service-account-credentials=false"));
        files("controllermanager-token-signing-key", "service-account-private-key-file");
        files("controllermanager-root-authority", "root-ca-file");
        rule("controllermanager-serving-certificates-rotate", List.of("", "--feature-gates=Other=false",
                        "--feature-gates=RotateKubeletServerCertificate=false,RotateKubeletServerCertificate=true",
                        "--feature-gates=RotateKubeletServerCertificate=true,AllBeta=false", "--feature-gates=AllAlpha=false"),
                List.of("--feature-gates=RotateKubeletServerCertificate=false", "--feature-gates=AllBeta=false",
                        "--feature-gates=RotateKubeletServerCertificate=true "
                                + "--feature-gates=Other=true,RotateKubeletServerCertificate=0"));
        rule("apiserver-tls-minimum-explicit", List.of("--tls-min-version=VersionTLS12"), List.of("",
                "--tls-min-version="));
        rule("controllermanager-token-controller-off", List.of("--controllers=*,-serviceaccount-token",
                        "--controllers=-serviceaccount-token-controller,*,serviceaccount-token",
                        "--controllers=*,bootstrapsigner --controllers=-serviceaccount-token", "--controllers=endpoint"),
                List.of("", "--controllers=*,bootstrapsigner,tokencleaner",
                        "--controllers=*,serviceaccount-token,-serviceaccount-token", "--controllers=-serviceaccount,*"));
        rule("kubelet-host-name-kept", List.of("", "--hostname-override="), List.of("--hostname-override=node-1"));
        for (String id : List.of("controllermanager-on-loopback", "scheduler-on-loopback")) {
            rule(id, List.of("--bind-address=127.0.0.1", "--bind-address=::1"), List.of("", "--bind-address=0.0.0.0",
                    "--bind-address=10.0.0.1", "--bind-address=::", "--bind-address=127.0.0.1 --bind-address=0.0.0.0"));
        }
    }

    static List<Case> compliant(String rule) {
        return LINES.get(rule).pass().stream().map(line -> running(rule, line)).toList();
    }

    static List<Case> violations(String rule) {
        return LINES.get(rule).fail().stream().map(line -> running(rule, line)).toList();
    }

    private static Component component(String rule) {
        return rule.startsWith("kubelet-") ? Component.KUBELET : rule.startsWith("apiserver-")
                ? Component.KUBE_APISERVER : rule.startsWith("scheduler-") ? Component.KUBE_SCHEDULER : Component.KUBE_CONTROLLER_MANAGER;
    }

    private static Case running(String rule, String line) {
        List<String> words = Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toList();
        Component component = component(rule);
        return switch (Flags.parse(component, words)) {
            case Flags.Parsed.Valid(Flags flags) -> Case.of("started with '" + line + "'", NODE)
                    .withMembers(NODE, Flags.of(component), Map.of(component.process(), flags))
                    .remediedBy(settings -> running(rule, String.join(" ", Servers.repaired(settings,
                            words.toArray(String[]::new)))));
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }

    private static List<Check> rows() {
        return new FlagChecks().checks().stream().filter(FlagRule.class::isInstance).toList();
    }

    @Test
    void every_row_has_its_lines() {
        assertThat(rows().stream().map(check -> check.rule().id())).containsExactlyInAnyOrderElementsOf(LINES.keySet());
    }

    @TestFactory
    Stream<DynamicTest> what_the_steps_say_makes_each_violation_pass() {
        return rows().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            for (String line : LINES.get(check.rule().id()).fail()) {
                Finding failed = running(check.rule().id(), line).judge(check).getFirst();
                assertThat(failed.outcome()).isEqualTo(Outcome.FAIL);
                String repaired = repaired(failed, line);
                assertThat(running(check.rule().id(), repaired).judge(check)).as(line + " -> " + repaired)
                        .allMatch(finding -> finding.outcome() == Outcome.PASS);
            }
        }));
    }

    /** The command line after somebody removed what the first step names and added the literals. */
    private static String repaired(Finding failed, String line) {
        String prose = ((Step.Prose) failed.remediation().getFirst()).text();
        List<String> kept = new ArrayList<>();
        List<String> words = List.of(line.split(" "));
        for (int i = 0; i < words.size(); i++) {
            String flag = words.get(i).split("=")[0].replace('_', '-');
            boolean removed = flag.startsWith("--") && prose.contains(flag + " ") || prose.contains(flag + ".")
                    || prose.contains(flag + ",");
            if (!removed) {
                kept.add(words.get(i));
            } else if (!words.get(i).contains("=") && i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
                i++;
            }
        }
        failed.remediation().forEach(step -> {
            if (step instanceof Step.Setting(Step.Place place, String literal)) {
                kept.add(literal);
            }
        });
        return String.join(" ", kept);
    }

    @Test
    void the_message_names_the_process_what_was_seen_and_what_was_expected() {
        Check check = rows().stream().filter(row -> row.rule().id().equals("apiserver-node-restriction-on")).findFirst()
                .orElseThrow();
        assertThat(running("apiserver-node-restriction-on", "--enable-admission-plugins=EventRateLimit").judge(check))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("kube-apiserver");
                    assertThat(finding.message()).isEqualTo("kube-apiserver was started with "
                            + "--enable-admission-plugins=EventRateLimit; expected NodeRestriction among the admission "
                            + "plugins");
                    assertThat(finding.remediation()).contains(Step.setting(Step.Place.argument("kube-apiserver"),
                            "--enable-admission-plugins=EventRateLimit,NodeRestriction"));
                });
    }

    @Test
    void t11_a_plugin_that_must_stay_on_fails_where_it_is_disabled_and_not_where_it_runs() {
        for (String id : List.of("apiserver-namespace-lifecycle-on", "apiserver-service-account-admission-on")) {
            Check check = rows().stream().filter(row -> row.rule().id().equals(id)).findFirst().orElseThrow();
            String plugin = id.contains("namespace") ? "NamespaceLifecycle" : "ServiceAccount";
            assertThat(running(id, "--disable-admission-plugins=" + plugin).judge(check)).extracting(Finding::outcome)
                    .containsExactly(Outcome.FAIL);
            assertThat(running(id, "--disable-admission-plugins=DefaultStorageClass").judge(check))
                    .extracting(Finding::outcome).containsExactly(Outcome.PASS);
        }
    }
}
