package io.tightship.fact.nvue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import io.tightship.fact.nvue.AccessRule.Action;
import io.tightship.fact.nvue.Decision.Kind;
import io.tightship.fact.nvue.PacketMatch.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvueSettingsTest {

    private static final Packet PACKET = new Packet(IpAddress.parse("10.0.0.1"), 6443);

    @ParameterizedTest
    @CsvSource({"permit, PERMIT", "deny, DENY", "recent, CONTINUE", "police rate 10, CONTINUE",
            "set class 7, CONTINUE", "set dscp 10, UNCERTAIN", "log log-prefix x, UNCERTAIN", "erspan, UNCERTAIN",
            "dest-nat translate-port 6443, UNCERTAIN", "something-new, UNCERTAIN"})
    void actions_end_the_list_or_not_or_nobody_knows(String words, Action action) {
        assertThat(rule("action " + words).action()).isEqualTo(action);
    }

    @Test
    void a_rule_without_an_action_may_do_anything() {
        assertThat(rule("match ip tcp dest-port 6443").action()).isEqualTo(Action.UNCERTAIN);
        assertThat(rule("action permit", "action deny").action()).isEqualTo(Action.UNCERTAIN);
        assertThat(rule("action deny", "action police rate 5").action()).isEqualTo(Action.DENY);
    }

    @ParameterizedTest
    @CsvSource({"match ip tcp dest-port 6443, YES", "match ip tcp dest-port ANY, YES", "match ip tcp, YES",
            "match ip protocol tcp, YES", "match ip protocol 6, YES", "match ip protocol ANY, YES", "match, YES",
            "match ip source-ip ANY, YES", "match ip dest-ip 10.0.0.1, YES", "match ip dest-ip 10.0.0.0/24, YES",
            "match ip dest-ip 10.0.1.0/24, NO", "match ip tcp dest-port ssh, NO", "match ip tcp dest-port 22, NO",
            "match ip protocol udp, NO", "match ip protocol 17, NO", "match ip udp dest-port 6443, NO",
            "match ip tcp dest-port 6000:7000, PERHAPS", "match ip tcp dest-port 7000:8000, NO",
            "match ip tcp dest-port sun-sr-https, PERHAPS", "match ip tcp dest-port, PERHAPS",
            "match ip dest-port 6443, PERHAPS", "match ip dest-port 22, NO", "match ip protocol foo, PERHAPS",
            "match ip connection-state new, PERHAPS", "match ip tcp flags syn, PERHAPS",
            "match ip tcp source-port 1024, PERHAPS", "match ip tcp source-port ANY, YES",
            "match ip source-ip !10.0.0.0/8, PERHAPS", "match ip source-ip fd00::/8, YES",
            "match mac source-mac ANY, PERHAPS", "match inner-ip source-ip 10.0.0.1, PERHAPS", "vendor-thing, PERHAPS"})
    void each_match_is_asked_of_a_packet_to_6443(String words, Answer answer) {
        assertThat(rule(words, "action permit").match().answer(PACKET)).isEqualTo(answer);
    }

    @Test
    void a_prefix_of_the_other_family_matches_no_source() {
        assertThat(rule("match ip source-ip ::/0", "action permit").decide(CidrSet.ALL4, PACKET)).isEmpty();
        assertThat(rule("match ip source-ip fd00::/8", "action deny").decide(CidrSet.ALL6, PACKET).orElseThrow())
                .isEqualTo(new Decision(Decision.Kind.DENIED, CidrSet.of(Cidr.parse("fd00::/8").orElseThrow()), 10));
        assertThat(rule("match ip source-ip 10.0.0.0/8", "action deny").decide(CidrSet.ALL6, PACKET)).isEmpty();
        assertThat(rule("action deny").decide(CidrSet.ALL6, PACKET).orElseThrow().sources()).isEqualTo(CidrSet.ALL6);
    }

    @Test
    void an_https_name_is_the_port_443() {
        assertThat(rule("match ip tcp dest-port https", "action deny").match()
                .answer(new Packet(Optional.empty(), 443)))
                .isEqualTo(Answer.YES);
    }

    @Test
    void the_form_of_5_6_and_the_form_since_5_7_are_one() {
        assertThat(rule("match ip protocol tcp", "match ip dest-port 6443", "action permit")
                .sameAs(rule("match ip tcp dest-port 6443", "action permit"))).isTrue();
        assertThat(rule("match ip tcp dest-port 6443", "match ip source-ip 10.0.0.1", "action permit")
                .sameAs(rule("match ip tcp dest-port 6443", "match ip source-ip 10.0.0.1/32", "action permit")))
                .isTrue();
        assertThat(rule("match ip tcp dest-port 6443", "match ip dscp 1", "action permit")
                .sameAs(rule("match ip tcp dest-port 6443", "match ip dscp 2", "action permit"))).isFalse();
    }

    @Test
    void a_destination_that_is_not_known_is_never_certain() {
        assertThat(rule("match ip dest-ip 10.0.0.0/8", "action deny").match()
                .answer(new Packet(Optional.empty(), 6443)))
                .isEqualTo(Answer.PERHAPS);
    }

    @Test
    void rules_are_asked_by_number_and_what_none_matches_is_forwarded() {
        AccessList list = configuration("acl a type ipv4", "acl a rule 100 action deny",
                "acl a rule 100 match ip tcp dest-port 6443", "acl a rule 100 match ip source-ip 10.0.0.0/8",
                "acl a rule 20 action permit", "acl a rule 20 match ip source-ip 10.0.0.0/31",
                "acl a rule 20 match ip tcp dest-port 6443").accessList("a").orElseThrow();
        assertThat(list.decide(CidrSet.of(Cidr.parse("10.0.0.0/29").orElseThrow()), PACKET)).containsExactly(
                new Decision(Kind.PERMITTED, set("10.0.0.0/31"), 20),
                new Decision(Kind.DENIED, set("10.0.0.2/31", "10.0.0.4/30"), 100));
        assertThat(list.decide(CidrSet.of(Cidr.parse("11.0.0.0/8").orElseThrow()), PACKET))
                .containsExactly(new Decision(Kind.PERMITTED, set("11.0.0.0/8"), 0));
    }

    @Test
    void bindings_of_ranges_are_merged_and_control_plane_prevails() {
        NvueConfiguration merged = configuration("interface swp1-2 acl a outbound",
                "interface swp2 acl a outbound control-plane", "interface swp2-3 acl a inbound",
                "interface bond1 bond member swp1-2", "interface swp9 acl b");
        assertThat(merged.filtersOutbound("swp1", "a")).isTrue();
        assertThat(merged.filtersOutbound("swp2", "a")).isFalse();
        assertThat(merged.bindingsOf("swp2", "a")).extracting(Binding::words)
                .containsExactly("inbound", "outbound control-plane");
        assertThat(merged.bindingsOf("swp9")).isEmpty();
        assertThat(merged.bondsOf("swp2")).containsExactly("bond1");
    }

    @Test
    void lists_on_sub_interfaces_and_on_the_interfaces_of_its_vlans_filter_what_leaves_by_a_port() {
        NvueConfiguration switched = configuration("interface bond1 bond member swp1", "interface bond1 bridge domain br_default vlan 10-12",
                "interface bond1 bridge domain br_default untagged 1", "interface swp2 bridge domain br_default access 20",
                "interface swp3 bridge domain br_default", "interface swp4 bridge domain br_default vlan all",
                "interface vlan11,20-21 acl a outbound", "interface storage vlan 12", "interface storage acl a outbound",
                "interface swp1.7 acl a outbound", "interface vlan30 type svi");
        assertThat(switched.above("swp1")).containsExactly("bond1", "storage", "swp1.7", "vlan11");
        assertThat(switched.above("swp2")).containsExactly("vlan20");
        assertThat(switched.above("swp3")).containsExactly("storage", "vlan11", "vlan20", "vlan21");
        assertThat(switched.above("swp4")).isEqualTo(switched.above("swp3"));
        assertThat(switched.above("swp5")).isEmpty();
    }

    @Test
    void what_is_not_understood_of_bindings_and_numbers_is_refused() {
        assertThatThrownBy(() -> configuration("interface swp1 acl a sideways"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'sideways'");
        assertThatThrownBy(() -> configuration("acl a rule ten action deny"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'ten'");
        assertThatThrownBy(() -> configuration("interface swp[1] acl a outbound"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AccessRule rule(String... settings) {
        List<String> lines = new ArrayList<>();
        for (String setting : settings) {
            lines.add("acl a rule 10 " + setting);
        }
        return configuration(lines.toArray(String[]::new)).accessList("a").orElseThrow().rules().get(10);
    }

    private static NvueConfiguration configuration(String... settings) {
        return NvueSettings.configuration(List.of(settings).stream().map(line -> List.of(line.split(" "))).toList());
    }

    private static CidrSet set(String... prefixes) {
        return CidrSet.of(List.of(prefixes).stream().map(text -> Cidr.parse(text).orElseThrow()).toList());
    }
}
