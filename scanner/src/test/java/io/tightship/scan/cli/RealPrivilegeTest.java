package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.model.Digest;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.ssh.RealSshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unprivileged user, the real OpenSSH and the real sudo, with nothing granted but what is generated. */
@Tag("host")
class RealPrivilegeTest {

    private static final String RULES = "login-pam-gate-effective,login-sshd-uses-pam,login-allow-list-approved";

    @TempDir
    private Path folder;
    private final Path rules = Path.of("/etc/sudoers.d/tightship-test-" + ProcessHandle.current().pid());
    private RealSshd sshd;
    private String user;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "skipped: needs Debian's package sudo");
        sshd = RealSshd.start(folder, folder.resolve("sshd_config"));
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
    void without_a_privilege_sshd_does_not_tell_and_nothing_is_decided_on_it() throws Exception {
        Data assessment = scan(inventory("none"), RULES);
        assertThat(outcomes(assessment, "login-sshd-uses-pam")).containsExactly("ERROR");
    }

    @Test
    void with_the_generated_rules_alone_the_commands_work() throws Exception {
        Path inventory = inventory("commands");
        String sudoers = access(inventory, "sudoers", RULES);
        assertThat(sudoers).doesNotContain("/sh", "bash", " ALL\n", "NOPASSWD: ALL");
        install(sudoers);
        Data assessment = scan(inventory, RULES);
        // This daemon's own file lies where no rule grants it; a daemon with the usual file would be read.
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("PASS");
        assertThat(reasons(assessment)).isSubsetOf("FORBIDDEN");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("sudo does not run 'sudo -n /usr/sbin/sshd "
                + "-T -f " + folder + "/sshd_config") && detail.contains("sudo: a password is required"));
        install(sudoers + user + " ALL=(root) NOPASSWD: /usr/sbin/sshd -T -f " + folder + "/sshd_config -C *\n");
        assertThat(outcomes(scan(inventory, RULES), "login-sshd-uses-pam")).contains("PASS");
    }

    @Test
    void a_command_outside_of_the_generated_rules_is_refused_in_sudos_words_and_decides_nothing() throws Exception {
        Path inventory = inventory("commands");
        install(access(inventory, "sudoers", "login-sshd-uses-pam"));
        Data assessment = scan(inventory, "login-allow-list-approved");
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("ERROR");
        assertThat(reasons(assessment)).containsExactly("FORBIDDEN");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("sudo -n /usr/bin/tar")
                && detail.contains("sudo: a password is required"));
    }

    @Test
    void with_the_generated_helper_and_its_one_rule_the_run_works_and_nothing_else_does() throws Exception {
        Path inventory = inventory("helper");
        String script = access(inventory, "helper", RULES);
        String sudoers = access(inventory, "sudoers", RULES);
        assertThat(sudoers).contains(user + " ALL=(root) NOPASSWD: sha256:"
                + Digest.sha256(script.getBytes(StandardCharsets.UTF_8)) + " " + folder + "/helper \"\"\n");
        assertThat(sudoers.lines().filter(line -> !line.startsWith("#"))).hasSize(1);
        helper(script);
        install(sudoers);
        Data assessment = scan(inventory, RULES);
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("PASS");
        // The helper refuses the test's configuration, which lies below /tmp, where others than root may write.
        assertThat(reasons(assessment)).isSubsetOf("REFUSED");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("can be written by others than root"));
        for (String[] words : new String[][] {{"/bin/sh"}, {"cat", "/etc/shadow"}, {folder + "/helper", "argument"},
            {"-u", "nobody", folder + "/helper"}}) {
            assertThat(sudo(words)).as(String.join(" ", words)).isNotZero();
        }
        assertThat(sudo(folder + "/helper")).isEqualTo(2); // run, and ended for want of a request
    }

    @Test
    void the_helper_reads_as_root_what_the_daemon_names_where_nobody_else_may_write() throws Exception {
        sshd.close();
        Path configuration = Path.of("/etc/ssh/tightship-test-" + ProcessHandle.current().pid() + "-sshd_config");
        try (RealSshd usual = RealSshd.start(folder, configuration)) {
            sshd = usual;
            user = usual.user("/bin/sh", "");
            Path inventory = inventory("helper");
            helper(access(inventory, "helper", RULES));
            install(access(inventory, "sudoers", RULES));
            Data assessment = scan(inventory, RULES);
            assertThat(assessment.get("findings").list()).anyMatch(finding ->
                    finding.get("rule").text().orElseThrow().equals("login-sshd-uses-pam")
                            && finding.get("subject").text().orElseThrow().contains(configuration.toString())
                            && finding.get("outcome").text().orElseThrow().equals("PASS"));
        } finally {
            sshd = null;
            Files.deleteIfExists(configuration);
        }
    }

    @Test
    void a_helper_of_another_plan_refuses_what_it_does_not_know() throws Exception {
        Path inventory = inventory("helper");
        helper(access(inventory, "helper", "login-sshd-uses-pam"));
        install(access(inventory, "sudoers", "login-sshd-uses-pam"));
        Data assessment = scan(inventory, "login-allow-list-approved");
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("ERROR");
        assertThat(reasons(assessment)).containsExactly("REFUSED");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("is not in the installed helper"));
    }

    @Test
    void a_helper_that_was_changed_after_its_rule_was_written_is_not_run() throws Exception {
        Path inventory = inventory("helper");
        String script = access(inventory, "helper", RULES);
        install(access(inventory, "sudoers", RULES));
        helper(script + "cat /etc/shadow\n");
        Data assessment = scan(inventory, "login-allow-list-approved");
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("ERROR");
        assertThat(reasons(assessment)).containsExactly("FORBIDDEN");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("whose digest the rule names")
                && detail.contains("sudo: "));
    }

    @Test
    void a_helper_that_is_not_installed_is_missing() throws Exception {
        Path inventory = inventory("helper");
        install(access(inventory, "sudoers", RULES));
        Data assessment = scan(inventory, "login-allow-list-approved");
        assertThat(outcomes(assessment, "login-allow-list-approved")).containsExactly("ERROR");
        assertThat(details(assessment)).allMatch(detail -> detail.contains("sudo: "));
    }

    @Test
    void everything_that_is_generated_for_all_rules_is_a_sound_file_of_rules() throws Exception {
        for (String privilege : new String[] {"commands", "helper"}) {
            install(access(inventory(privilege), "sudoers", "*"));
        }
    }

    private Path inventory(String privilege) throws Exception {
        return Files.writeString(folder.resolve(privilege + ".yaml"), """
                site: real
                credentials:
                  k: {kind: ssh-key, user: %s, key-file: user_key}
                  none: {kind: in-cluster}
                connections:
                  ssh: {credential: k, port: %d, known-hosts: known_hosts, privilege: %s%s}
                clusters: {c: {space: admin, credential: none}}
                nodes: [{hosts: node, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}]
                """.formatted(user, sshd.port(), privilege, privilege.equals("helper")
                ? ", helper: " + folder + "/helper" : ""));
    }

    private static String access(Path inventory, String what, String rules) {
        CommandLineRun run = CommandLineRun.of("access", "-i", inventory.toString(), what, "--check", rules);
        assertThat(run.code()).as(run.messages()).isZero();
        return run.out();
    }

    private void helper(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("helper"), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void install(String sudoers) throws Exception {
        Path file = Files.writeString(folder.resolve("sudoers"), sudoers);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        Process visudo = new ProcessBuilder("visudo", "-c", "-s", "-f", file.toString()).redirectErrorStream(true)
                .start();
        String said = new String(visudo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(visudo.waitFor()).as(said + sudoers).isZero();
        Files.move(file, rules, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The status of sudo, as the unprivileged user would call it. */
    private int sudo(String... words) throws Exception {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("setpriv", "--reuid", user,
                "--regid", user, "--clear-groups", "sudo", "-n"));
        command.addAll(java.util.List.of(words));
        Process process = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor();
    }

    private Data scan(Path inventory, String rules) throws Exception {
        CommandLineRun run = CommandLineRun.of("scan", "-i", inventory.toString(), "-o",
                folder.resolve("reports").toString(), "--check", rules, "--timeout", "30", "--format", "json");
        assertThat(folder.resolve("reports/assessment.json")).as(run.messages()).exists();
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json")));
    }

    private static Set<String> outcomes(Data assessment, String rule) {
        return assessment.get("findings").list().stream()
                .filter(finding -> finding.get("rule").text().orElseThrow().equals(rule))
                .map(finding -> finding.get("outcome").text().orElseThrow()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> reasons(Data assessment) {
        return assessment.get("causes").list().stream().map(cause -> cause.get("reason").text().orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> details(Data assessment) {
        Set<String> details = assessment.get("causes").list().stream()
                .map(cause -> cause.get("detail").text().orElseThrow()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(details).isNotEmpty();
        return details;
    }
}
