package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real sshd with the real libpam, whose gate is pam_listfile with the allow list of Base Command Manager: whether they
 * let a user in is compared with what the product says of their files.
 */
@Tag("lab")
class LoginLabTest {

    private static final String GATE = "login-pam-gate-effective";
    private static final String USES = "login-sshd-uses-pam";
    private static final String LIST = "login-allow-list-approved";
    private static final String ADMIN = "node/admin";

    private static Lab lab;
    private static String stack;

    @BeforeAll
    static void up() throws Exception {
        lab = Lab.start();
        stack = Files.readString(service());
    }

    @AfterAll
    static void down() throws Exception {
        if (lab != null) {
            lab.down();
        }
    }

    @AfterEach
    void asBuilt() throws Exception {
        Files.writeString(service(), stack);
        Files.deleteIfExists(lab.etc("admin", "pam.d/lab-gate"));
        Files.writeString(lab.etc("admin", "security/pam_bright.d/pam_allow.conf"), "root\n");
    }

    private static Path service() {
        return lab.etc("admin", "pam.d/sshd");
    }

    private static String gate() {
        return stack.lines().filter(line -> line.contains("pam_listfile.so")).findFirst().orElseThrow();
    }

    private static Lab.Assessment said() throws Exception {
        return lab.scan(String.join(",", GATE, USES, LIST));
    }

    @Test
    void the_gate_is_there_and_lets_root_in_alone() throws Exception {
        assertThat(lab.letsIn("admin", "root")).isTrue();
        assertThat(lab.letsIn("admin", "alice")).isFalse();
        Lab.Assessment said = said();
        assertThat(said.outcome(GATE, ADMIN)).as(said.words(GATE, ADMIN)).isEqualTo("PASS");
        assertThat(said.outcome(USES, ADMIN)).as(said.words(USES, ADMIN)).isEqualTo("PASS");
        assertThat(said.outcome(LIST, ADMIN)).as(said.words(LIST, ADMIN)).isEqualTo("PASS");
    }

    @Test
    void a_gate_that_is_commented_out_is_none() throws Exception {
        Files.writeString(service(), stack.replace(gate(), "# " + gate()));
        assertThat(lab.letsIn("admin", "alice")).isTrue();
        Lab.Assessment said = said();
        assertThat(said.outcome(GATE, ADMIN)).isEqualTo("FAIL");
        assertThat(said.words(GATE, ADMIN)).contains("the gate is never asked");
    }

    @Test
    void a_sufficient_line_before_the_gate_lets_everybody_past_it() throws Exception {
        Files.writeString(service(), stack.replace(gate(), "account sufficient pam_permit.so\n" + gate()));
        assertThat(lab.letsIn("admin", "alice")).isTrue();
        Lab.Assessment said = said();
        assertThat(said.outcome(GATE, ADMIN)).isEqualTo("FAIL");
        assertThat(said.words(GATE, ADMIN)).contains("account sufficient pam_permit.so");
    }

    @Test
    void a_sufficient_line_after_the_gate_does_not_undo_its_refusal() throws Exception {
        Files.writeString(service(), stack.replace(gate(), gate() + "\naccount sufficient pam_permit.so"));
        assertThat(lab.letsIn("admin", "alice")).isFalse();
        assertThat(said().outcome(GATE, ADMIN)).isEqualTo("PASS");
    }

    @Test
    void a_jump_over_the_gate_lets_past_it_whom_another_module_refuses_and_root_alone_may_jump() throws Exception {
        Files.writeString(service(), stack.replace(gate(), "account [success=ignore default=1] pam_succeed_if.so user ingroup "
                + "nosuchgroup\n" + gate() + "\naccount required pam_permit.so"));
        assertThat(lab.letsIn("admin", "alice")).isTrue();
        Lab.Assessment said = said();
        assertThat(said.outcome(GATE, ADMIN)).isEqualTo("FAIL");
        assertThat(said.words(GATE, ADMIN)).contains("never asked", "default=1] pam_succeed_if.so");

        Files.writeString(service(), stack.replace(gate(), "account [success=1 default=ignore] pam_succeed_if.so uid = 0\n"
                + gate() + "\naccount required pam_permit.so"));
        assertThat(lab.letsIn("admin", "root")).isTrue();
        assertThat(lab.letsIn("admin", "alice")).isFalse();
        assertThat(said().outcome(GATE, ADMIN)).isEqualTo("PASS");
    }

