package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.CidrSet;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShorewallFilesReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe LIVE = new FileProbe.ReadTree("/etc/shorewall");
    private static final NodeProbe STAGING = new FileProbe.ReadTree("/etc/shorewall.staging");
    private static final String OPEN = "ACCEPT nat:10.0.0.0/8 fw tcp 10443\nDROP nat fw tcp 10443\n";
    private static final String CLOSED = "DROP nat fw tcp 10443\n";

    @Test
    void what_is_staged_takes_the_place_of_single_files() {
        ControlPlaneSite site = live(OPEN).bytes(NODE, STAGING, 0, "", TarBytes.of(Map.of(
                "/etc/shorewall.staging/rules", CLOSED)));
        assertThat(admitted(site, FirewallTables.OF_FILES).words()).isEqualTo("10.0.0.0/8");
        assertThat(admitted(site, FirewallTables.OF_STAGING).isEmpty()).isTrue();
    }

    @Test
    void without_staged_files_the_live_ones_are_what_comes() {
        ControlPlaneSite site = live(OPEN).absent(NODE, STAGING, "tar: /etc/shorewall.staging: Cannot stat: No such file");
        assertThat(admitted(site, FirewallTables.OF_STAGING).words()).isEqualTo("10.0.0.0/8");
    }

    @Test
    void without_any_file_nothing_is_filtered() {
        ControlPlaneSite site = new ControlPlaneSite().absent(NODE, LIVE, "tar: /etc/shorewall: Cannot stat: No such file")
                .absent(NODE, STAGING, "tar: /etc/shorewall.staging: Cannot stat: No such file");
        assertThat(admitted(site, FirewallTables.OF_FILES)).isEqualTo(CidrSet.ALL4.minus(Admission.LOOPBACK));
        assertThat(admitted(site, FirewallTables.OF_STAGING)).isEqualTo(CidrSet.ALL4.minus(Admission.LOOPBACK));
    }

    @Test
    void what_is_not_understood_is_refused_with_its_file_and_line() {
        assertThat(live("?if $X\nACCEPT nat fw tcp 10443\n?endif\n").read(HEAD, FirewallTables.OF_FILES))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(fact.detail()).contains("/etc/shorewall/rules:2");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openvpn:tcp:10443 nat 0.0.0.0/0", "openvpnserver:tcp nat", "generic:tcp:10443 nat 0.0.0.0/0",
        "generic:all nat 0.0.0.0/0", "pptpserver nat", "tinc nat 10.0.0.9"})
    void a_tunnel_that_lets_tcp_in_is_refused(String tunnel) {
        assertThat(live("DROP nat fw tcp 10443\n", Map.of("tunnels", "#TYPE ZONE GATEWAYS\n" + tunnel + "\n"))
                .read(HEAD, FirewallTables.OF_FILES)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.detail()).contains("/etc/shorewall/tunnels:2"));
    }

    @Test
    void other_tunnels_let_no_tcp_in() {
        assertThat(admitted(live("DROP nat fw tcp 10443\n", Map.of("tunnels", "ipsec nat 10.0.0.9\nopenvpn:1194 nat\n"
                + "generic:udp:4789 nat\n")), FirewallTables.OF_FILES).isEmpty()).isTrue();
    }

    @Test
    void who_is_let_in_untracked_is_not_known_where_packets_are_not_tracked() {
        Map<String, String> untracked = Map.of("conntrack", "?FORMAT 3\nNOTRACK:P nat - tcp 10443\n");
        String rules = "?SECTION UNTRACKED\nACCEPT nat fw tcp 10443\n?SECTION NEW\nDROP nat fw tcp 10443\n";
        assertThat(live(rules, untracked).read(HEAD, FirewallTables.OF_FILES)).isInstanceOf(Fact.Unavailable.class);
        assertThat(admitted(live(rules), FirewallTables.OF_FILES).isEmpty()).isTrue();
        assertThat(admitted(live(rules.replace("ACCEPT", "DROP"), untracked), FirewallTables.OF_FILES).isEmpty()).isTrue();
        assertThat(live("DROP nat fw tcp 10443\n", Map.of("conntrack", "CT:notrack nat - tcp\n", "shorewall.conf",
                "STARTUP_ENABLED=Yes\nUNTRACKED_DISPOSITION=ACCEPT\n")).read(HEAD, FirewallTables.OF_FILES))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void an_action_for_another_protocol_is_refused_where_the_row_names_tcp() {
        assertThat(live("AllowICMPs(ACCEPT) nat fw tcp 10443\n").read(HEAD, FirewallTables.OF_FILES))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(live("AllowICMPs(ACCEPT) nat fw\n").read(HEAD, FirewallTables.OF_FILES)).isInstanceOf(Fact.Known.class);
    }

    @Test
    void one_file_that_may_not_be_read_leaves_all_of_it_open() {
        assertThat(live(OPEN).bytes(NODE, STAGING, 2, "tar: /etc/shorewall.staging/rules: Cannot open: Permission denied",
                new byte[1024]).read(HEAD, FirewallTables.OF_STAGING)).isInstanceOfSatisfying(Fact.Unavailable.class,
                fact -> assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, LIVE, reason, "why").read(HEAD, FirewallTables.OF_FILES))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
        assertThat(live(OPEN).unread(NODE, STAGING, reason, "why").read(HEAD, FirewallTables.OF_STAGING))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }

    private static CidrSet admitted(ControlPlaneSite site, FactKey<FirewallTables> key) {
        return switch (site.read(HEAD, key)) {
            case Fact.Known<FirewallTables>(FirewallTables tables, var sources) -> Admission.of(tables, 10443).perhaps();
            case Fact.Unavailable<FirewallTables> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static ControlPlaneSite live(String rules) {
        return live(rules, Map.of());
    }

    private static ControlPlaneSite live(String rules, Map<String, String> others) {
        Map<String, String> files = new HashMap<>(Map.of("shorewall.conf", "STARTUP_ENABLED=Yes\n", "zones",
                "fw firewall\nnat ipv4\n", "interfaces", "?FORMAT 2\nnat br0\n", "policy", "nat all ACCEPT\nfw all ACCEPT\n"
                        + "all all REJECT\n", "rules", "?SECTION NEW\n" + rules));
        files.putAll(others);
        Map<String, String> whole = new HashMap<>();
        files.forEach((name, text) -> whole.put("/etc/shorewall/" + name, text));
        return new ControlPlaneSite().bytes(NODE, LIVE, 0, "", TarBytes.of(whole));
    }
}
