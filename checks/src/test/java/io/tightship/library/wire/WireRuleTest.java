package io.tightship.library.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.ServedTls;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireRuleTest {

    private static final String GOOD = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String OTHER = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
    private static final String NEW = "TLS_AES_128_GCM_SHA256";

    static List<Case> compliant(String rule) {
        return List.of(seen(rule, "what it was given, and TLS 1.3, where nothing is chosen", TlsVersion.TLS12,
                        List.of(GOOD), Map.of(TlsVersion.TLS12, List.of(GOOD), TlsVersion.TLS13, List.of(NEW))),
                seen(rule, "fewer than it was given", TlsVersion.TLS12, List.of(GOOD, OTHER), Map.of(TlsVersion.TLS12,
                        List.of(OTHER))),
                seen(rule, "no list, and a build that takes only good ones", TlsVersion.TLS12, List.of(),
                        Map.of(TlsVersion.TLS12, List.of(GOOD))),
                seen(rule, "TLS 1.3 alone", TlsVersion.TLS13, List.of(), Map.of(TlsVersion.TLS13, List.of(NEW))));
    }

    static List<Case> violations(String rule) {
        return List.of(seen(rule, "an old version", TlsVersion.TLS12, List.of(GOOD), Map.of(TlsVersion.TLS11,
                        List.of(CBC), TlsVersion.TLS12, List.of(GOOD))),
                seen(rule, "a weak suite", TlsVersion.TLS12, List.of(GOOD, CBC), Map.of(TlsVersion.TLS12,
                        List.of(GOOD, CBC))),
                seen(rule, "t21: a suite that its own list excludes", TlsVersion.TLS12, List.of(GOOD),
                        Map.of(TlsVersion.TLS12, List.of(GOOD, OTHER))),
                seen(rule, "t21: a version that its own minimum excludes", TlsVersion.TLS13, List.of(),
                        Map.of(TlsVersion.TLS12, List.of(GOOD))),
                seen(rule, "below the site's minimum", TlsVersion.TLS12, List.of(GOOD), Map.of(TlsVersion.TLS12,
                        List.of(GOOD))).value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    @Test
    void t21_what_a_process_was_told_and_what_it_accepts_are_both_in_the_message_and_the_evidence() {
        Finding finding = violations("etcd-tls-on-the-wire").get(2).judge(row("etcd-tls-on-the-wire")).getFirst();
        assertThat(finding.message()).isEqualTo("etcd at 10.0.0.4:2379 through the node's SSH connection accepts suites "
                + "that the settings of its process exclude: " + OTHER);
        assertThat(finding.evidence()).hasSize(2);
    }

    @Test
    void what_answers_at_another_port_than_the_settings_say_is_a_question_and_never_a_pass() {
        String rule = "kubelet-tls-on-the-wire";
        Case site = violations(rule).get(3).withMembers(Servers.NODE, ServedTls.of("kubelet"), Map.of("",
                served(10350, Map.of(TlsVersion.TLS12, List.of(GOOD)))));
        assertThat(site.judge(row(rule))).extracting(Finding::outcome).containsExactly(Outcome.MANUAL);
        Case weak = violations(rule).getFirst().withMembers(Servers.NODE, ServedTls.of("kubelet"), Map.of("",
                served(10350, Map.of(TlsVersion.TLS10, List.of(CBC)))));
        assertThat(weak.judge(row(rule))).extracting(Finding::outcome).containsExactly(Outcome.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "controllermanager", "scheduler"})
    void t23_t26_where_it_is_known_that_nothing_is_served_the_rule_does_not_apply(String section) {
        String rule = section + "-tls-on-the-wire";
        Case site = compliant(rule).getFirst().withMembers(Servers.NODE, ServedTls.of(process(rule)), Map.of("",
                new ServedTls("", 0, Optional.empty())));
        assertThat(site.judge(row(rule))).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
            assertThat(finding.message()).startsWith("cp-1: ");
        });
    }

    @Test
    void the_port_for_clients_and_the_one_for_peers_are_judged_apart() {
        String rule = "etcd-tls-on-the-wire";
        Case site = compliant(rule).getFirst().withMembers(Servers.NODE, ServedTls.of("etcd"), Map.of(
                "", served(2379, Map.of(TlsVersion.TLS12, List.of(GOOD))),
                "peers", served(2380, Map.of(TlsVersion.TLS10, List.of(CBC)))));
        assertThat(site.judge(row(rule))).extracting(Finding::subject, Finding::outcome).containsExactly(
                tuple("", Outcome.PASS),
                tuple("peers", Outcome.FAIL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "controllermanager", "scheduler"})
    void the_steps_name_what_to_set_and_the_port_to_look_at(String section) {
        String rule = section + "-tls-on-the-wire";
        Finding finding = violations(rule).getFirst().judge(row(rule)).getFirst();
        assertThat(finding.remediation().stream().filter(Step.Setting.class::isInstance)).hasSize(2);
        assertThat(finding.remediation().getLast()).isInstanceOfSatisfying(Step.Command.class, command ->
                assertThat(command.text()).contains("sport = :" + port(rule)));
    }

    private static Check row(String id) {
        return WireRows.all().stream().filter(check -> check.rule().id().equals(id)).findFirst().orElseThrow();
    }

    private static Case seen(String rule, String name, TlsVersion minimum, List<String> suites,
                             Map<TlsVersion, List<String>> accepted) {
        return asked(rule, name, minimum, suites, accepted).remediedBy(settings -> settings.isEmpty()
                ? asked(rule, name, minimum, suites, accepted) : told(rule, name, minimum, suites, settings));
    }

    private static Case asked(String rule, String name, TlsVersion minimum, List<String> suites,
                              Map<TlsVersion, List<String>> accepted) {
        Case site = Case.of(name, Servers.NODE).withMembers(Servers.NODE, ServedTls.of(process(rule)), Map.of("",
                served(port(rule), accepted)));
        if (process(rule).equals("etcd")) {
            return site.withMembers(Servers.NODE, EtcdSettings.KEY, Map.of("etcd", etcd(minimum, suites)));
        }
        Component component = Stream.of(Component.values()).filter(each -> each.process().equals(process(rule)))
                .findFirst().orElseThrow();
        return site.withMembers(Servers.NODE, ServerTls.of(component), Map.of(process(rule), new ServerTls(port(rule),
                minimum, suites, suites.isEmpty() && minimum != TlsVersion.TLS13 ? Optional.of(GoTls.Defaults.ECDHE_AES)
                : Optional.empty(), true, "--tls-min-version=" + minimum.flag())));
    }

    /** A component that accepts what the literals tell it, as Go does: no list is asked for with TLS 1.3 alone. */
    private static Case told(String rule, String name, TlsVersion before, List<String> list, List<Step.Setting> settings) {
        TlsVersion minimum = before;
        List<String> suites = list;
        for (Step.Setting setting : settings) {
            String value = setting.literal().substring(setting.literal().indexOf('=') + 1);
            switch (setting.literal().substring(0, setting.literal().indexOf('='))) {
                case "--tls-min-version" -> minimum = TlsVersion.ofFlag(value).or(() -> TlsVersion.ofFlag("VersionTLS"
                        + value.replaceAll("\\D", ""))).orElseThrow();
                case "--tls-cipher-suites", "--cipher-suites" -> suites = List.of(value.split(","));
                default -> throw new AssertionError(setting.literal());
            }
        }
        return asked(rule, name, minimum, suites, minimum == TlsVersion.TLS13 ? Map.of(TlsVersion.TLS13, List.of(NEW))
                : Map.of(TlsVersion.TLS12, suites, TlsVersion.TLS13, List.of(NEW)));
    }

    private static EtcdSettings etcd(TlsVersion minimum, List<String> suites) {
        List<String> words = Stream.of("--tls-min-version=" + (minimum == TlsVersion.TLS13 ? "TLS1.3" : "TLS1.2"),
                suites.isEmpty() ? "" : "--cipher-suites=" + String.join(",", suites)).filter(word -> !word.isEmpty())
                .toList();
        return switch (EtcdSettings.commandLine(words)) {
            case EtcdSettings.Parsed.Valid(var flags) -> new EtcdSettings(flags, Optional.empty());
            case EtcdSettings.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }

    private static ServedTls served(int port, Map<TlsVersion, List<String>> accepted) {
        TreeMap<TlsVersion, SortedSet<String>> offer = new TreeMap<>();
        accepted.forEach((version, suites) -> offer.put(version, new TreeSet<>(suites)));
        return new ServedTls("10.0.0.4:" + port + " through the node's SSH connection", port,
                Optional.of(new TlsOffer(offer)));
    }

    private static String process(String rule) {
        return switch (rule.substring(0, rule.indexOf('-'))) {
            case "controllermanager" -> "kube-controller-manager";
            case "scheduler" -> "kube-scheduler";
            case "etcd" -> "etcd";
            default -> "kubelet";
        };
    }

    private static int port(String rule) {
        return switch (process(rule)) {
            case "kube-controller-manager" -> 10257;
            case "kube-scheduler" -> 10259;
            case "etcd" -> 2379;
            default -> 10250;
        };
    }
}
