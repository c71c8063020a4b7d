package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
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

class SettingRuleTest {

    private static final Target.Node NODE = new Target.Node("dgx-1", Set.of(NodeRole.WORKER), Optional.of("user"),
            Space.USER, Optional.empty(), false, Optional.empty());
    private static final String FILE = "/var/lib/kubelet/config.yaml";

    /** The settings of one kubelet by field, each with its places from the strongest to the default. */
    private record Kubelet(String name, Map<String, List<Place>> places) {
        Case with() {
            Case whole = Case.of(name, NODE);
            for (Map.Entry<String, List<Place>> entry : places.entrySet()) {
                whole = whole.withMembers(NODE, KubeletSetting.key(entry.getKey()), Map.of("kubelet",
                        new KubeletSetting(entry.getKey(), entry.getValue(), Optional.of(FILE))));
            }
            return whole.remediedBy(settings -> repaired(settings, this).with());
        }
    }

    private static final Map<String, List<Kubelet>> PASS = new TreeMap<>();
    private static final Map<String, List<Kubelet>> FAIL = new TreeMap<>();

    private static Place byDefault(String text) {
        return new Place(Origin.DEFAULT, "the kubelet's default", 0, text);
    }

    private static Place file(String text) {
        return new Place(Origin.FILE, FILE, 7, text);
    }

    private static Place dropIn(String text) {
        return new Place(Origin.DROP_IN, "/etc/kubernetes/kubelet.conf.d/10-site.conf", 3, text);
    }

    private static Place flag(String field, String text) {
        return new Place(Origin.FLAG, "--" + KubeletSetting.flag(field).orElseThrow(), 0, text);
    }

    private static Kubelet one(String name, String field, Place... places) {
        return new Kubelet(name, Map.of(field, List.of(places)));
    }

    private static void bool(String rule, String field, boolean wanted, boolean otherwise) {
        String good = String.valueOf(wanted);
        String bad = String.valueOf(!wanted);
        Place rest = byDefault(String.valueOf(otherwise));
        PASS.put(rule, new ArrayList<>(List.of(one("in the file", field, file(good), rest),
                one("t29: the flag wins over the file", field, flag(field, good), file(bad), rest),
                one("t32: the drop-in wins over the file", field, dropIn(good), file(bad), rest))));
        FAIL.put(rule, new ArrayList<>(List.of(one("wrong in the file", field, file(bad), rest),
                one("t29: wrong by flag", field, flag(field, bad), file(good), rest),
                one("t32: wrong in a drop-in", field, dropIn(bad), file(good), rest),
                one("a text in the place of a truth value", field, file("\"" + good + "\""), rest))));
        (wanted == otherwise ? PASS : FAIL).get(rule).add(one("by default", field, rest));
    }

    private static void texts(String rule, String field, String otherwise, List<String> good, List<String> bad) {
        Place rest = byDefault(otherwise);
        PASS.put(rule, good.stream().map(text -> one("in the file: " + text, field, file(text), rest)).toList());
        List<Kubelet> fail = new ArrayList<>(bad.stream().map(text -> one("in the file: " + text, field, file(text),
                rest)).toList());
        fail.add(one("wrong by flag", field, flag(field, bad.getFirst().replace("\"", "")), file(good.getFirst()),
                rest));
        FAIL.put(rule, fail);
    }

