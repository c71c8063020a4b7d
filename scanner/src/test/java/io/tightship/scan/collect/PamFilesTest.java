package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.linux.PamLine;
import io.tightship.scan.data.MalformedDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PamFilesTest {

    @Test
    void t61_includes_continuations_comments_dashes_and_full_paths_are_read_as_libpam_reads_them() throws Exception {
        List<PamLine> lines = account("sshd", Map.of("sshd", """
                # account required pam_commented.so
                auth     required pam_env.so
                @include common-account
                -account  [success=1 default=ignore] \\
                          /lib/security/pam_sss.so  use_first_pass
                account    include  more
                account    substack nested   # a comment
                ACCOUNT    Required pam_nologin.so
                """, "common-account", "account required pam_unix.so\n", "more", "account requisite pam_more.so\n",
                "nested", "account sufficient pam_nested.so\n"));
        assertThat(lines).extracting(PamLine::module).containsExactly("pam_unix.so", "pam_sss.so", "pam_more.so", "",
                "pam_nologin.so");
        assertThat(lines.get(1).line()).isEqualTo(4);
        assertThat(lines.get(1).path()).isEqualTo("/etc/pam.d/sshd");
        assertThat(lines.get(3).nested()).extracting(PamLine::module).containsExactly("pam_nested.so");
        assertThat(lines.get(0).path()).isEqualTo("/etc/pam.d/common-account");
    }

    @Test
    void t62_a_line_that_goes_on_swallows_what_comes_after_comments_and_blank_lines_as_with_libpam() throws Exception {
        assertThat(account("sshd", Map.of("sshd", """
                account required pam_access.so \\
                # the gate

                account required pam_bright.so
                """))).extracting(PamLine::module).containsExactly("pam_access.so");
        assertThat(account("sshd", Map.of("sshd", """
                account required pam_access.so nodefgroup \\ # site
                account required pam_bright.so
                # a comment does not go on \\
                account required pam_permit.so
                """))).extracting(PamLine::module).containsExactly("pam_access.so", "pam_bright.so", "pam_permit.so");
    }

    @Test
    void a_service_without_a_file_or_without_account_lines_is_the_service_other() throws Exception {
        Map<String, String> files = Map.of("other", "account required pam_deny.so\n", "sshd", "auth required pam_x.so\n");
        assertThat(account("nothing", files)).extracting(PamLine::module).containsExactly("pam_deny.so");
        assertThat(account("sshd", files)).extracting(PamLine::module).containsExactly("pam_deny.so");
    }

    @Test
    void what_libpam_would_refuse_or_what_was_not_read_is_never_a_stack() {
        assertThatThrownBy(() -> account("sshd", Map.of("sshd", "account include missing\n")))
                .isInstanceOf(MalformedDocument.class).hasMessageContaining("/etc/pam.d/sshd:1");
        assertThatThrownBy(() -> account("sshd", Map.of("sshd", "account include /opt/pam\n")))
                .isInstanceOf(MalformedDocument.class);
        assertThatThrownBy(() -> account("sshd", Map.of("sshd", "account include sshd\n")))
                .isInstanceOf(MalformedDocument.class).hasMessageContaining("deeper");
        assertThatThrownBy(() -> account("sshd", Map.of("sshd", "account maybe pam_x.so\n")))
                .isInstanceOf(MalformedDocument.class).hasMessageContaining("'maybe' is not a PAM control");
        assertThatThrownBy(() -> account("sshd", Map.of("sshd", "account [success=perhaps] pam_x.so\n")))
                .isInstanceOf(MalformedDocument.class);
    }

    private static List<PamLine> account(String service, Map<String, String> files) throws MalformedDocument {
        Map<String, String> byPath = new HashMap<>();
        files.forEach((name, text) -> byPath.put("/etc/pam.d/" + name, text));
        return new PamFiles(byPath, List.of("/etc/pam.d", "/usr/lib/pam.d")).account(service);
    }
}
