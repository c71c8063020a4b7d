package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A head node whose firewall is nftables alone: what the product says of the rules is held against real connects. */
@Tag("lab")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the lab of NftablesLabTest")
class NftablesLabTest {

    private static final String CLOSED = "apiproxy-closed-to-user-space";
    private static final String OPEN = "apiproxy-open-to-admin-space";
    private static final String RULES = "apiproxy-firewall-rules-admit-only-admin";
    private static final String HEAD = "node/head";
    private static final int DROPPED = 124;
    private static final int REFUSED = 1;

    private static Lab lab;

    @BeforeAll
    static void up() throws Exception {
        lab = Lab.start();
    }

    @AfterAll
    static void down() throws Exception {
        if (lab != null) {
            lab.down();
        }
    }

    @AfterEach
    void open() throws Exception {
        lab.in("head", "nft", "flush", "ruleset");
    }

    /** Loads this, with {@code ADMIN}, {@code HEAD} and {@code USER} for the addresses, besides what is loaded. */
    private static void nft(String rules) throws Exception {
        String text = rules;
        for (String host : new String[] {"admin", "head", "user"}) {
            text = text.replace(host.toUpperCase(java.util.Locale.ROOT), lab.address(host));
        }
        Files.writeString(lab.etc("head", "nginx/lab.nft"), text);
        Lab.Ended ended = lab.in("head", "nft", "-f", "/etc/nginx/lab.nft");
        assertThat(ended.status()).as(ended.words()).isZero();
    }

    private static void input(String policy, String rules) throws Exception {
        nft("table inet own {\n chain input {\n  type filter hook input priority filter; policy " + policy + ";\n" + rules
                + "\n }\n}\n");
    }

    /** What becomes of connects from user space and from admin space, and of the rule. */
    private static Lab.Assessment judged(int user, int admin, String outcome) throws Exception {
        assertThat(lab.connect("user")).as("from user space").isEqualTo(user);
        assertThat(lab.connect("admin")).as("from admin space").isEqualTo(admin);
        Lab.Assessment said = lab.scan(String.join(",", CLOSED, OPEN, RULES));
        assertThat(said.outcome(RULES, HEAD)).as(said.words(RULES, HEAD)).isEqualTo(outcome);
        assertThat(said.outcome(CLOSED, "node/user")).isEqualTo(user == 0 ? "FAIL" : "PASS");
        assertThat(said.outcome(OPEN, "node/admin")).isEqualTo(admin == 0 ? "PASS" : "FAIL");
        return said;
    }

    @Test
    void accepts_and_then_a_drop_let_admin_space_in_alone() throws Exception {
        input("accept", "ip saddr { HEAD, ADMIN } tcp dport 10443 accept\n tcp dport 10443 counter drop");
        judged(DROPPED, 0, "PASS");
    }

    @Test
    void a_reject_closes_as_a_drop_does() throws Exception {
        input("accept", "ip saddr ADMIN tcp dport 10443 accept\n iif != lo tcp dport 10443 reject with tcp reset");
        judged(REFUSED, 0, "PASS");
    }

    @Test
    void an_accept_after_the_drop_lets_nobody_in() throws Exception {
        input("accept", "iif != lo tcp dport 10443 drop\n ip saddr ADMIN tcp dport 10443 accept");
        judged(DROPPED, DROPPED, "PASS");
    }

    @Test
    void a_policy_of_drop_leaves_what_is_accepted() throws Exception {
        String usual = "ct state vmap { established : accept, related : accept, invalid : drop }\n iif lo accept\n"
                + " tcp dport 22 accept\n ip saddr ADMIN tcp dport { 443, 10000-10999 } accept\n";
        input("drop", usual);
        judged(DROPPED, 0, "PASS");
        nft("add rule inet own input iifname \"br*\" tcp dport >= 1024 ct state new accept\n");
        assertThat(judged(0, 0, "FAIL").words(RULES, HEAD)).contains("table inet own, chain input, handle",
                "iifname br* tcp dport >= 1024 ct state new accept");
    }

    @Test
    void the_members_of_a_set_decide() throws Exception {
        nft("table ip own {\n set friends { type ipv4_addr; flags interval; elements = { HEAD, ADMIN } }\n chain input {\n"
                + "  type filter hook input priority filter;\n  ip saddr != @friends tcp dport 10443 drop\n }\n}\n");
        judged(DROPPED, 0, "PASS");
        nft("add element ip own friends { USER }\n");
        assertThat(judged(0, 0, "FAIL").words(RULES, HEAD)).contains(lab.address("user"));
    }

    @Test
    void a_map_of_verdicts_sends_each_where_it_says() throws Exception {
        nft("table inet own {\n map hosts { type ipv4_addr . inet_service : verdict; elements = { ADMIN . 10443 : goto friends, "
                + "USER . 10443 : jump others } }\n chain friends {\n  accept\n }\n chain others {\n  return\n }\n chain input {\n"
                + "  type filter hook input priority filter; policy accept;\n  iif lo accept\n"
                + "  ip saddr . tcp dport vmap @hosts\n  tcp dport vmap { 22 : accept, 10443 : drop }\n }\n}\n");
        judged(DROPPED, 0, "PASS");
        nft("insert rule inet own others accept\n");
        assertThat(judged(0, 0, "FAIL").words(RULES, HEAD)).contains(lab.address("user"));
    }

