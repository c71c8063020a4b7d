package io.tightship.library.apiproxy;

import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.site;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.Listeners;
import io.tightship.fact.linux.Listeners.Listener;
import io.tightship.fact.linux.firewall.FirewallTables;
import java.util.List;
import org.junit.jupiter.api.Test;

class Ipv6ClosedTest {

    private static final String CLOSED = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n";

    static List<Case> compliant() {
        return List.of(listens("IPv4 alone", "0.0.0.0", ""), listens("loopback", "::1", ""),
                listens("an IPv4 address as IPv6 writes it", "::ffff:10.0.0.1", ""),
                listens("both, and a firewall", "::", CLOSED), listens("dual stack, and a firewall", "*", CLOSED));
    }

    static List<Case> violations() {
        return List.of(listens("both", "::", ""), listens("dual stack", "*", ""), listens("one address", "fd00::1", ""),
                listens("a link's address", "fe80::1", "*filter\n:INPUT DROP [0:0]\n-A INPUT -s fe80::/10 -j ACCEPT\nCOMMIT\n"));
    }

    @Test
    void the_message_names_where_it_listens_and_whom_the_firewall_admits() {
        assertThat(violations().getFirst().judge(new Ipv6Closed()).getFirst().message())
                .contains("it listens on [::]:10443", "admits everyone");
        assertThat(violations().get(3).judge(new Ipv6Closed()).getFirst().message()).contains("admits fe80::/10");
    }

    @Test
    void the_listen_of_the_remediation_passes() {
        assertThat(violations().getFirst().judge(new Ipv6Closed()).getFirst().remediation().toString())
                .contains("listen 0.0.0.0:10443;");
        assertThat(listens("as told", "0.0.0.0", "").judge(new Ipv6Closed()).getFirst().outcome().name()).isEqualTo("PASS");
    }

    @Test
    void a_firewall_that_depends_on_what_is_not_known_is_for_a_person_to_tell() {
        assertThat(listens("in doubt", "::", "*filter\n:INPUT DROP [0:0]\n-A INPUT -m mark --mark 0x1 -j ACCEPT\nCOMMIT\n")
                .judge(new Ipv6Closed()).getFirst().outcome().name()).isEqualTo("MANUAL");
    }

    private static Case listens(String name, String address, String rules) {
        return site(name).with(Listeners.KEY, new Listeners(List.of(new Listener("0.0.0.0", 10443),
                new Listener("::", 22), new Listener(address, 10443)))).with(FirewallTables.KEY6,
                FirewallTables.parse6(rules));
    }
}
