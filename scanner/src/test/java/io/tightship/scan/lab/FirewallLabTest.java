package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The real nginx, the real Shorewall and the kernel's own firewall: what a real connect comes to is compared with what the
 * product says of it.
 */
@Tag("lab")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the lab of FirewallLabTest")
class FirewallLabTest {

    private static final String CLOSED = "apiproxy-closed-to-user-space";
    private static final String OPEN = "apiproxy-open-to-admin-space";
    private static final String RULES = "apiproxy-firewall-rules-admit-only-admin";
    private static final String FILES = "apiproxy-firewall-files-admit-only-admin";
    private static final String ROLE = "apiproxy-firewall-role-complete";
    private static final String DRIFT = "apiproxy-firewall-drift";
    private static final String IPV6 = "apiproxy-ipv6-closed";
    private static final String ALL = String.join(",", CLOSED, OPEN, RULES, FILES, ROLE, DRIFT, IPV6,
            "apiproxy-upstreams-are-control-nodes");
    private static final String HEAD = "node/head";
    private static final String ADMIN = "node/admin";
    private static final String USER = "node/user";

    private static Lab lab;
    private static String files;

    @BeforeAll
    static void up() throws Exception {
        lab = Lab.start();
        files = Files.readString(rules());
    }

    @AfterAll
    static void down() throws Exception {
        if (lab != null) {
            lab.down();
        }
    }

    /** No rule is loaded; the role and the files say nothing of the proxy. */
    @BeforeEach
    void open() throws Exception {
        lab.in("head", "nft", "flush", "ruleset");
        write(new String[0]);
    }

    private static Path rules() {
        return lab.etc("head", "shorewall/rules");
    }

    /** The role in cmsh, and the files that BCM makes of it. */
    private static void write(String... rows) throws Exception {
        StringBuilder role = new StringBuilder("[");
        StringBuilder text = new StringBuilder(files);
        for (String row : rows) {
            String[] words = row.split(" ");
            role.append(role.length() > 1 ? ",\n " : "\n ").append(("{ 'action': '" + words[0] + "', 'network': 'nat', "
                    + "'port': '10443', 'count': '1', 'protocol': 'TCP', 'destination': 'fw', 'address': '" + words[1]
                    + "' }").replace('\'', '"'));
            text.append(words[0]).append(" nat:").append(words[1]).append(" fw tcp 10443\n");
        }
        lab.answer("device; use head; roles; use firewall; openports; list -f action,network,port,count,protocol,"
                + "destination,address -d {}", role + "\n]\n");
        Files.writeString(rules(), text);
    }

    private static void firewall(String... rows) throws Exception {
        write(rows);
        Lab.Ended start = lab.in("head", "shorewall", "restart");
        assertThat(start.status()).as(start.words()).isZero();
    }

    private static String[] guide(String last) {
        return new String[] {"ACCEPT " + lab.address("head") + "/32", "ACCEPT " + lab.address("admin") + "/32",
                last + " 0.0.0.0/0"};
    }

    @Test
    void before_there_are_rules_user_space_connects() throws Exception {
        assertThat(lab.connect("user")).isZero();
        Lab.Assessment said = lab.scan(ALL);
        assertThat(said.outcome(CLOSED, USER)).isEqualTo("FAIL");
        assertThat(said.outcome(OPEN, ADMIN)).isEqualTo("PASS");
        assertThat(said.outcome(RULES, HEAD)).isEqualTo("FAIL");
        assertThat(said.outcome(FILES, HEAD)).isEqualTo("FAIL");
        assertThat(said.outcome(ROLE, HEAD)).isEqualTo("FAIL");
        assertThat(said.outcome("apiproxy-upstreams-are-control-nodes", HEAD)).isEqualTo("PASS");
    }

    @Test
    void after_accept_and_drop_user_space_times_out_and_admin_space_connects() throws Exception {
        firewall(guide("DROP"));
        assertThat(lab.connect("user")).isEqualTo(124);
        assertThat(lab.connect("admin")).isZero();
        Lab.Assessment said = lab.scan(ALL);
        for (String rule : new String[] {RULES, FILES, ROLE, DRIFT, IPV6, OPEN}) {
            assertThat(said.outcome(rule, HEAD)).as(said.words(rule, HEAD)).isEqualTo("PASS");
        }
        assertThat(said.outcome(OPEN, ADMIN)).isEqualTo("PASS");
        assertThat(said.outcome(CLOSED, USER)).isEqualTo("PASS");
        assertThat(said.words(CLOSED, USER)).contains("timed out").contains("its port 22 connected");
    }