    @Test
    void a_line_that_goes_on_over_a_comment_swallows_the_gate() throws Exception {
        Files.writeString(service(), stack.replace(gate(), "account required pam_permit.so \\\n# the gate\n" + gate()));
        assertThat(lab.letsIn("admin", "alice")).isTrue();
        assertThat(said().outcome(GATE, ADMIN)).isEqualTo("FAIL");
    }

    @Test
    void t59_a_match_block_overrides_what_stands_above_it_and_is_found_for_whom_nobody_asked() throws Exception {
        Path configuration = lab.etc("admin", "ssh/sshd_config");
        String text = Files.readString(configuration);
        String rules = "login-root-login-restricted,login-password-authentication-off";
        try {
            reload(configuration, "PermitRootLogin prohibit-password\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n" + text
                    + "\nMatch LocalPort 2222\n  PasswordAuthentication yes\nMatch Address 198.51.100.0/24\n"
                    + "  PermitRootLogin yes\n");
            Lab.Ended told = lab.in("admin", "/usr/sbin/sshd", "-T", "-C", "user=root,host=h,addr=198.51.100.7,laddr=192.0.2.2,"
                    + "lport=22");
            assertThat(told.words()).contains("permitrootlogin yes");
            Lab.Assessment said = lab.scan(rules);
            assertThat(said.outcome("login-root-login-restricted", ADMIN)).as(said.words("login-root-login-restricted", ADMIN))
                    .isEqualTo("FAIL");
            assertThat(said.words("login-root-login-restricted", ADMIN)).contains("Match Address 198.51.100.0/24");
            assertThat(said.words("login-password-authentication-off", ADMIN)).contains("Match LocalPort 2222");
        } finally {
            reload(configuration, text);
        }
    }

    @Test
    void a_gate_in_an_included_file_is_one() throws Exception {
        Files.writeString(lab.etc("admin", "pam.d/lab-gate"), gate() + "\n");
        for (String include : new String[] {"@include lab-gate", "account include lab-gate", "account substack lab-gate"}) {
            Files.writeString(service(), stack.replace(gate(), include));
            assertThat(lab.letsIn("admin", "alice")).as(include).isFalse();
            Lab.Assessment said = said();
            assertThat(said.outcome(GATE, ADMIN)).as(include + said.words(GATE, ADMIN)).isEqualTo("PASS");
        }
    }

    @Test
    void an_sshd_that_does_not_use_pam_never_asks_the_gate() throws Exception {
        Path configuration = lab.etc("admin", "ssh/sshd_config");
        String text = Files.readString(configuration);
        try {
            reload(configuration, text.replace("UsePAM yes", "UsePAM no"));
            assertThat(lab.letsIn("admin", "alice")).isTrue();
            Lab.Assessment said = said();
            assertThat(said.outcome(USES, ADMIN)).isEqualTo("FAIL");
            assertThat(said.words(USES, ADMIN)).contains("UsePAM is no");
        } finally {
            reload(configuration, text);
        }
    }

    /** sshd starts itself anew, and writes its number when it listens again. */
    private static void reload(Path configuration, String text) throws Exception {
        Files.writeString(configuration, text);
        Lab.Ended reload = lab.in("admin", "bash", "-c", "pid=$(cat /run/sshd.pid) && rm /run/sshd.pid && kill -HUP $pid "
                + "&& for i in {1..50}; do [ -s /run/sshd.pid ] && exit 0; sleep 0.1; done; exit 1");
        assertThat(reload.status()).as(reload.words()).isZero();
    }

    @Test
    void the_category_is_what_cmsh_prints() throws Exception {
        Lab.Assessment said = lab.scan("login-category-denies-users");
        assertThat(said.words("login-category-denies-users", "site/lab")).contains("category k8s-system-admin", "never");
    }

    @Test
    void a_user_on_the_allow_list_gets_past_the_gate_and_is_named() throws Exception {
        Files.writeString(lab.etc("admin", "security/pam_bright.d/pam_allow.conf"), "root\nalice\n");
        assertThat(lab.letsIn("admin", "alice")).isTrue();
        Lab.Assessment said = said();
        assertThat(said.outcome(GATE, ADMIN)).isEqualTo("PASS");
        assertThat(said.outcome(LIST, ADMIN)).isEqualTo("FAIL");
        assertThat(said.words(LIST, ADMIN)).contains("alice is on the allow list /etc/security/pam_bright.d/pam_allow.conf");
    }
}
