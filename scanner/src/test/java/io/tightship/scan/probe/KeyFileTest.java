package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files of authorized keys; the fingerprints are those that ssh-keygen prints. */
class KeyFileTest {

    private static final String BODY = "AAAAC3NzaC1lZDI1NTE5AAAAIMNoeFPXdQghgmLhwU5evqtRccuUiSstvlPh4WXbQhIO";
    private static final String FINGERPRINT = "SHA256:eguaGFMZx/eUGSVVOkJOLMDAOF4ql5JD4XSygFXd84Q";

    private static String kept(String file) {
        return new String(KeyFile.project(file.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void of_a_key_its_fingerprint_is_kept_and_its_body_is_not() {
        String kept = kept("# comment\n\nssh-ed25519 " + BODY + " bob@laptop\n");
        assertThat(kept).contains(FINGERPRINT, "\"line\":3", "bob@laptop").doesNotContain(BODY);
    }

    @Test
    void options_are_kept_as_written_also_with_quotes_and_spaces_and_an_environment_is_masked() {
        assertThat(kept("from=\"10.0.0.0/8, 10.1.2.3\",command=\"echo \\\"a b\\\"\" ssh-ed25519 " + BODY))
                .contains(FINGERPRINT, "10.1.2.3", "echo");
        assertThat(kept("no-pty,environment=\"TOKEN=abc\" ssh-ed25519 " + BODY)).contains(FINGERPRINT, "no-pty")
                .doesNotContain("abc");
        assertThat(kept("cert-authority\tssh-ed25519\t" + BODY)).contains(FINGERPRINT, "cert-authority");
    }

    @Test
    void a_line_that_is_no_key_keeps_its_number_alone() {
        for (String line : new String[] {"ssh-ed25519 AAAA", "ssh-rsa " + BODY, "garbage", "ssh-ed25519",
            "secret=\"x ssh-ed25519 " + BODY}) {
            assertThat(kept(line)).as(line).isEqualTo("{\"lines\":[{\"line\":1}]}");
        }
        assertThat(kept("")).isEqualTo("{\"lines\":[]}");
    }
}
