package io.tightship.library.apiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import io.tightship.fact.linux.firewall.AddressSets;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Finding;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirewallRulesAdmitOnlyAdminTest {

    static final Target.Node HEAD = new Target.Node("head-1", Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN,
            Optional.empty(), false, Optional.empty());
    private static final Target.Node ADMIN = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"),
            Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final Target.Site SITE = new Target.Site("s");
    static final String DROP = "-p tcp -m tcp --dport 10443 -j DROP";

    static List<Case> compliant() {
        return List.of(rules("as the guide has it", "-s 10.0.0.1/32 -p tcp -m tcp --dport 10443 -j ACCEPT",
                        "-s 10.0.0.4/32 -p tcp -m tcp --dport 10443 -j ACCEPT", DROP),
                rules("rejected", "-s 10.0.0.4/32 -p tcp -m tcp --dport 10443 -j ACCEPT", "-p tcp -j REJECT"),
                rules("the virtual address", "-s 10.0.0.3/32 -j ACCEPT", DROP), rules("nobody at all", DROP));
    }

    static List<Case> violations() {
        return List.of(rules("no rule"), rules("a prefix that is too wide", "-s 10.0.0.0/29 -p tcp --dport 10443 -j ACCEPT",
                        DROP), rules("the drop comes too late", "-p tcp -j ACCEPT", DROP),
                rules("the drop is for another port", "-p tcp --dport 1443 -j DROP"),
                rules("the drop leaves a network out", "! -s 172.16.0.0/12 -p tcp --dport 10443 -j DROP"),
                rules("on one interface alone", "-i eth0 -p tcp --dport 10443 -j DROP"),
                rules("dropped on one of its addresses", "-d 10.0.0.1/32 -p tcp --dport 10443 -j DROP"),
                rules("dropped beyond a pace", "-m limit --limit 5/sec -j ACCEPT", DROP),
                rules("a set that holds strangers", "-m set --match-set friends src -j ACCEPT", DROP),
                rules("besides what is not known", "-m mark --mark 0x1 -j ACCEPT", "-s 10.9.0.0/16 -j ACCEPT", DROP));
    }

    @Test
    void the_message_names_who_gets_in_and_by_which_rule() {
        assertThat(violations().get(1).judge(new FirewallRulesAdmitOnlyAdmin()).getFirst().message())
                .contains("tcp 10443", "admits 10.0.0.0", "-s 10.0.0.0/29");
        assertThat(violations().getFirst().judge(new FirewallRulesAdmitOnlyAdmin()).getFirst().remediation().toString())
                .containsSubsequence("add accept nat 10443 tcp fw 10.0.0.1/32", "add drop nat 10443 tcp fw 0.0.0.0/0");
    }

    @Test
    void where_only_what_is_not_known_lets_somebody_in_a_person_has_to_tell() {
        for (String rule : List.of("-m set --match-set unheard src -j ACCEPT", "-m mark --mark 0x1 -j ACCEPT",
                "-m time --timestart 08:00:00 -j ACCEPT", "-j NFQUEUE --queue-num 0")) {
            Finding finding = rules("in doubt", rule, DROP).judge(new FirewallRulesAdmitOnlyAdmin()).getFirst();
            assertThat(finding.outcome()).as(rule).isEqualTo(Outcome.MANUAL);
            assertThat(finding.message()).contains(rule);
        }
        assertThat(rules("in doubt, and dropped before", DROP, "-m mark --mark 0x1 -j ACCEPT")
                .judge(new FirewallRulesAdmitOnlyAdmin()).getFirst().outcome()).isEqualTo(Outcome.PASS);
        assertThat(rules("a set of admin space", "-m set --match-set admins src -j ACCEPT", DROP)
                .judge(new FirewallRulesAdmitOnlyAdmin()).getFirst().outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void the_remediation_names_the_zones_by_which_shorewall_calls_its_chains() {
        String text = "*filter\n:INPUT DROP [0:0]\n:lan-fw - [0:0]\n:net2fw - [0:0]\n:all-fw - [0:0]\n-A INPUT -j lan-fw\n"
                + "-A INPUT -j net2fw\n-A lan-fw -j ACCEPT\nCOMMIT\n";
        assertThat(site("by another name").with(FirewallTables.KEY, FirewallTables.parse(text))
                .judge(new FirewallRulesAdmitOnlyAdmin()).getFirst().remediation().toString()).containsSubsequence(
                "add accept lan 10443 tcp fw 10.0.0.1/32", "add accept lan 10443 tcp fw 10.0.0.4/32",
                "add drop lan 10443 tcp fw 0.0.0.0/0; add drop net 10443 tcp fw 0.0.0.0/0").doesNotContain("nat ");
    }

    private static Case rules(String name, String... rules) {
        return site(name).with(FirewallTables.KEY, tables(rules));
    }

    /** One head node, one admin control node, and the address that head nodes share. */
    static Case site(String name) {
        return Case.of(name, HEAD).with(HEAD, Addresses.OF_NODE, address("10.0.0.1"))
                .with(ADMIN, Addresses.OF_NODE, address("10.0.0.4")).with(SITE, Addresses.VIRTUAL, address("10.0.0.3"));
    }

    /** @param rules of the chain INPUT */
    static FirewallTables tables(String... rules) {
        String text = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n" + String.join("", List.of(rules).stream()
                .map(rule -> "-A INPUT " + rule + "\n").toList()) + "COMMIT\n";
        return FirewallTables.parse(text, CidrSet.ALL4, AddressSets.parse("""
                create admins hash:ip family inet hashsize 1024
                add admins 10.0.0.4
                create friends hash:net family inet hashsize 1024
                add friends 10.0.0.4
                add friends 10.7.0.0/16
                """));
    }

    static Addresses address(String text) {
        return Addresses.of(List.of(IpAddress.parse(text).orElseThrow()));
    }
}
