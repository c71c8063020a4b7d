package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A head node, an admin node and a node of user space in network namespaces of one machine, with the real Shorewall and the
 * kernel's own firewall: what the rules are said to do is compared with what real connects come to.
 */
@Tag("lab")
class FirewallLabTest {

    private static final int PORT = 10443;
    private static final String HEAD = "10.99.0.10";
    private static final String ADMIN = "10.99.0.20";
    private static final String USER = "10.99.0.30";
    private static final String ACCEPT = "ACCEPT nat:" + ADMIN + "/32 fw tcp " + PORT + "\n";

    private final String prefix = "ts" + ProcessHandle.current().pid() % 100000;
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void up() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/sbin/shorewall"))
                && Files.isExecutable(Path.of("/usr/sbin/sshd")) && Files.isExecutable(Path.of("/usr/sbin/iptables-save")),
                "skipped: needs root and Debian's packages shorewall, iptables, iproute2 and openssh-server");
        assumeTrue(run(List.of("ip", "netns", "add", host("head"))) == 0,
                "skipped: this machine lets nobody make network namespaces");
        in("head", "ip", "link", "set", "lo", "up");
        in("head", "ip", "link", "add", "br0", "type", "bridge");
        in("head", "ip", "addr", "add", HEAD + "/24", "dev", "br0");
        in("head", "ip", "link", "set", "br0", "up");
        join("admin", ADMIN);
        join("user", USER);
        ssh();
    }

    /** A node on the bridge of the head node. */
    private void join(String name, String address) throws Exception {
        assertThat(run(List.of("ip", "netns", "add", host(name)))).isZero();
        String outer = prefix + name.charAt(0) + "o";
        assertThat(run(List.of("ip", "link", "add", outer, "netns", host("head"), "type", "veth", "peer", "name", "eth0",
                "netns", host(name)))).isZero();
        in("head", "ip", "link", "set", outer, "master", "br0", "up");
        in(name, "ip", "addr", "add", address + "/24", "dev", "eth0");
        in(name, "ip", "link", "set", "eth0", "up");
        in(name, "ip", "link", "set", "lo", "up");
    }

    /** Something that listens on the proxy's port, and on port 22. */
    private void ssh() throws Exception {
        Files.createDirectories(Path.of("/run/sshd"));
        assertThat(run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("key").toString())))
                .isZero();
        Path configuration = Files.writeString(folder.resolve("sshd_config"), "Port 22\nPort " + PORT + "\nHostKey "
                + folder + "/key\nPidFile none\nStrictModes no\n");
        started.add(new ProcessBuilder("ip", "netns", "exec", host("head"), "/usr/sbin/sshd", "-D", "-f",
                configuration.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("sshd.log").toFile())
                .start());
        for (int attempt = 0; attempt < 100 && !connect("admin").equals("0"); attempt++) {
            assertThat(started.getFirst().waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @AfterEach
    void down() throws Exception {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        for (String name : List.of("user", "admin", "head")) {
            run(List.of("ip", "netns", "del", host(name)));
        }
    }

    @Test
    void before_there_are_rules_user_space_connects_and_the_evaluation_says_so() throws Exception {
        assertThat(connect("user")).isEqualTo("0");
        assertThat(admitted().contains(address(USER))).isTrue();
    }

    @Test
    void after_accept_and_drop_user_space_times_out_and_admin_space_connects() throws Exception {
        shorewall(ACCEPT + "DROP nat:0.0.0.0/0 fw tcp " + PORT + "\n");
        assertThat(connect("user")).isEqualTo("124");
        assertThat(connect("admin")).isEqualTo("0");
        assertThat(admitted()).isEqualTo(only(ADMIN));
    }

    @Test
    void after_reject_user_space_is_refused_which_is_closed_as_well() throws Exception {
        shorewall(ACCEPT + "REJECT nat:0.0.0.0/0 fw tcp " + PORT + "\n");
        assertThat(connect("user")).isEqualTo("1");
        assertThat(connect("admin")).isEqualTo("0");
        assertThat(admitted()).isEqualTo(only(ADMIN));
    }

    @Test
    void an_accept_after_the_drop_cuts_admin_space_off() throws Exception {
        shorewall("DROP nat:0.0.0.0/0 fw tcp " + PORT + "\n" + ACCEPT);
        assertThat(connect("admin")).isEqualTo("124");
        assertThat(admitted().isEmpty()).isTrue();
    }

    @Test
    void an_accept_that_is_too_wide_lets_user_space_in_and_the_evaluation_says_so() throws Exception {
        shorewall("ACCEPT nat:10.99.0.16/28 fw tcp 10000:11000\nDROP nat fw tcp " + PORT + "\n");
        assertThat(connect("user")).isEqualTo("0");
        assertThat(admitted().contains(address(USER))).isTrue();
        assertThat(admitted().contains(address("10.99.0.40"))).isFalse();
    }

    private CidrSet admitted() throws Exception {
        Process save = new ProcessBuilder("ip", "netns", "exec", host("head"), "iptables-save")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(save.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(save.waitFor()).isZero();
        return Admission.of(FirewallTables.parse(text), PORT).perhaps();
    }

    private static CidrSet only(String address) {
        return CidrSet.of(io.tightship.fact.Cidr.of(address(address)));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** What bash's connect to the proxy's port ends with: 0 connected, 1 refused, 124 timed out. */
    private String connect(String from) throws Exception {
        return String.valueOf(run(List.of("ip", "netns", "exec", host(from), "timeout", "2", "bash", "-c",
                "exec 3<>/dev/tcp/" + HEAD + "/" + PORT)));
    }

    private void shorewall(String rules) throws Exception {
        Path etc = Files.createDirectories(folder.resolve("shorewall"));
        Files.writeString(etc.resolve("shorewall.conf"), Files.readString(Path.of("/etc/shorewall/shorewall.conf"))
                .replaceAll("(?m)^STARTUP_ENABLED=.*$", "STARTUP_ENABLED=Yes")
                .replaceAll("(?m)^SUBSYSLOCK=.*$", "SUBSYSLOCK=").replaceAll("(?m)^LOCKFILE=.*$", "LOCKFILE="
                        + folder.resolve("lock")));
        Files.writeString(etc.resolve("vardir"), "VARDIR=" + Files.createDirectories(folder.resolve("var")) + "\n");
        Files.writeString(etc.resolve("zones"), "fw firewall\nnat ipv4\n");
        Files.writeString(etc.resolve("interfaces"), "?FORMAT 2\nnat br0 bridge,routeback\n");
        Files.writeString(etc.resolve("policy"), "nat all ACCEPT\nfw all ACCEPT\nall all REJECT\n");
        Files.writeString(etc.resolve("rules"), "?SECTION NEW\n" + rules);
        Process start = new ProcessBuilder("ip", "netns", "exec", host("head"), "shorewall", "start", etc.toString())
                .redirectErrorStream(true).start();
        String words = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(start.waitFor()).as(words).isZero();
    }

    private String host(String name) {
        return prefix + "-" + name;
    }

    private void in(String name, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", host(name)));
        words.addAll(List.of(command));
        assertThat(run(words)).as(words.toString()).isZero();
    }

    private static int run(List<String> words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor();
    }
}
