package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AclCoversConnectedPortsTest {

    private static final Map<String, SwitchPorts> HEARD = Map.of("admin-1", new SwitchPorts(List.of("swp3s1", "swp3s2")),
            "admin-2", new SwitchPorts(List.of("swp2s2")));

    static List<Case> compliant() {
        return List.of(heard(Border.guide(), HEARD),
                heard(Border.guide().one("nv set interface swp9 acl acl-kubeapi outbound"), HEARD).named("more is bound"));
    }

    static List<Case> violations() {
        return List.of(heard(Border.guide(), Map.of("admin-1", new SwitchPorts(List.of("swp3s1", "swp7"))))
                        .named("recabled"),
                heard(Border.guide().one("nv unset interface swp2s2 acl acl-kubeapi"), HEARD).named("not bound"),
                heard(Border.guide().one("nv unset interface swp2s2 acl acl-kubeapi\nnv set interface swp2s2 acl acl-kubeapi "
                        + "inbound"), HEARD).named("inbound"),
                heard(Border.guide().one("nv set interface swp2s2 acl acl-kubeapi outbound control-plane"), HEARD)
                        .named("control plane"));
    }

    @Test
    void the_port_that_the_inventory_does_not_know_is_named() {
        assertThat(Border.words(violations().getFirst().judge(new AclCoversConnectedPorts())))
                .containsEntry("admin-1 swp3s1", "PASS: btor-1 hears admin-1 on swp3s1, where acl-kubeapi is bound outbound")
                .containsEntry("admin-1 swp7", "FAIL: btor-1 hears admin-1 on swp7, where acl-kubeapi is not bound; "
                        + "expected outbound");
    }

    @Test
    void the_steps_make_it_pass() {
        Border wrong = Border.guide().one("nv unset interface swp2s2 acl acl-kubeapi");
        Finding failed = heard(wrong, HEARD).judge(new AclCoversConnectedPorts()).stream()
                .filter(finding -> finding.outcome() == Outcome.FAIL).findFirst().orElseThrow();
        assertThat(heard(wrong.after(failed), HEARD).judge(new AclCoversConnectedPorts()))
                .allMatch(finding -> finding.outcome() == Outcome.PASS);
    }

    private static Case heard(Border border, Map<String, SwitchPorts> ports) {
        return border.judging(Border.ONE).withMembers(Border.ONE, SwitchPorts.HEARD, ports);
    }
}
