package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.PidMaximum;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodPidsLimitedTest {

    private static final Target.Node NODE = new Target.Node("dgx-01", Set.of(NodeRole.WORKER), Optional.of("user"),
            Space.USER, Optional.empty(), true, Optional.empty());
    private static final String FILE = "/var/lib/kubelet/config.yaml";
    private static final Place ABSENT = new Place(Origin.DEFAULT, "the kubelet's default", 0, "-1");

    static List<Case> compliant() {
        return List.of(
                set("t28: in the file alone", file("4096"), ABSENT),
                set("by a flag alone", flag("4096"), ABSENT),
                set("t29: the flag wins over an unlimited file", flag("4096"), file("-1"), ABSENT),
                set("t32: a drop-in wins over the file", dropIn("4096"), file("-1"), ABSENT),
                set("all that the node has", file("32768"), ABSENT),
                set("1", file("1"), ABSENT),
                set("the site's own bound", file("1000"), ABSENT).value(PodPidsLimited.MAXIMUM, 1000L));
    }

    static List<Case> violations() {
        return List.of(
                set("t37: absent", ABSENT),
                set("t37: unlimited", file("-1"), ABSENT),
                set("t37: 0", file("0"), ABSENT),
                set("t37: a text", file("\"4096\""), ABSENT),
                set("a fraction", file("1.5"), ABSENT),
                set("a flag that is no number", flag("many"), ABSENT),
                set("t37: more than the node has", file("32769"), ABSENT),
                set("far more than a long holds", file("99999999999999999999"), ABSENT),
                set("more than the site allows", file("1001"), ABSENT).value(PodPidsLimited.MAXIMUM, 1000L),
                set("t29: the flag wins over a limited file", flag("-1"), file("4096"), ABSENT));
    }

    @Test
    void t29_a_file_that_a_flag_overrides_is_told() {
        assertThat(only(set("both", flag("-1"), file("4096"), ABSENT)).message())
                .contains("the flag --pod-max-pids").contains("every process id")
                .contains("the file " + FILE + " says 4096, overridden");
    }

    @Test
    void t37_an_absent_setting_says_that_a_pod_may_take_all() {
        Finding finding = only(set("absent", ABSENT));
        assertThat(finding.message()).contains("-1").contains("default").contains("every process id");
        assertThat(finding.expected()).contains("from 1 to 32768").contains("kernel.pid_max");
    }

    @Test
    void the_line_of_the_file_and_the_kernels_bound_are_evidence() {
        assertThat(only(set("file", file("4096"), ABSENT)).evidence()).satisfiesExactly(
                first -> {
                    assertThat(first.line()).isEqualTo(7);
                    assertThat(first.excerpt()).isEqualTo("podPidsLimit: 4096");
                }, second -> assertThat(second.excerpt()).isEqualTo("32768"));
    }

    @Test
    void the_step_changes_the_place_that_counts() {
        assertThat(literal(set("flag", flag("-1"), file("-1"), ABSENT))).isEqualTo("--pod-max-pids=4096");
        assertThat(literal(set("file", file("-1"), ABSENT))).isEqualTo("podPidsLimit: 4096");
        assertThat(literal(set("bounded", ABSENT).value(PodPidsLimited.MAXIMUM, 512L))).isEqualTo("podPidsLimit: 512");
    }

    @Test
    void a_site_that_allows_none_is_told_so() {
        assertThat(only(set("none", file("1"), ABSENT).value(PodPidsLimited.MAXIMUM, 0L)).remediation())
                .singleElement().isInstanceOf(Step.Prose.class);
    }

    private static String literal(Case site) {
        return only(site).remediation().stream().filter(Step.Setting.class::isInstance).map(Step.Setting.class::cast)
                .findFirst().orElseThrow().literal();
    }

    private static Case set(String name, Place... places) {
        return Case.of(name, NODE).with(PidMaximum.KEY, new PidMaximum(32768))
                .withMembers(NODE, KubeletSetting.key("podPidsLimit"), Map.of("kubelet", setting(places)))
                .remediedBy(settings -> set(name, Kubelets.repaired(settings, "podPidsLimit").map(place ->
                        new Place[] {place, ABSENT}).orElse(places)));
    }

    private static KubeletSetting setting(Place... places) {
        return new KubeletSetting("podPidsLimit", List.of(places), Optional.of(FILE));
    }

    private static Place flag(String text) {
        return new Place(Origin.FLAG, "--pod-max-pids", 0, text);
    }

    private static Place dropIn(String text) {
        return new Place(Origin.DROP_IN, "/etc/kubernetes/kubelet.conf.d/10-pids.conf", 3, text);
    }

    private static Place file(String text) {
        return new Place(Origin.FILE, FILE, 7, text);
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new PodPidsLimited());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
