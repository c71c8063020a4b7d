package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressBoundTest {

    static List<Case> compliant() {
        return List.of(kubelet("the node's own", 10250, "10.0.0.7"), kubelet("two of its own", 10250, "10.0.0.7",
                "fd00::7"), kubelet("another port", 10350, "10.0.0.7"));
    }

    static List<Case> violations() {
        return List.of(kubelet("both families", 10250, "*"), kubelet("all of IPv4", 10250, "0.0.0.0"),
                kubelet("all of IPv6", 10250, "::"), kubelet("loopback", 10250, "127.0.0.1"),
                kubelet("its own and all", 10250, "10.0.0.7", "::"));
    }

    private static Case kubelet(String name, int port, String... addresses) {
        Case site = Case.of(name, Kubelets.NODE).with(Listeners.KEY, new Listeners(Stream.concat(
                Stream.of(new Listeners.Listener("0.0.0.0", 22)), Stream.of(addresses).map(address ->
                        new Listeners.Listener(address, port))).toList()));
        return Kubelets.set(Kubelets.set(site, "port", Kubelets.file(String.valueOf(port))), "address",
                Kubelets.byDefault("\"0.0.0.0\""));
    }

    @Test
    void what_listens_counts_and_the_setting_is_told() {
        assertThat(only(kubelet("all", 10250, "*")).message()).contains("port 10250 of the kubelet is open on *")
                .contains("address: \"0.0.0.0\" (by default)");
    }

    @Test
    void a_port_that_nothing_listens_on_is_asked_about() {
        assertThat(only(kubelet("none", 10250)).outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(only(Kubelets.set(kubelet("none", 10250), "port", Kubelets.file("\"x\""))).outcome())
                .isEqualTo(Outcome.MANUAL);
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new AddressBound());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
