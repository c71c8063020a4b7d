package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SwitchProbe.Revision;
import io.tightship.scan.probe.SwitchProbe;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A switch whose {@code nv} is a script of the test's. */
class SwitchShellSessionTest {

    private static final Duration TIME = Duration.ofSeconds(20);
    private static final SwitchProbe APPLIED = new SwitchProbe.Configuration(Revision.APPLIED);
    private static final SwitchProbe STARTUP = new SwitchProbe.Configuration(Revision.STARTUP);
    private static final SwitchProbe INTERFACES = new SwitchProbe.Interfaces();
    private static final SwitchProbe NEIGHBOURS = new SwitchProbe.Neighbours();

    @TempDir
    private Path folder;

    @Test
    void each_probe_is_its_own_command_and_passes_the_projection_of_the_rest_api() throws Exception {
        for (String name : List.of("startup-config-show", "interface-operational")) {
            try (InputStream in = SwitchShellSessionTest.class.getResourceAsStream("/nvue/" + name + ".json")) {
                Files.write(folder.resolve(name), in.readAllBytes());
            }
        }
        nv("""
                case "$*" in
                'config show -r applied -o json') printf '[{"header":{}},{"set":{"system":{"aaa":{"user":"not-for-reports"}}}}]';;
                'config show -r startup -o json') cat %1$s/startup-config-show;;
                'show interface -o json') echo noise >&2; cat %1$s/interface-operational;;
                'show interface lldp -o json') printf '{"swp1":{"lldp":{"neighbor":{"a":{"chassis":{"system-name":"a.x"}}}}}}';;
                *) exit 9;;
                esac
                """.formatted(folder));
        try (TestHost host = host(); SshSite site = SshSite.device(folder, host); Session session = site.openDevice(TIME)) {
            List<Reading> readings = session.run(List.of(APPLIED, STARTUP, INTERFACES, NEIGHBOURS));
            assertThat(readings).allMatch(reading -> reading.status() instanceof Reading.Status.Read);
            assertThat(readings.get(0).text()).isEqualTo("{\"acl\":{},\"interface\":{},\"system\":{}}");
            assertThat(readings.get(1).text()).contains("acl-kubeapi", "10.2.3.4/32");
            assertThat(readings.get(2).text()).contains("swp3s1").doesNotContain("noise");
            assertThat(readings.get(3).text()).isEqualTo("{\"swp1\":[\"a.x\"]}");
            assertThat(session.footprint().executions()).isEqualTo(4);
            assertThat(host.executions()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "echo 'sh: 1: nv: not found' >&2; exit 127 | TOOL_MISSING | not found",
        "echo 'Error: You do not have permission to execute that command.' >&2; exit 1 | FORBIDDEN | nvue-monitor",
        "echo 'Error: GET /nvue_v1/: Not authorized' ; exit 1 | FORBIDDEN | Not authorized",
        "echo 'Invalid Command: config show -r' >&2; exit 2 | UNSUPPORTED_VERSION | Invalid Command",
        "echo 'Currently pending [rev_id: 2]' | UNPARSABLE | Currently pending",
        "printf '{}' | UNPARSABLE | neither system nor interfaces",
        "kill -9 $$ | NOT_ATTEMPTED | ''"})
    void what_the_switch_says_instead_of_a_configuration_is_never_an_empty_one(String script, Reason reason, String words)
            throws Exception {
        nv(script);
        try (TestHost host = host(); SshSite site = SshSite.device(folder, host); Session session = site.openDevice(TIME)) {
            assertThat(session.run(List.of(APPLIED)).getFirst().status())
                    .isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
                        // A shell in between reports a killed command by a status of its own.
                        assertThat(unread.reason()).isIn(reason, reason == Reason.NOT_ATTEMPTED
                                ? Reason.UNSUPPORTED_VERSION : reason);
                        assertThat(unread.detail()).contains(words);
                    });
        }
    }

    @Test
    void an_answer_that_never_ends_is_cut_off_and_one_that_hangs_is_late() throws Exception {
        nv("yes");
        try (TestHost host = host(); SshSite site = SshSite.device(folder, host); Session session = site.openDevice(TIME)) {
            assertThat(session.run(List.of(APPLIED)).getFirst().status()).isInstanceOfSatisfying(
                    Reading.Status.Unread.class, unread -> assertThat(unread.reason()).isEqualTo(Reason.TRUNCATED));
        }
        nv("exec sleep 60");
        try (TestHost host = host(); SshSite site = SshSite.device(folder, host);
             Session session = site.openDevice(Duration.ofSeconds(3))) {
            assertThat(session.run(List.of(APPLIED, STARTUP))).allSatisfy(reading -> assertThat(reading.status())
                    .isInstanceOfSatisfying(Reading.Status.Unread.class, unread ->
                            assertThat(unread.reason()).isEqualTo(Reason.TIMED_OUT)));
        }
    }

    @Test
    void a_host_s_probe_is_never_run_on_a_switch() throws Exception {
        nv("exit 0");
        try (TestHost host = host(); SshSite site = SshSite.device(folder, host); Session session = site.openDevice(TIME)) {
            assertThat(session.run(List.of(new FileProbe.ReadFile("/etc/shadow"))).getFirst().status())
                    .isInstanceOf(Reading.Status.Unread.class);
            assertThat(host.executions()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "transport: ssh, connection: border, credential: k | 'credential' of switch btor-1 is for the REST API",
        "transport: ssh, connection: local | is local",
        "transport: ssh, connection: sudo | gets rights by sudo",
        "transport: ssh, connection: none | is not defined",
        "transport: telnet | nvue-rest, ssh",
        "connection: border, credential: p | is for transport: ssh"})
    void an_inventory_that_mixes_the_two_ways_is_refused(String keys, String words) {
        assertThatThrownBy(() -> SshSite.real(folder, """
                credentials: {k: {kind: ssh-key, user: root, key-file: key}, p: {kind: password, user: u, password-file: f}}
                connections:
                  border: {credential: k, privilege: none}
                  sudo: {credential: k, privilege: commands}
                switches: [{name: btor-1, address: 127.0.0.1, %s}]
                """.formatted(keys))).isInstanceOf(InventoryException.class).hasMessageContaining(words);
    }

    private void nv(String script) throws Exception {
        Files.deleteIfExists(folder.resolve("nv"));
        Files.writeString(Files.createFile(folder.resolve("nv"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------"))), "#!/bin/sh\n" + script + "\n");
    }

    private TestHost host() throws Exception {
        return TestHost.normal().shell("PATH=" + folder + ":$PATH").start();
    }
}
