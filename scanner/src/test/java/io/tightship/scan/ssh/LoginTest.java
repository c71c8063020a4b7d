package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to log in, and what is said where the host does not let us in. */
class LoginTest {

    private static final Duration TIME = Duration.ofSeconds(20);
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_password_lets_in_in_both_ways_that_the_protocol_has(boolean interactive) throws Exception {
        try (TestHost host = TestHost.normal().password("correct horse", interactive).start();
             SshSite site = password(host, "correct horse\n")) {
            assertThat(site.ask("node", TIME, UPTIME).getFirst().text()).matches("[0-9.]+ [0-9.]+\n");
            assertThat(host.logins()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_wrong_password_is_an_authentication_failure_and_is_tried_once(boolean interactive) throws Exception {
        try (TestHost host = TestHost.normal().password("correct horse", interactive).start();
             SshSite site = password(host, "wrong")) {
            SessionFailure failure = failure(site);
            assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("node (127.0.0.1:" + host.port() + ") does not let user auditor in")
                    .hasMessageContaining(interactive ? "it allows keyboard-interactive" : "it allows password")
                    .hasMessageNotContaining("wrong");
            assertThat(host.logins()).isEqualTo(1);
            assertThat(host.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_host_that_takes_passwords_in_both_ways_is_offered_a_wrong_one_once_so_that_no_account_is_locked()
            throws Exception {
        try (TestHost host = TestHost.normal().password("correct horse", false).bothWays().start();
             SshSite site = password(host, "wrong")) {
            assertThat(failure(site).reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(host.logins()).isEqualTo(1);
        }
    }

    @Test
    void a_host_that_takes_no_passwords_says_what_it_takes() throws Exception {
        try (TestHost host = TestHost.normal().keysOnly().start(); SshSite site = password(host, "any")) {
            SessionFailure failure = failure(site);
            assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("in by password, keyboard-interactive; it allows publickey");
        }
    }

    @Test
    void an_encrypted_key_is_opened_by_the_passphrase_that_the_inventory_refers_to() throws Exception {
        SshSite.key(folder.resolve("encrypted"), "open sesame");
        Files.writeString(folder.resolve("passphrase"), "open sesame\n");
        try (TestHost host = TestHost.normal().start();
             SshSite site = site(host, "{kind: ssh-key, user: root, key-file: encrypted, passphrase-file: passphrase}")) {
            assertThat(site.ask("node", TIME, UPTIME).getFirst().text()).isNotEmpty();
        }
    }

    @Test
    void an_encrypted_key_without_its_passphrase_or_with_another_one_says_so_and_connects_nowhere_in_vain()
            throws Exception {
        SshSite.key(folder.resolve("encrypted"), "open sesame");
        Files.writeString(folder.resolve("passphrase"), "another\n");
        try (TestHost host = TestHost.normal().start();
             SshSite without = site(host, "{kind: ssh-key, user: root, key-file: encrypted}");
             SshSite wrong = site(host,
                     "{kind: ssh-key, user: root, key-file: encrypted, passphrase-file: passphrase}")) {
            assertThat(failure(without).reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(failure(without)).hasMessageContaining("credential c")
                    .hasMessageContaining("is encrypted").hasMessageContaining("passphrase-file");
            assertThat(failure(wrong).reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(failure(wrong)).hasMessageContaining("cannot be opened with its passphrase")
                    .hasMessageNotContaining("another");
        }
    }

    @Test
    void a_file_that_is_no_key_says_so() throws Exception {
        Files.writeString(folder.resolve("text"), "not a key\n");
        try (TestHost host = TestHost.normal().start();
             SshSite site = site(host, "{kind: ssh-key, user: root, key-file: text}")) {
            assertThat(failure(site)).hasMessageContaining("is not a private key that can be used");
        }
    }

    private SshSite password(TestHost host, String password) throws Exception {
        Files.writeString(folder.resolve("password"), password);
        return site(host, "{kind: password, user: auditor, password-file: password}");
    }

    private SshSite site(TestHost host, String credential) throws Exception {
        return SshSite.of(folder, """
                credentials: {c: %s}
                connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(credential, host.port()), host);
    }

    private static SessionFailure failure(SshSite site) {
        return catchThrowableOfType(SessionFailure.class, () -> site.open("node", TIME).close());
    }
}
