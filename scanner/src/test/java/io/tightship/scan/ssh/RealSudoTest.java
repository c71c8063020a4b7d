package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SudoCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real sudo makes of the rules of single commands. */
@Tag("host")
class RealSudoTest {

    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");
    private static final NodeProbe SHADOW = new FileProbe.ReadFile("/etc/shadow");

    @TempDir
    private Path folder;
    private final Path rules = Path.of("/etc/sudoers.d/tightship-sudo-" + ProcessHandle.current().pid());
    private RealSshd sshd;
    private String user;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "skipped: needs Debian's package sudo");
        sshd = RealSshd.start(folder);
        user = sshd.user("/bin/sh", "");
    }

    @AfterEach
    void stop() throws Exception {
        Files.deleteIfExists(rules);
        if (sshd != null) {
            sshd.close();
        }
    }

    @Test
    void a_rule_lets_its_own_command_through_and_no_other() throws Exception {
        NodeProbe absent = new FileProbe.ReadFile("/etc/tightship-absent");
        allow(SHADOW, absent);
        List<Reading> readings = ask(SHADOW, absent, new FileProbe.ReadFile("/etc/gshadow"), new ProcessProbe.Processes());
        assertThat(readings.get(0).text()).startsWith("root:");
        assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Absent.class);
        assertThat(readings.get(2).status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(unread.detail()).contains("sudo -n /usr/bin/cat -- /etc/gshadow")
                    .contains("sudo: a password is required");
        });
        assertThat(readings.get(3).status()).isInstanceOf(Reading.Status.Read.class);
    }

    @Test
    void signs_that_sudo_would_read_as_patterns_stand_for_themselves() throws Exception {
        Path odd = Files.writeString(folder.resolve("a[bc]*d?e,f=g:h"), "odd\n");
        Path like = Files.writeString(folder.resolve("ab-other-dxe,f=g:h"), "like\n");
        allow(new FileProbe.ReadFile(odd.toString()));
        List<Reading> readings = ask(new FileProbe.ReadFile(odd.toString()), new FileProbe.ReadFile(like.toString()));
        assertThat(readings.get(0).text()).isEqualTo("odd\n");
        assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Unread.class);
    }

    @Test
    void every_question_to_cmsh_and_to_sshd_has_a_rule_that_matches_its_words() throws Exception {
        NodeProbe test = new LoginProbe.SshdTest(folder + "/sshd_config", "root", "h", "192.0.2.1");
        NodeProbe tree = new FileProbe.ReadTree("/etc/ssl/private");
        allow(Stream.concat(Stream.of(test, tree, new BcmProbe.AdmissionControl("kube-default-master")),
                Stream.of(io.tightship.scan.probe.CmshQuestion.values())
                .map(BcmProbe.Cmsh::new)).toArray(NodeProbe[]::new));
        List<Reading> readings = ask(test, tree, new BcmProbe.Cmsh(io.tightship.scan.probe.CmshQuestion.CATEGORIES));
        assertThat(readings.get(0).text()).contains("permitrootlogin");
        assertThat(readings.get(1).status()).isNotInstanceOf(Reading.Status.Unread.class);
        // There is no cmsh here; a rule that did not match would have been "a password is required".
        assertThat(readings.get(2).status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.reason()).isEqualTo(Reason.TOOL_MISSING);
            assertThat(unread.detail()).contains("cmsh: command not found");
        });
    }

    @Test
    void a_command_of_root_that_hangs_is_ended_by_sudo_and_the_next_one_is_read() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        NodeProbe hanging = new FileProbe.ReadFile(pipe.toString());
        allow(hanging, UPTIME);
        List<Reading> readings = ask(hanging, UPTIME);
        assertThat(readings.get(0).status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread ->
                assertThat(unread.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Read.class);
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(pipe.toString()))).isEmpty();
    }

    private void allow(NodeProbe... probes) throws Exception {
        String text = Stream.of(probes).flatMap(probe -> SudoCommand.rule(probe, user).stream())
                .collect(Collectors.joining("\n")) + "\n";
        Path file = Files.writeString(folder.resolve("sudoers"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        assertThat(new ProcessBuilder("visudo", "-cf", file.toString())
                .redirectOutput(folder.resolve("visudo.log").toFile()).start().waitFor()).as(text).isZero();
        Files.move(file, rules);
    }

    private List<Reading> ask(NodeProbe... probes) throws Exception {
        try (SshSite site = SshSite.real(folder, """
                credentials: {c: {kind: ssh-key, user: %s, key-file: user_key}}
                connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts, privilege: commands}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(user, sshd.port()))) {
            return site.ask("node", Duration.ofSeconds(40), probes);
        }
    }
}