    @Test
    void an_accept_ends_its_own_chain_alone() throws Exception {
        nft("table inet one {\n chain input {\n  type filter hook input priority -5;\n  accept\n }\n}\n"
                + "table ip two {\n chain input {\n  type filter hook input priority 5;\n  ip saddr USER tcp dport 10443 drop\n"
                + " }\n}\n");
        assertThat(judged(DROPPED, 0, "FAIL").words(RULES, HEAD)).doesNotContain(lab.address("user"));
        nft("add rule ip two input ip saddr != { ADMIN, HEAD } tcp dport 10443 drop\n");
        judged(DROPPED, 0, "PASS");
    }

    @Test
    void what_is_dropped_before_it_is_routed_does_not_get_in() throws Exception {
        nft("table inet own {\n chain early {\n  type filter hook prerouting priority raw;\n"
                + "  meta nfproto ipv4 tcp dport 10443 fib daddr type local ip saddr != { ADMIN, HEAD } drop\n }\n}\n");
        judged(DROPPED, 0, "PASS");
    }

    /** Before conntrack has looked at a packet, its state is invalid for everybody. */
    @Test
    void a_state_that_is_asked_for_before_it_is_known_is_left_open() throws Exception {
        nft("table inet own {\n chain early {\n  type filter hook prerouting priority raw;\n"
                + "  iif != lo ct state invalid tcp dport 10443 drop\n }\n}\n");
        assertThat(judged(DROPPED, DROPPED, "MANUAL").words(RULES, HEAD)).contains("ct state invalid");
    }

    @Test
    void a_table_that_sleeps_closes_nothing() throws Exception {
        nft("table ip own {\n flags dormant\n chain input {\n  type filter hook input priority filter;\n"
                + "  ip saddr != ADMIN tcp dport 10443 drop\n }\n}\n");
        assertThat(lab.connect("user")).isZero();
        assertThat(lab.scan(RULES).outcome(RULES, HEAD)).isIn("FAIL", "MANUAL");
    }

    @Test
    void what_a_device_drops_is_seen_and_left_to_a_person() throws Exception {
        nft("table netdev own {\n chain ingress {\n  type filter hook ingress device \"to-user\" priority 0;\n"
                + "  tcp dport 10443 drop\n }\n}\n");
        assertThat(judged(DROPPED, 0, "MANUAL").words(RULES, HEAD)).contains("table netdev own, chain ingress");
    }

    @Test
    void a_mark_that_nobody_knows_is_left_to_a_person() throws Exception {
        input("drop", "ct state established accept\n iif lo accept\n tcp dport 22 accept\n ip saddr ADMIN accept\n"
                + " meta mark 7 tcp dport 10443 accept");
        assertThat(judged(DROPPED, 0, "MANUAL").words(RULES, HEAD)).contains("chain input, handle",
                "meta mark 7 tcp dport 10443 accept");
    }

    @Test
    void who_is_passed_on_does_not_come_to_the_rules_of_the_host() throws Exception {
        nft("table ip own {\n chain nat {\n  type nat hook prerouting priority dstnat;\n"
                + "  ip saddr USER tcp dport 10443 redirect to :22\n }\n chain input {\n  type filter hook input priority filter;\n"
                + "  ip saddr != { ADMIN, HEAD } tcp dport 10443 drop\n }\n}\n");
        assertThat(lab.connect("user")).isZero();
        assertThat(lab.scan(RULES).words(RULES, HEAD)).contains("redirect");
    }

    @Test
    void the_rules_of_iptables_and_those_of_nft_are_both_passed() throws Exception {
        String iptables = "iptables -A INPUT -i lo -j ACCEPT && iptables -A INPUT -p tcp --dport 10443 -m iprange --src-range "
                + lab.address("admin") + "-" + lab.address("user").replaceFirst("30$", "31") + " -j ACCEPT && iptables -A INPUT -p tcp --dport 10443 -j DROP";
        assertThat(lab.in("head", "bash", "-c", iptables).status()).isZero();
        judged(0, 0, "FAIL");
        input("accept", "ip saddr { USER } tcp dport 10443 drop");
        assertThat(judged(DROPPED, 0, "FAIL").words(RULES, HEAD)).doesNotContain(lab.address("user"));
        nft("add rule inet own input ip saddr != ADMIN iif != lo tcp dport 10443 drop\n");
        judged(DROPPED, 0, "PASS");
    }

    @Test
    void the_other_iptables_is_passed_as_well() throws Exception {
        String legacy = "iptables-legacy -A INPUT -p tcp --dport 10443 ! -s " + lab.address("admin") + " ! -i lo -j DROP";
        assertThat(lab.in("head", "bash", "-c", legacy).status()).isZero();
        try {
            judged(DROPPED, 0, "PASS");
            input("accept", "ip saddr ADMIN tcp dport 10443 drop");
            judged(DROPPED, DROPPED, "PASS");
        } finally {
            lab.in("head", "iptables-legacy", "-F", "INPUT");
        }
    }
}
