package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.Listeners;
import io.tightship.fact.linux.Listeners.Listener;
import io.tightship.fact.linux.RoutableIpv6;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Ipv6KubeapiClosedTest {

    private static final String LIST = """
            nv set acl six type ipv6
            nv set acl six rule 10 match ip source-ip 2001:db8:1::8/128
            nv set acl six rule 10 match ip tcp dest-port 6443
            nv set acl six rule 10 action permit
            nv set acl six rule 50 match ip tcp dest-port 6443
            nv set acl six rule 50 action deny
            nv set interface swp3s1 acl six outbound
            nv set interface swp3s2 acl six outbound
            """;

    static List<Case> compliant() {
        return List.of(node(Border.guide(), "0.0.0.0", "2001:db8::1").named("IPv4 alone"),
                node(Border.guide(), "*").named("links alone"),
                node(both(LIST.replaceAll("(?m)^.*rule 10.*\\n", "")), "*", "2001:db8::1").named("lists for IPv6"));
    }

    static List<Case> violations() {
        return Stream.of(Border.guide().named("no list"),
                Border.guide().one(LIST.replaceAll("(?m)^.*rule 10.*\\n", "")).named("on one switch alone"),
                both(LIST).named("a stranger is permitted"),
                both(LIST.replaceAll("(?m)^.*rule [15]0.*\\n", "")).named("an empty list"),
                both(LIST.replaceAll("(?m)^.*rule 10.*\\n|^.*swp3s2.*\\n", "")).named("one port is left out"),
                both(LIST.replaceAll("(?m)^.*rule 10.*\\n", "").replace("outbound", "inbound")).named("inbound"),
                both(LIST.replaceAll("(?m)^.*rule 10.*\\n", "").replace("type ipv6", "type ipv4")).named("for IPv4"),
                both(LIST.replaceAll("(?m)^.*rule 10.*\\n", "") + "nv set interface bond1 bridge domain br_default access 10\n"
                        + LIST.replaceAll("(?m)^.*(interface|rule 50).*\\n", "").replace("acl six", "acl open")
                        + "nv set interface vlan10 acl open outbound\n").named("a stranger is permitted on the VLAN"))
                .map(border -> node(border, "*", "2001:db8::1").named(border.name())).toList();
    }

    @Test
    void the_message_names_address_port_and_what_lets_it_through() {
        assertThat(message(violations().get(1))).isEqualTo("admin-1: it listens on *:6443, is 2001:db8::1 by IPv6, and no "
                + "IPv6 list denies it (btor-2 swp3s2); expected no routable IPv6 address, no listener by IPv6, or IPv6 "
                + "lists on all its ports that deny everyone but admin space");
        assertThat(message(violations().get(2))).contains("rule 10 of six may let 2001:db8:1::8 through");
    }

    @Test
    void the_steps_make_it_pass() {
        for (Border border : List.of(Border.guide(), both(LIST.replaceAll("(?m)^.*rule [15]0.*\\n", "")),
                both(LIST.replaceAll("(?m)^.*interface.*\\n", "") + "nv set interface swp3s1.5 acl six outbound\n"))) {
            Finding failed = node(border, "*", "2001:db8::1").judge(new Ipv6KubeapiClosed()).getFirst();
            assertThat(node(border.after(failed), "*", "2001:db8::1").judge(new Ipv6KubeapiClosed()))
                    .allMatch(finding -> finding.outcome() == Outcome.PASS);
        }
    }

    @Test
    void the_steps_permit_what_is_known_of_admin_space_ahead_of_the_deny() {
        Case open = node(Border.guide(), "*", "2001:db8::1").with(Border.node("head-1"), io.tightship.fact.reach.Addresses.OF_NODE,
                io.tightship.fact.reach.Addresses.of(List.of(Border.ip("7.241.28.8"), Border.ip("2001:db8:1::8"))));
        Finding failed = open.judge(new Ipv6KubeapiClosed()).getFirst();
        assertThat(failed.remediation().toString()).contains("rule 10 match ip source-ip 2001:db8:1::8/128",
                "rule 20 action deny");
    }

    private static String message(Case violation) {
        return violation.judge(new Ipv6KubeapiClosed()).getFirst().message();
    }

    private static Border both(String commands) {
        return Border.guide().on(Border.ONE, commands).on(Border.TWO, commands);
    }

    private static Case node(Border border, String listens, String... addresses) {
        TreeSet<io.tightship.fact.IpAddress> routable = new TreeSet<>();
        new ArrayList<>(List.of(addresses)).forEach(address -> routable.add(Border.ip(address)));
        return border.judging(Border.node("admin-1")).with(Listeners.KEY, new Listeners(List.of(
                new Listener("0.0.0.0", 22), new Listener(listens, 6443)))).with(RoutableIpv6.KEY, new RoutableIpv6(routable));
    }
}