    @Test
    void after_reject_user_space_is_refused_which_is_closed_and_told_apart() throws Exception {
        firewall(guide("REJECT"));
        assertThat(lab.connect("user")).isEqualTo(1);
        Lab.Assessment said = lab.scan(ALL);
        assertThat(said.outcome(CLOSED, USER)).isEqualTo("PASS");
        assertThat(said.words(CLOSED, USER)).contains(":10443 was refused").doesNotContain("10443 timed out");
        assertThat(said.outcome(RULES, HEAD)).isEqualTo("PASS");
        assertThat(said.outcome(ROLE, HEAD)).isEqualTo("PASS");
    }

    @Test
    void an_accept_after_the_drop_cuts_admin_space_off() throws Exception {
        String[] rows = guide("DROP");
        firewall(rows[2], rows[0], rows[1]);
        assertThat(lab.connect("admin")).isEqualTo(124);
        Lab.Assessment said = lab.scan(ALL);
        assertThat(said.outcome(OPEN, ADMIN)).isEqualTo("FAIL");
        assertThat(said.outcome(CLOSED, USER)).isEqualTo("PASS");
        assertThat(said.outcome(ROLE, HEAD)).isEqualTo("FAIL");
        assertThat(said.words(ROLE, HEAD)).contains("does not accept admin, head");
    }

    @Test
    void an_accept_that_is_too_wide_lets_user_space_in() throws Exception {
        firewall("ACCEPT " + lab.address("head").replaceFirst("\\.10$", ".0/24"), "DROP 0.0.0.0/0");
        assertThat(lab.connect("user")).isZero();
        Lab.Assessment said = lab.scan(ALL);
        for (String rule : new String[] {RULES, FILES, ROLE}) {
            assertThat(said.outcome(rule, HEAD)).as(rule).isEqualTo("FAIL");
            assertThat(said.words(rule, HEAD)).contains(lab.address("head").replaceFirst("\\.10$", ".0/24"));
        }
        assertThat(said.outcome(CLOSED, USER)).isEqualTo("FAIL");
    }

    @Test
    void a_node_whose_network_is_down_proves_nothing() throws Exception {
        firewall(guide("DROP"));
        lab.in("head", "ip", "link", "set", "to-user", "down");
        try {
            Lab.Assessment said = lab.scan(CLOSED);
            assertThat(said.outcome(CLOSED, USER)).isEqualTo("ERROR");
            assertThat(said.words(CLOSED, USER)).contains("BLIND", "a node without a way there proves nothing");
        } finally {
            lab.in("head", "ip", "link", "set", "to-user", "up");
        }
        lab.in("user", "ip", "link", "set", "eth1", "down");
        try {
            assertThat(lab.scan(CLOSED).outcome(CLOSED, USER)).isEqualTo("ERROR");
        } finally {
            lab.in("user", "ip", "link", "set", "eth1", "up");
        }
    }

    @Test
    void files_that_were_changed_and_not_loaded_are_a_difference() throws Exception {
        firewall(guide("DROP"));
        write("ACCEPT 0.0.0.0/0");
        Lab.Assessment said = lab.scan(ALL);
        assertThat(said.outcome(RULES, HEAD)).isEqualTo("PASS");
        assertThat(said.outcome(FILES, HEAD)).isEqualTo("FAIL");
        assertThat(said.outcome(DRIFT, HEAD)).isEqualTo("FAIL");
        assertThat(said.words(DRIFT, HEAD)).contains("the files admit ", ", the running rules do not");
    }

