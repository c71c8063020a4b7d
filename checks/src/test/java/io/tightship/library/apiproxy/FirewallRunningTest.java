package io.tightship.library.apiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.ServiceState;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirewallRunningTest {

    static List<Case> compliant() {
        return List.of(state("loaded", "active", "enabled"), state("loaded", "active", "enabled-runtime"));
    }

    static List<Case> violations() {
        return List.of(state("loaded", "inactive", "enabled"), state("loaded", "active", "disabled"),
                state("loaded", "failed", "enabled"), state("not-found", "inactive", ""),
                state("masked", "inactive", "masked"));
    }

    @Test
    void the_message_says_what_systemd_says() {
        assertThat(violations().get(3).judge(new FirewallRunning()).getFirst().message())
                .contains("shorewall on head-01 is not-found");
    }

    private static Case state(String load, String active, String enabled) {
        return Case.of(load + " " + active + " " + enabled, ClosedToUserSpaceTest.HEAD).with(
                ServiceState.of("shorewall.service"), new ServiceState(load, active, enabled));
    }
}
