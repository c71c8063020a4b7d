package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SshdLinesTest {

    @Test
    void of_sshds_files_only_the_lines_leave_the_host_that_tell_connections_apart_on_logins() throws Exception {
        String printed = String.join("\n", "/etc/ssh/sshd_config\00012:Include /etc/ssh/sshd_config.d/*.conf",
                "/etc/ssh/sshd_config\00034:#PermitRootLogin prohibit-password",
                "/etc/ssh/sshd_config\00090:  Match Group \"hpc\" # the users",
                "/etc/ssh/sshd_config\00091:\tpasswordauthentication=YES",
                "/etc/ssh/sshd_config\00092:\tBanner /etc/match",
                // The file is read once by its name and once with its folder.
                "/etc/ssh/sshd_config\00012:Include /etc/ssh/sshd_config.d/*.conf", "");
        var files = SshdLines.parse(new String(SshdLines.project(printed.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8));
        assertThat(files).containsOnlyKeys("/etc/ssh/sshd_config");
        assertThat(files.get("/etc/ssh/sshd_config")).isEqualTo(List.of(
                new SshdLines.Line(12, "include", "/etc/ssh/sshd_config.d/*.conf"), new SshdLines.Line(90, "match", "Group hpc"),
                new SshdLines.Line(91, "passwordauthentication", "YES")));
    }

    @Test
    void its_words_can_be_named_by_a_sudo_rule() {
        assertThat(SudoCommand.rule(new LoginProbe.SshdMatches("/etc/ssh/sshd_config"), "scan").orElseThrow())
                .contains("/usr/bin/grep -aRHnZi -e match").endsWith(
                "-- /etc/ssh/sshd_config /etc/ssh /etc/crypto-policies/back-ends/opensshserver.config");
    }
}