    @Test
    void a_role_that_an_overlay_gives_is_found_without_being_named() throws Exception {
        firewall(guide("DROP"));
        String ports = "; roles; use firewall; openports; list -f action,network,port,count,protocol,destination,address -d {}";
        String list = "configurationoverlay; list -f name,priority,allheadnodes,nodes,categories,roles -d {}";
        Path answers = lab.folder().resolve("head/answers");
        String rows = Files.readString(answers.resolve(("device; use head" + ports).replaceAll("[^a-zA-Z0-9,]", "-")));
        try {
            lab.answer("device; use head" + ports, "There is no firewall role\n");
            lab.answer("device; use head; roles; list -p", "Name (key)\n----------\n[750] boot\n[overlay:heads:500] firewall\n");
            lab.answer(list, """
                    Name (key) Priority All head nodes Nodes Categories Roles
                    ---------- -------- -------------- ----- ---------- --------
                    heads      500      yes                             firewall
                    """);
            lab.answer("configurationoverlay; use heads" + ports, rows);
            Lab.Assessment said = lab.scan(ALL);
            for (String rule : new String[] {ROLE, DRIFT}) {
                assertThat(said.outcome(rule, HEAD)).as(said.words(rule, HEAD)).isEqualTo("PASS");
            }
            lab.answer("configurationoverlay; use heads" + ports, "[]\n");
            said = lab.scan(ALL);
            assertThat(said.outcome(ROLE, HEAD)).isEqualTo("FAIL");
            assertThat(said.document().toString()).contains("configurationoverlay; use heads; roles; use firewall; openports");
        } finally {
            lab.answer(list, "[]\n");
            lab.answer("device; use head; roles; list -p", "Unknown command: list\n");
        }
    }

    @Test
    void a_proxy_that_listens_by_ipv6_is_open_to_the_neighbours_until_a_firewall_of_its_own_closes_it() throws Exception {
        firewall(guide("DROP"));
        Path nginx = lab.etc("head", "nginx/nginx.conf");
        String text = Files.readString(nginx);
        Files.writeString(nginx, text.replace("listen 10443;", "listen 10443;\n    listen [::]:10443;"));
        try {
            assertThat(lab.in("head", "nginx", "-s", "reload").status()).isZero();
            assertThat(byIpv6(20)).isZero();
            Lab.Assessment said = lab.scan(ALL);
            assertThat(said.outcome(IPV6, HEAD)).isEqualTo("FAIL");
            assertThat(said.words(IPV6, HEAD)).contains("[::]:10443");
            assertThat(said.outcome(CLOSED, USER)).isEqualTo("PASS");

            Lab.Ended start = lab.in("head", "shorewall6", "start");
            assertThat(start.status()).as(start.words()).isZero();
            assertThat(byIpv6(1)).isEqualTo(124);
            said = lab.scan(ALL);
            assertThat(said.outcome(IPV6, HEAD)).as(said.words(IPV6, HEAD)).isEqualTo("PASS");
            assertThat(said.words(IPV6, HEAD)).contains("the IPv6 firewall admits nobody else");
        } finally {
            Files.writeString(nginx, text);
            lab.in("head", "nginx", "-s", "reload");
        }
    }

    /** What a connect by IPv6 comes to, tried anew while it is refused. */
    private static int byIpv6(int times) throws Exception {
        return lab.in("user", "bash", "-c", "for ((i = 0; i < " + times + "; i++)); do timeout 2 bash -c 'exec 3<>/dev/tcp/"
                + linkLocal() + "%eth0/10443'; s=$?; [ $s = 1 ] || exit $s; sleep 0.2; done; exit $s").status();
    }

    @Test
    void a_set_of_addresses_admits_its_members() throws Exception {
        String set = "ipset create friends hash:net && ipset add friends " + lab.address("admin") + " && iptables -A INPUT -i br0 "
                + "-p tcp --dport 10443 -m set --match-set friends src -j ACCEPT && iptables -A INPUT -p tcp --dport 10443 -j DROP";
        assertThat(lab.in("head", "bash", "-c", set).status()).isZero();
        try {
            assertThat(lab.connect("user")).isEqualTo(124);
            assertThat(lab.connect("admin")).isZero();
            assertThat(lab.scan(RULES).outcome(RULES, HEAD)).isEqualTo("PASS");
            assertThat(lab.in("head", "ipset", "add", "friends", lab.address("user")).status()).isZero();
            assertThat(lab.connect("user")).isZero();
            Lab.Assessment said = lab.scan(RULES);
            assertThat(said.outcome(RULES, HEAD)).isEqualTo("FAIL");
            assertThat(said.words(RULES, HEAD)).contains(lab.address("user"));
        } finally {
            lab.in("head", "bash", "-c", "iptables -F INPUT; ipset destroy friends");
        }
    }

    /** The address that br0 has by itself. */
    private static String linkLocal() throws Exception {
        return lab.in("head", "bash", "-c", "ip -6 -o addr show dev br0 scope link | awk '{print $4}' | cut -d/ -f1").words()
                .strip();
    }
}