    static {
        bool("kubelet-anonymous-requests-refused", "authentication.anonymous.enabled", false, false);
        FAIL.get("kubelet-anonymous-requests-refused").add(one("t39: without a configuration file",
                "authentication.anonymous.enabled", byDefault("true")));
        texts("kubelet-authorization-asked", "authorization.mode", "\"Webhook\"", List.of("\"Webhook\""),
                List.of("\"AlwaysAllow\"", "\"webhook\"", "\"\""));
        texts("kubelet-client-authority", "authentication.x509.clientCAFile", "\"\"",
                List.of("\"/etc/kubernetes/pki/ca.crt\""), List.of("\"\""));
        texts("kubelet-read-only-port-closed", "readOnlyPort", "0", List.of("0"), List.of("10255", "-1", "\"0\""));
        texts("kubelet-streams-time-out", "streamingConnectionIdleTimeout", "\"4h0m0s\"", List.of("\"5m\"",
                "\"4h0m0s\""), List.of("\"0s\"", "\"0\"", "\"0h0m\""));
        bool("kubelet-iptables-chains-managed", "makeIPTablesUtilChains", true, true);
        texts("kubelet-events-recorded", "eventRecordQPS", "5", List.of("50", "5", "0"), List.of("4", "-1", "many"));
        bool("kubelet-client-certificate-rotates", "rotateCertificates", true, false);
        bool("kubelet-serving-certificate-rotates", "featureGates.RotateKubeletServerCertificate", true, true);
        bool("kubelet-seccomp-by-default", "seccompDefault", true, false);
        texts("kubelet-tls-minimum-explicit", "tlsMinVersion", "\"\"", List.of("\"VersionTLS12\""),
                List.of("\"\""));
        PASS.put("kubelet-serving-certificate-managed", List.of(
                serving("bootstrap", "true", "\"\"", "\"\""), serving("a pair of files", "false", "\"/a\"", "\"/b\"")));
        FAIL.put("kubelet-serving-certificate-managed", List.of(serving("neither", "false", "\"\"", "\"\""),
                serving("half a pair", "false", "\"/a\"", "\"\""), serving("the other half", "false", "\"\"", "\"/b\"")));
    }

    private static Kubelet serving(String name, String bootstrap, String certificate, String key) {
        return new Kubelet(name, Map.of("serverTLSBootstrap", List.of(file(bootstrap), byDefault("false")),
                "tlsCertFile", List.of(file(certificate), byDefault("\"\"")),
                "tlsPrivateKeyFile", List.of(file(key), byDefault("\"\""))));
    }

    static List<Case> compliant(String rule) {
        return PASS.get(rule).stream().map(Kubelet::with).toList();
    }

    static List<Case> violations(String rule) {
        return FAIL.get(rule).stream().map(Kubelet::with).toList();
    }

    @Test
    void every_row_has_its_cases() {
        assertThat(SettingRows.all().stream().map(check -> check.rule().id()))
                .containsExactlyInAnyOrderElementsOf(PASS.keySet());
        assertThat(FAIL.keySet()).isEqualTo(PASS.keySet());
    }

    private static Finding only(Check check, Kubelet kubelet) {
        List<Finding> findings = kubelet.with().judge(check);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    /** Each literal takes the place of what decided. */
    private static Kubelet repaired(List<Step.Setting> settings, Kubelet kubelet) {
        Map<String, List<Place>> places = new TreeMap<>(kubelet.places());
        for (Step.Setting setting : settings) {
            boolean argument = setting.place().kind().equals("argument");
            String[] parts = setting.literal().split(argument ? "=" : ": ");
            String field = argument ? places.keySet().stream().filter(key -> KubeletSetting.flag(key)
                    .equals(Optional.of(parts[0].substring(2)))).findFirst().orElseThrow() : parts[0];
            String text = parts[parts.length - 1];
            List<Place> changed = new ArrayList<>(places.get(field));
            if (argument) {
                changed.removeIf(place -> place.origin() == Origin.FLAG);
                changed.addFirst(flag(field, text));
            } else {
                changed.removeIf(place -> place.where().equals(setting.place().path()));
                changed.addFirst(new Place(Origin.FILE, setting.place().path(), 7,
                        text.matches("true|false|-?[0-9]+") ? text : "\"" + text + "\""));
            }
            places.put(field, changed);
        }
        return new Kubelet(kubelet.name() + ", repaired", places);
    }

    @Test
    void the_message_names_the_value_its_place_and_what_was_expected() {
        Check row = SettingRows.all().stream().filter(check -> check.rule().id().equals("kubelet-seccomp-by-default"))
                .findFirst().orElseThrow();
        assertThat(only(row, one("drop-in", "seccompDefault", dropIn("false"), file("true"), byDefault("false")))
                .message()).isEqualTo("the kubelet runs with seccompDefault: false "
                + "(/etc/kubernetes/kubelet.conf.d/10-site.conf); expected seccompDefault: true");
    }
}
