package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.scan.cli.CommandLineRun;
import io.tightship.scan.cli.WaitingProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A user who is not root, with the real OpenSSH and sudo, and nothing granted but what is generated. */
@Tag("lab")
class PrivilegeLabTest {

    private static final List<String> ON_THE_HEAD = List.of("apiproxy-firewall-rules-admit-only-admin",
            "apiproxy-firewall-files-admit-only-admin", "apiproxy-firewall-role-complete", "apiproxy-firewall-drift",
            "apiproxy-ipv6-closed");
    private static final List<String> ON_THE_ADMIN_NODE = List.of("login-pam-gate-effective", "login-sshd-uses-pam",
            "login-allow-list-approved");
    private static final String RULES = String.join(",", ON_THE_HEAD) + "," + String.join(",", ON_THE_ADMIN_NODE);
    /** What rests on files that the API server names, as it sees them. */
    private static final List<String> NAMED = List.of("apiserver-audit-policy", "apiserver-anonymous-requests-refused",
            "apiserver-rbac-authorizer-on");
    private static final String KEYS = "apiserver-encryption-providers";

    private static Lab lab;

    @BeforeAll
    static void up() throws Exception {
        lab = Lab.start();
        lab.answer("device; use head; roles; use firewall; openports; list -f action,network,port,count,protocol,"
                + "destination,address -d {}", "[]\n");
        for (String host : List.of("head", "admin", "user")) {
            Files.writeString(lab.etc(host, "security/pam_bright.d/pam_allow.conf"), "root\nauditor\n");
        }
        Files.createDirectories(lab.etc("admin", "kubernetes"));
        for (Map.Entry<String, String> file : Map.of("audit.yaml", "kind: Policy\nrules: [{level: Metadata}]\n",
                "authentication.yaml", "kind: AuthenticationConfiguration\nanonymous: {enabled: false}\n",
                "authorization.yaml", "kind: AuthorizationConfiguration\nauthorizers: [{type: RBAC, name: rbac}]\n",
                "encryption.yaml", "kind: EncryptionConfiguration\nresources:\n- resources:\n  - secrets\n  providers:\n"
                        + "  - secretbox:\n      keys:\n      - name: a\n        secret: c2VjcmV0\n").entrySet()) {
            Path path = Files.writeString(lab.etc("admin", "kubernetes/" + file.getKey()), file.getValue());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
        WaitingProgram.write(lab.folder().resolve("admin/sbin/kube-apiserver"));
        // In a mount namespace of its own, as in a container.
        Lab.Ended started = lab.in("admin", "sh", "-c", "unshare --mount setsid /usr/local/sbin/kube-apiserver "
                + "--audit-policy-file=/etc/kubernetes/audit.yaml --audit-log-path=/var/log/audit.log "
                + "--authentication-config=/etc/kubernetes/authentication.yaml "
                + "--authorization-config=/etc/kubernetes/authorization.yaml "
                + "--encryption-provider-config=/etc/kubernetes/encryption.yaml </dev/null >/dev/null 2>&1 &");
        assertThat(started.status()).as(started.words()).isZero();
    }

    @AfterAll
    static void down() throws Exception {
        if (lab != null) {
            lab.down();
        }
    }

    @AfterEach
    void withoutGrants() throws Exception {
        for (String host : List.of("head", "admin", "user")) {
            Files.deleteIfExists(lab.etc(host, "sudoers.d/tightship"));
            Files.deleteIfExists(lab.folder().resolve(host + "/sbin/tightship-helper"));
        }
    }

    @Test
    void the_generated_commands_are_enough_for_all_that_root_reads() throws Exception {
        Path inventory = inventory("commands");
        grant("sudoers.d/tightship", access(inventory, "sudoers", RULES));
        sameAsRoot(inventory);
    }

    @Test
    void the_generated_helper_is_enough_for_all_that_root_reads() throws Exception {
        Path inventory = inventory("helper");
        String helper = access(inventory, "helper", RULES);
        for (String host : List.of("head", "admin")) {
            Path file = Files.writeString(lab.folder().resolve(host + "/sbin/tightship-helper"), helper);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        grant("sudoers.d/tightship", access(inventory, "sudoers", RULES));
        sameAsRoot(inventory);
    }

    @Test
    void files_that_the_api_server_names_are_read_by_the_helper_and_their_keys_are_not() throws Exception {
        Path inventory = inventory("helper");
        String rules = String.join(",", NAMED) + "," + KEYS;
        Path file = Files.writeString(lab.folder().resolve("admin/sbin/tightship-helper"), access(inventory, "helper",
                rules));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        grant("sudoers.d/tightship", access(inventory, "sudoers", rules));
        Lab.Assessment root = lab.scan(inventory("root-login"), rules);
        Lab.Assessment user = lab.scan(inventory, rules);
        for (String rule : NAMED) {
            assertThat(root.outcome(rule, "node/admin")).as(rule + root.words(rule, "node/admin")).isEqualTo("PASS");
            assertThat(user.outcome(rule, "node/admin")).as(rule + user.words(rule, "node/admin")).isEqualTo("PASS");
        }
        assertThat(root.outcome(KEYS, "node/admin")).as(root.words(KEYS, "node/admin")).isEqualTo("PASS");
        assertThat(user.outcome(KEYS, "node/admin")).as(user.words(KEYS, "node/admin")).isEqualTo("PASS");
    }

    @Test
    void single_commands_do_not_read_below_another_root_and_the_words_say_why() throws Exception {
        Path inventory = inventory("commands");
        String rules = String.join(",", NAMED) + "," + KEYS;
        grant("sudoers.d/tightship", access(inventory, "sudoers", RULES + "," + rules));
        Lab.Assessment user = lab.scan(inventory, rules);
        for (String rule : List.of(NAMED.getFirst(), KEYS)) {
            assertThat(user.outcome(rule, "node/admin")).as(rule).isEqualTo("ERROR");
            assertThat(user.words(rule, "node/admin")).contains("FORBIDDEN", "beforehand without a wildcard; it needs "
                    + "privilege: root-login");
        }
    }

    @Test
    void what_is_not_granted_is_refused_and_decides_nothing() throws Exception {
        Path inventory = inventory("commands");
        grant("sudoers.d/tightship", access(inventory, "sudoers", "login-allow-list-approved"));
        Lab.Assessment said = lab.scan(inventory, RULES);
        assertThat(said.outcome("login-allow-list-approved", "node/admin")).isEqualTo("PASS");
        for (String rule : ON_THE_HEAD) {
            assertThat(said.outcome(rule, "node/head")).as(rule).isEqualTo("ERROR");
            assertThat(said.words(rule, "node/head")).contains("FORBIDDEN", "sudo does not run 'sudo -n ");
        }
        assertThat(said.outcome("login-sshd-uses-pam", "node/admin")).isEqualTo("ERROR");
    }

    private static void sameAsRoot(Path inventory) throws Exception {
        Lab.Assessment root = lab.scan(inventory("root-login"), RULES);
        Lab.Assessment user = lab.scan(inventory, RULES);
        for (String rule : ON_THE_HEAD) {
            assertThat(user.outcome(rule, "node/head")).as(rule + user.words(rule, "node/head")).isNotEqualTo("ERROR")
                    .isEqualTo(root.outcome(rule, "node/head"));
        }
        for (String rule : ON_THE_ADMIN_NODE) {
            assertThat(user.outcome(rule, "node/admin")).as(rule + user.words(rule, "node/admin")).isEqualTo("PASS")
                    .isEqualTo(root.outcome(rule, "node/admin"));
        }
    }

    private static Path inventory(String privilege) throws Exception {
        String text = Files.readString(lab.folder().resolve("site.yaml"))
                .replace("login-approved-names: [root]", "login-approved-names: [root, auditor]");
        return Files.writeString(lab.folder().resolve(privilege + ".yaml"), privilege.equals("root-login") ? text
                : text.replace("user: root", "user: auditor").replace("privilege: root-login", "privilege: " + privilege));
    }

    private static String access(Path inventory, String what, String rules) {
        CommandLineRun run = CommandLineRun.of("access", "-i", inventory.toString(), what, "--check", rules);
        assertThat(run.code()).as(run.messages()).isZero();
        return run.out();
    }

    private static void grant(String path, String rules) throws Exception {
        assertThat(rules).doesNotContain("/sh ", "/bash", " ALL\n", "NOPASSWD: ALL");
        for (String host : List.of("head", "admin")) {
            Path file = Files.writeString(lab.etc(host, path), rules);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
            Lab.Ended check = lab.in(host, "visudo", "-c", "-f", "/etc/" + path);
            assertThat(check.status()).as(check.words() + rules).isZero();
        }
    }
}
