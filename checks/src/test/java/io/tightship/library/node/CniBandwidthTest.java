package io.tightship.library.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.CniChain;
import io.tightship.fact.kubernetes.CniChain.Plugin;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CniBandwidthTest {

    private static final String BINARY = "/opt/cni/bin/bandwidth";

    static List<Case> compliant() {
        return List.of(node("as Calico's manifest has it", 0755, "calico", "portmap", "bandwidth+"),
                node("executable by its owner alone", 0700, "calico", "bandwidth+"));
    }

    static List<Case> violations() {
        return List.of(node("not in the chain", 0755, "calico", "portmap"),
                node("without its capability", 0755, "calico", "bandwidth"),
                node("a program that cannot be run", 0644, "calico", "bandwidth+"),
                missing(node("no program", 0755, "calico", "bandwidth+")));
    }

    private static Case node(String name, int mode, String... types) {
        return chain(name, Optional.of(new PathStat(BINARY, 'f', mode, 0, 0)), types);
    }

    private static Case missing(Case site) {
        return chain(site.toString(), Optional.empty(), "calico", "bandwidth+");
    }

    private static Case chain(String name, Optional<PathStat> stat, String... types) {
        return Case.of(name, MandatoryAccessControlTest.NODE).with(CniChain.KEY, new CniChain(
                "/etc/cni/net.d/10-calico.conflist", Stream.of(types).map(type -> new Plugin(type.replace("+", ""),
                type.endsWith("+"))).toList(), BINARY, stat));
    }

    @Test
    void networks_that_keep_limits_by_themselves_are_not_applicable() {
        for (String type : List.of("cilium-cni", "ovn-k8s-cni-overlay")) {
            assertThat(only(node(type, 0755, type)).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        }
    }

    @Test
    void the_message_names_the_file_and_what_is_missing() {
        assertThat(only(violations().getFirst()).message()).contains("10-calico.conflist chains calico, portmap")
                .contains("no plugin bandwidth");
        assertThat(only(violations().getLast()).message()).contains(BINARY + " does not exist");
    }

    @Test
    void a_literal_stands_in_the_steps_only_where_it_is_all_that_is_needed() {
        assertThat(only(violations().getFirst()).remediation()).contains(Step.setting(Step.Place.file(
                "/etc/cni/net.d/10-calico.conflist"), "{\"type\": \"bandwidth\", \"capabilities\": {\"bandwidth\": true}}"));
        assertThat(only(node("nothing of it", 0644, "calico")).remediation()).noneMatch(Step.Setting.class::isInstance)
                .anyMatch(step -> step.toString().contains("Put {")).anyMatch(step -> step.toString().contains("Install"));
        assertThat(only(violations().getLast()).remediation()).noneMatch(step -> step.toString().contains("Put {"));
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new CniBandwidth());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
