package io.tightship.library.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeportAddressesTest {

    static List<Case> compliant() {
        return List.of(proxy("the nodes' network", "iptables", "10.0.0.0/24"),
                proxy("both families", "ipvs", "10.0.0.0/24", "fd00::/64"), proxy("primary", "iptables", "primary"),
                proxy("unset in the mode nftables", "nftables"));
    }

    static List<Case> violations() {
        return List.of(proxy("unset", "iptables"), proxy("everything", "iptables", "0.0.0.0/0"),
                proxy("everything of one family", "nftables", "10.0.0.0/24", "::/0"),
                proxy("no range", "iptables", "10.0.0.7"), proxy("a name", "iptables", "node-1"),
                proxy("primary among others", "iptables", "primary", "10.0.0.0/24"),
                proxy("by flags", Proxies.byFlags(Proxies.settings("iptables", List.of("0.0.0.0/0"), "", ""))));
    }

    private static Case proxy(String name, String mode, String... addresses) {
        return proxy(name, Proxies.settings(mode, List.of(addresses), "", ""));
    }

    private static Case proxy(String name, ProxySettings before) {
        return Proxies.with(name, before).remediedBy(settings -> proxy(name, new ProxySettings(before.file(), before.mode(),
                Proxies.told(settings, "nodePortAddresses", "nodeport-addresses").map(told -> List.of(told
                        .replaceAll("^\\[|]$", "").split(", *"))).orElse(before.nodePorts()), before.healthz(),
                before.metrics(), before.stated())));
    }

    @Test
    void t26_a_node_without_kube_proxy_is_not_applicable() {
        assertThat(only(Proxies.absent()).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void the_message_says_what_an_unset_value_does() {
        assertThat(only(proxy("unset", "iptables")).message()).contains("unset, mode iptables")
                .contains("every address of the node");
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new NodeportAddresses());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
