package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.PamLine;
import io.tightship.fact.linux.PamStack;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sshd and PAM say of logins, from what the tools print. */
class SshdReadersTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe LOCAL = new FileProbe.ReadTree("/etc/pam.d");
    private static final NodeProbe VENDOR = new FileProbe.ReadTree("/usr/lib/pam.d");
    private static final NodeProbe MATCHES = new LoginProbe.SshdMatches("/etc/ssh/sshd_config");
    private static final String DEFAULT = "sshd (/etc/ssh/sshd_config)";
    private static final List<String> LISTENER =
            List.of("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups");

    /** As OpenSSH 9.2 of Debian 12 prints it, shortened. */
    private static final String PRINTED = """
            port 22
            addressfamily any
            listenaddress [::]:22
            listenaddress 0.0.0.0:22
            usepam yes
            logingracetime 120
            permitrootlogin without-password
            pubkeyauthentication yes
            passwordauthentication no
            kbdinteractiveauthentication no
            subsystem sftp /usr/lib/openssh/sftp-server
            """;

    private static NodeProbe test(String file) {
        return new LoginProbe.SshdTest(file, "tightship-unapproved", "unapproved.invalid", "192.0.2.1");
    }

    private static ControlPlaneSite whole() {
        return new ControlPlaneSite().processes(CP, LISTENER).text(NODE, test("/etc/ssh/sshd_config"), PRINTED)
                .bytes(NODE, LOCAL, 0, "", TarBytes.of(Map.of("/etc/pam.d/sshd",
                        "account required pam_bright.so\naccount include common-account\n",
                        "/etc/pam.d/common-account", "account required pam_unix.so\n")))
                .absent(NODE, VENDOR, "tar: /usr/lib/pam.d: Cannot stat: No such file or directory");
    }

    @Test
    void t57_t58_the_effective_configuration_is_asked_for_one_connection_and_its_keywords_are_lower_case() {
        SshdConfiguration sshd = known(whole(), SshdConfiguration.FOR_USERS, DEFAULT);
        assertThat(sshd.value("usepam")).contains("yes");
        assertThat(sshd.value("permitrootlogin")).contains("without-password");
        assertThat(sshd.value("listenaddress")).contains("[::]:22");
        assertThat(sshd.value("UsePAM")).isEmpty();
    }

    @Test
    void each_daemon_is_asked_with_its_own_file_and_several_with_one_file_are_one() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, LISTENER, LISTENER,
                        List.of("/usr/sbin/sshd", "-f", "/cm/sshd_config.admin"), List.of("sshd: root@pts/0"),
                        List.of("sshd: user [priv]"), List.of("/usr/sbin/internal-sshd", "-f/etc/ssh/other_sshd_config"))
                .text(NODE, test("/etc/ssh/sshd_config"), PRINTED)
                .text(NODE, test("/cm/sshd_config.admin"), PRINTED.replace("usepam yes", "usepam no"));
        assertThat(site.members(CP, SshdConfiguration.FOR_USERS)).containsOnlyKeys(DEFAULT,
                "sshd (/cm/sshd_config.admin)", DEFAULT + ", anybody from admin space",
                "sshd (/cm/sshd_config.admin), anybody from admin space");
        assertThat(known(site, SshdConfiguration.FOR_USERS, "sshd (/cm/sshd_config.admin)").value("usepam"))
                .contains("no");
    }

    @Test
    void a_daemon_whose_command_line_sets_what_is_asked_is_not_judged_by_its_file() {
        ControlPlaneSite site = whole().processes(CP, LISTENER,
                        List.of("sshd: /usr/sbin/sshd -D -oCiphers=aes256-ctr -o UsePAM=no [listener] 0 of 10-100 startups"),
                        List.of("/usr/sbin/sshd", "-D4o", "permitrootlogin yes", "-f", "/etc/ssh/sshd_config"),
                        List.of("/usr/sbin/sshd", "-De", "-oCiphers=aes256-ctr", "-of=x", "-p", "-o"))
                .text(NODE, test("/etc/ssh/sshd_config"), PRINTED);
        Map<String, Fact<SshdConfiguration>> members = site.members(CP, SshdConfiguration.FOR_UNAPPROVED_USER);
        assertThat(members).containsOnlyKeys(DEFAULT, DEFAULT + " with -o usepam", DEFAULT + " with -o permitrootlogin");
        assertThat(members.get(DEFAULT)).isInstanceOf(Fact.Known.class);
        assertThat(members.get(DEFAULT + " with -o usepam")).isInstanceOfSatisfying(Fact.Unavailable.class, unknown ->
                assertThat(unknown.detail()).contains("started with -o usepam", "write it into /etc/ssh/sshd_config"));
        assertThat(members.get(DEFAULT + " with -o permitrootlogin")).isInstanceOf(Fact.Unavailable.class);
        assertThat(site.members(CP, PamStack.OF_SSHD).get(DEFAULT + " with -o usepam"))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void sshd_is_asked_for_each_approved_user_too_and_for_nobody_who_is_a_group_or_no_name() {
        ControlPlaneSite site = whole().value(LoginValues.APPROVED_NAMES, new LinkedHashSet<>(List.of("ann", "@ops", "root",
                "-x", "a b"))).text(NODE, new LoginProbe.SshdTest("/etc/ssh/sshd_config", "ann", "unapproved.invalid",
                "192.0.2.1"), PRINTED.replace("passwordauthentication no", "passwordauthentication yes"));
        assertThat(site.members(CP, SshdConfiguration.FOR_USERS)).containsOnlyKeys(DEFAULT,
                DEFAULT + ", anybody from admin space", DEFAULT + ", ann from user space",
                DEFAULT + ", ann from admin space");
        assertThat(known(site, SshdConfiguration.FOR_USERS, DEFAULT + ", ann from user space")
                .value("passwordauthentication")).contains("yes");
    }

    @Test
    void that_no_sshd_runs_is_no_value() {
        assertUnavailable(new ControlPlaneSite().processes(CP, List.of("/usr/bin/kubelet")), Reason.NOT_COLLECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usepam yes\n", "port 22\n", "<html>", "port", "\u0000\u0001"})
    void what_is_not_sshds_configuration_is_unavailable(String printed) {
        assertThat(whole().text(NODE, test("/etc/ssh/sshd_config"), printed)
                .members(CP, SshdConfiguration.FOR_USERS).get(DEFAULT))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void what_sshd_refuses_to_say_is_told_in_its_words() {
        for (Map.Entry<String, Reason> words : Map.of("/etc/ssh/sshd_config: Permission denied", Reason.FORBIDDEN,
                "sshd: no hostkeys available -- exiting.", Reason.UNPARSABLE,
                "/etc/ssh/sshd_config line 12: Directive 'X' is not allowed", Reason.UNPARSABLE).entrySet()) {
            ControlPlaneSite site = whole().bytes(NODE, test("/etc/ssh/sshd_config"), 255, words.getKey(), new byte[0]);
            for (FactKey<? extends PerSubject<?>> key : List.of(SshdConfiguration.FOR_USERS,
                    PamStack.OF_SSHD)) {
                assertThat(members(site, key).get(DEFAULT)).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(words.getValue());
                    assertThat(fact.detail()).contains(words.getKey());
                });
            }
        }
    }

    @Test
    void what_sshd_repeats_of_a_file_that_a_process_named_is_not_shown() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("/usr/sbin/sshd", "-f", "/tmp/sshd_config"))
                .bytes(NODE, test("/tmp/sshd_config"), 255, "/tmp/sshd_config: line 1: Bad configuration option: "
                        + "root:$6$secret", new byte[0]);
        assertThat(site.members(CP, SshdConfiguration.FOR_USERS).get("sshd (/tmp/sshd_config)"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.detail()).contains("status 255").doesNotContain("secret"));
    }

    @Test
    void t61_the_stack_is_resolved_from_the_files_of_the_service() {
        assertThat(known(whole(), PamStack.OF_SSHD, DEFAULT).service()).isEqualTo("sshd");
        assertThat(known(whole(), PamStack.OF_SSHD, DEFAULT).account()).extracting(line -> line.path() + ":"
                + line.line() + " " + line.module()).containsExactly("/etc/pam.d/sshd:1 pam_bright.so",
                "/etc/pam.d/common-account:1 pam_unix.so");
    }

    @Test
    void the_service_is_the_one_that_sshd_names() {
        ControlPlaneSite site = whole().text(NODE, test("/etc/ssh/sshd_config"), PRINTED
                + "pamservicename sshd-admin\n").text(NODE, MATCHES, "{}");
        // No such file: libpam falls back to "other", and without one nobody gets in or out.
        assertThat(site.members(CP, PamStack.OF_SSHD).get(DEFAULT)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_match_block_may_name_another_service() {
        ControlPlaneSite site = whole().text(NODE, test("/etc/ssh/sshd_config"), PRINTED + "pamservicename sshd\n")
                .text(NODE, MATCHES, """
                        {"/etc/ssh/sshd_config":[{"line":9,"keyword":"match","value":"Group hpc"},
                          {"line":10,"keyword":"pamservicename","value":"common-account"}]}""");
        assertThat(known(site, PamStack.OF_SSHD, DEFAULT).service()).isEqualTo("sshd");
        assertThat(known(site, PamStack.OF_SSHD, DEFAULT + ", Match Group hpc").account()).extracting(PamLine::module)
                .containsExactly("pam_unix.so");
        assertThat(site.unread(NODE, MATCHES, Reason.FORBIDDEN, "why").members(CP, PamStack.OF_SSHD)
                .get(DEFAULT + ", Match blocks")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_pam_file_that_could_not_be_opened_leaves_the_stack_unknown_in_either_folder() {
        for (String path : List.of("/etc/pam.d/sshd", "/etc/pam.d/common-account", "/usr/lib/pam.d/sshd")) {
            ControlPlaneSite site = whole().bytes(NODE, path.startsWith("/etc") ? LOCAL : VENDOR, 2, "tar: " + path
                    + ": Cannot open: Permission denied", TarBytes.of(path.equals("/etc/pam.d/sshd") ? Map.of()
                    : path.startsWith("/usr") ? Map.of("/usr/lib/pam.d/other", "account required pam_deny.so\n")
                    : Map.of("/etc/pam.d/sshd", "account include common-account\n")));
            if (path.startsWith("/usr")) {
                site.bytes(NODE, LOCAL, 0, "", TarBytes.of(Map.of("/etc/pam.d/other", "account required pam_x.so\n")));
            }
            assertThat(site.read(CP, PamStack.OF_SSHD)).as(path).satisfiesAnyOf(
                    fact -> assertThat(fact).isInstanceOf(Fact.Unavailable.class),
                    fact -> assertThat(site.members(CP, PamStack.OF_SSHD).get(DEFAULT))
                            .isInstanceOf(Fact.Unavailable.class));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        for (NodeProbe probe : List.of(LOCAL, VENDOR, new ProcessProbe.Processes())) {
            assertThat(whole().unread(NODE, probe, reason, "why").read(CP, PamStack.OF_SSHD))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(reason));
        }
        assertUnavailable(whole().unread(NODE, new ProcessProbe.Processes(), reason, "why"), reason);
    }

    @Test
    void a_second_sshd_by_a_name_of_its_own_is_a_daemon_with_a_pam_service_of_its_own() {
        String file = "/etc/ssh/sshd-second_config";
        for (List<String> second : List.of(List.of("sshd-second: /usr/sbin/sshd-second -D -f " + file
                + " [listener] 0 of 10-100 startups"), List.of("/usr/sbin/sshd-second", "-D", "-f", file))) {
            ControlPlaneSite site = whole().processes(CP, LISTENER, second, List.of("sshd-second: ann [priv]"),
                    List.of("sshd-session: ann@pts/0")).text(NODE, test(file), PRINTED);
            assertThat(site.members(CP, PamStack.OF_SSHD)).containsOnlyKeys(DEFAULT, "sshd-second (" + file + ")");
            assertThat(site.members(CP, PamStack.OF_SSHD).get("sshd-second (" + file + ")")).isInstanceOfSatisfying(
                    Fact.Unavailable.class, fact -> assertThat(fact.detail()).contains("PAM service sshd-second"));
        }
    }

    @Test
    void sshd_may_name_only_its_own_kind_of_file() {
        SshdDaemons daemons = new SshdDaemons("u", "h", "192.0.2.1");
        for (String path : List.of("/etc/shadow", "sshd_config", "/etc/ssh/sshd_config\n/etc/shadow", "/root/.ssh/id")) {
            assertThat(daemons.allowed().matcher(path).matches()).as(path).isFalse();
        }
        Reading table = whole().get(NODE, new ProcessProbe.Processes());
        assertThat(daemons.derive(table)).containsExactly(new LoginProbe.SshdTest("/etc/ssh/sshd_config", "u", "h",
                "192.0.2.1"));
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.read(CP, SshdConfiguration.FOR_USERS)).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }

    @SuppressWarnings("unchecked") // both keys are of collections by daemon
    private static Map<String, Fact<?>> members(ControlPlaneSite site, FactKey<? extends PerSubject<?>> key) {
        Fact<?> fact = site.read(CP, key);
        return (Map<String, Fact<?>>) (Map<String, ?>) ((PerSubject<?>) ((Fact.Known<?>) fact).value()).members();
    }

    private static <V> V known(ControlPlaneSite site, FactKey<PerSubject<V>> key, String daemon) {
        return switch (site.members(CP, key).get(daemon)) {
            case Fact.Known<V>(V value, var sources) -> value;
            case Fact.Unavailable<V> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
