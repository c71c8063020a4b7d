package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files are said to mean is compared with the rules that the real compiler makes of them. */
@Tag("lab")
class ShorewallCompilerTest {

    private static final String ZONES = "fw firewall\nnat ipv4\nnet ipv4\n";
    private static final String INTERFACES = "?FORMAT 2\nnat eth0 dhcp\nnet eth1 tcpflags,nosmurfs\n";
    private static final String POLICY = "$FW all ACCEPT\nnat all ACCEPT\nnet all DROP info\nall all REJECT info\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "ACCEPT nat:10.0.0.1/32 fw tcp 10443\nACCEPT nat:10.0.0.2/32 fw tcp 10443\nDROP nat:0.0.0.0/0 fw tcp 10443",
        "DROP nat:0.0.0.0/0 fw tcp 10443\nACCEPT nat:10.0.0.1/32 fw tcp 10443",
        "ACCEPT nat:10.0.0.1,10.0.0.2 $FW tcp 443,10000:11000\nREJECT nat fw tcp 10443",
        "ACCEPT nat:10.0.0.0/24!10.0.0.7,10.0.0.9 fw tcp 10443\nDROP:info nat fw tcp",
        "ACCEPT nat:eth0:10.0.0.1 fw tcp 10443\nDROP all fw tcp 10443",
        "ACCEPT nat:!10.0.0.0/8 fw tcp 10443\nDROP any fw tcp 1:65535",
        "ACCEPT nat:10.0.0.5-10.0.0.9 all tcp 10443\nDROP all!net all tcp 10443",
        "SSH(ACCEPT) all $FW\nHTTPS/ACCEPT net fw\nDROP nat fw tcp 10443",
        "Webmin(ACCEPT) net:192.0.2.0/24 fw\nDROP nat,net fw tcp 10443",
        "ACCEPT net:192.0.2.0/24 fw tcp 10443\nDROP nat fw tcp !22",
        "LOG:info nat fw tcp 10443\nCOUNT nat fw\nDROP nat fw tcp 10443",
        "ACCEPT all:10.0.0.0/8 fw tcp 10443\nREJECT nat fw 6 10443",
        "CONTINUE nat:10.0.0.3 fw tcp 10443\nDROP nat fw tcp 10443",
        "DROP nat fw udp 10443\nDROP nat fw tcp 10444",
        "ACCEPT nat:(10.0.0.1,10.0.0.2),net:(eth1:192.0.2.1) fw tcp 10443\nDROP nat fw tcp 10443",
        "?SECTION ESTABLISHED\nDROP nat fw tcp 10443\n?SECTION NEW\nACCEPT nat:10.0.0.1 fw tcp 10443\nDROP nat fw tcp 10443",
        "?SECTION ALL\nDROP nat:10.0.0.1 fw tcp 10443\n?SECTION NEW\nACCEPT nat:10.0.0.0/30 fw tcp 10443\nDROP nat fw tcp 10443",
        "?COMMENT the proxy\nACCEPT nat:10.0.0.1,\\\n   10.0.0.2 fw tcp 10443 # two\nDROP nat fw tcp https,10443"})
    void the_files_admit_whom_the_compiled_rules_admit(String rules) throws Exception {
        compare(Map.of("zones", ZONES, "interfaces", INTERFACES, "policy", POLICY, "rules", rules + "\n"), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ACCEPT nat fw tcp 10443 - - 1/sec\nDROP nat fw tcp 10443",
        "DROP nat fw tcp 10443 1024:\nACCEPT nat:10.0.0.1 fw tcp 10443",
        "ACCEPT nat:10.0.0.1 fw:10.0.0.254 tcp 10443\nDROP nat fw tcp 10443",
        "REDIRECT nat:10.0.0.0/8 10443 tcp 8443\nDROP nat:0.0.0.0/0 fw tcp 10443",
        "DNAT nat:10.0.0.0/8 net:192.0.2.7:6443 tcp 10443\nDROP nat fw tcp 10443",
        "ACCEPT nat:~02-00-00-00-00-01 fw tcp 10443\nDROP nat fw tcp 10443"})
    void in_doubt_the_files_admit_no_fewer(String rules) throws Exception {
        compare(Map.of("zones", ZONES, "interfaces", INTERFACES, "policy", POLICY, "rules", rules + "\n"), false);
    }

    @Test
    void zones_by_hosts_within_zones_and_interfaces_by_pattern() throws Exception {
        compare(Map.of("zones", "fw firewall\nnat ipv4\nadmin:nat ipv4\nnet ipv4\n", "interfaces",
                "nat bond+ - dhcp\nnet eth1 - optional\n", "hosts", "admin bond+:10.0.0.0/28\n", "policy",
                "admin fw ACCEPT\nnat fw DROP\nnet fw REJECT\nfw all ACCEPT\nall all REJECT\n", "rules", "?SECTION NEW\n"
                        + "DROP admin:10.0.0.3 fw tcp 10443\nACCEPT any:10.9.0.0/16 fw tcp 10443\n"), true);
        compare(Map.of("zones", "fw firewall\nadmin ipv4\nnat ipv4\n", "interfaces", "- eth0\nnat eth1 - routeback\n",
                "hosts", "admin eth0:10.0.0.1,10.0.0.2\nnat eth0:0.0.0.0/0\n", "policy", "admin fw CONTINUE\n"
                        + "nat fw DROP\nfw all ACCEPT\nall all ACCEPT\n", "rules",
                "ACCEPT nat:10.0.0.2 fw tcp 10443\n"), true);
    }

    @Test
    void who_belongs_to_no_zone_meets_the_policy_for_all() throws Exception {
        for (String policy : java.util.List.of("ACCEPT", "DROP", "REJECT")) {
            compare(Map.of("zones", ZONES, "interfaces", "?FORMAT 2\nnat eth0 nets=10.0.0.0/8\nnet eth1 nets=(192.0.2.0/24,"
                    + "198.51.100.0/24)\n", "policy", "fw all ACCEPT\nall all " + policy + "\n", "rules", "DROP nat fw tcp 10443\n"),
                    true);
        }
    }

    @Test
    void tunnels_that_let_no_tcp_in_change_nothing() throws Exception {
        compare(Map.of("zones", ZONES, "interfaces", INTERFACES, "policy", POLICY, "rules", "DROP nat fw tcp 10443\n", "tunnels",
                "ipsec net 192.0.2.9\nopenvpn:1194 net\nopenvpnclient:udp:1195 net\ngeneric:udp:4789 nat\ngre net\n6to4 net\n"),
                true);
    }

    @Test
    void variables_and_included_files_take_their_places() throws Exception {
        compare(Map.of("params", "ADMIN=10.0.0.1,10.0.0.2\nPORT=10443\n", "zones", ZONES, "interfaces", INTERFACES, "policy",
                POLICY, "rules", "?SECTION NEW\nINCLUDE local\nDROP nat fw tcp ${PORT}\n", "local",
                "ACCEPT:$LOG_LEVEL nat:$ADMIN $FW tcp $PORT\n"), true);
    }

    private void compare(Map<String, String> written, boolean same) throws Exception {
        Path perl = Path.of("/usr/share/shorewall/compiler.pl");
        assumeTrue(System.getProperty("user.name").equals("root") && Files.exists(perl),
                "skipped: needs root and Debian's package shorewall");
        Map<String, String> files = new TreeMap<>(written);
        files.put("shorewall.conf", Files.readString(Path.of("/etc/shorewall/shorewall.conf"))
                .replaceAll("(?m)^STARTUP_ENABLED=.*$", "STARTUP_ENABLED=Yes"));
        Path etc = Files.createTempDirectory(folder, "etc");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(etc.resolve(file.getKey()), file.getValue());
        }
        Process check = new ProcessBuilder("shorewall", "check", "-r", etc.toString()).redirectErrorStream(true).start();
        String words = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(words).isZero();
        String tables = Arrays.stream(words.split("\n")).filter(line -> line.matches("[*:-].*|COMMIT"))
                .collect(Collectors.joining("\n", "", "\n"));
        Admission compiled = Admission.of(FirewallTables.parse(tables), 10443);
        Admission read = Admission.of(ShorewallFiles.compile(etc.toString(), files), 10443);
        assertThat(compiled.perhaps().minus(read.perhaps()).isEmpty()).as("admitted by the compiled rules and not by the "
                + "files: %s", compiled).isTrue();
        assertThat(read.surely().minus(compiled.surely()).isEmpty()).as("surely admitted by the files and not by the "
                + "compiled rules: %s", compiled).isTrue();
        if (same) {
            assertThat(read.perhaps()).as(read.why().toString() + compiled.why()).isEqualTo(compiled.perhaps());
        }
    }
}
