package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.KubeletConfigMap;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationDriftTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("user", Space.USER);
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Place DEFAULT = Kubelets.byDefault("-1");
    private static final Place ANSWER = new Place(Origin.CONFIGZ, "/api/v1/nodes/dgx-1/proxy/configz", 0, "4096");

    static List<Case> compliant() {
        return List.of(with("nothing is set anywhere"),
                desired(with("file and ConfigMap", Kubelets.file("4096"), DEFAULT), "4096"),
                desired(with("the kubelet's own answer", ANSWER, Kubelets.file("4096"), DEFAULT), "4096"),
                desired(with("a flag that repeats the file", Kubelets.flag("podPidsLimit", "4096"),
                        Kubelets.file("4096"), DEFAULT), "4096"),
                noConfigMap(with("no kubeadm", Kubelets.file("4096"), DEFAULT)));
    }

    static List<Case> violations() {
        return List.of(
                desired(with("t29: flag and file", Kubelets.flag("podPidsLimit", "-1"), Kubelets.file("4096"), DEFAULT),
                        "4096"),
                desired(with("t32: drop-in and file", Kubelets.dropIn("100"), Kubelets.file("4096"), DEFAULT), "100"),
                desired(with("t35: file and ConfigMap", Kubelets.file("4096"), DEFAULT), "16384"),
                with("t35: not in the ConfigMap", Kubelets.file("4096"), DEFAULT),
                desired(with("t35: only in the ConfigMap"), "4096"),
                desired(with("t64: the answer and the file", ANSWER, Kubelets.file("100"), DEFAULT), "100"),
                desired(with("t64: changed after the start", Kubelets.file("4096"), DEFAULT), "4096")
                        .withMembers(Kubelets.NODE, ConfigurationAge.of(Component.KUBELET), Map.of("kubelet",
                                age(START.plusSeconds(60)))));
    }

    private static ConfigurationAge age(Instant changed) {
        return new ConfigurationAge(START, new TreeMap<>(Map.of(Kubelets.FILE, changed)));
    }

    /** All fields at their defaults but the limit. */
    private static Case with(String name, Place... limit) {
        Case site = Case.of(name, Kubelets.NODE).with(CLUSTER, KubeletConfigMap.KEY,
                new KubeletConfigMap(Optional.of(new TreeMap<>()))).withMembers(Kubelets.NODE,
                ConfigurationAge.of(Component.KUBELET), Map.of("kubelet", age(START.minusSeconds(60))));
        for (String field : KubeletSetting.fields()) {
            site = Kubelets.set(site, field, field.equals("podPidsLimit") && limit.length > 0 ? limit
                    : new Place[] {DEFAULT});
        }
        return site;
    }

    private static Case desired(Case site, String limit) {
        return site.with(CLUSTER, KubeletConfigMap.KEY, new KubeletConfigMap(Optional.of(new TreeMap<>(
                Map.of("podPidsLimit", limit)))));
    }

    private static Case noConfigMap(Case site) {
        return site.with(CLUSTER, KubeletConfigMap.KEY, new KubeletConfigMap(Optional.empty()));
    }

    @Test
    void both_places_and_values_are_named() {
        assertThat(only(violations().getFirst()).message()).contains("--pod-max-pids=-1 stands against "
                + "podPidsLimit: 4096 (" + Kubelets.FILE + ")").contains("the ConfigMap kubelet-config says 4096");
        assertThat(only(violations().get(3)).message()).contains("does not set podPidsLimit");
        assertThat(only(violations().getLast()).message()).contains("was changed at 2026-11-20T10:01:00Z");
    }

    @Test
    void the_same_written_in_another_way_is_the_same() {
        Case list = desired(Kubelets.set(with("list"), "tlsCipherSuites", Kubelets.flag("tlsCipherSuites", "A,B"),
                Kubelets.file("[\"A\",\"B\"]"), Kubelets.byDefault("[]")), "0");
        Case both = list.with(CLUSTER, KubeletConfigMap.KEY, new KubeletConfigMap(Optional.of(new TreeMap<>(Map.of(
                "tlsCipherSuites", "[\"A\",\"B\"]", "streamingConnectionIdleTimeout", "\"4h\"")))));
        assertThat(only(Kubelets.set(both, "streamingConnectionIdleTimeout", Kubelets.file("\"4h0m0s\""), DEFAULT))
                .outcome()).isEqualTo(Outcome.PASS);
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new ConfigurationDrift());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
