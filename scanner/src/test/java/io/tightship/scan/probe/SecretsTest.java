package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.scan.inventory.Credential.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void a_file_loses_its_last_line_break_alone() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), " two\nlines \r\n");
        assertThat(Secrets.read(new Secret.InFile(file))).isEqualTo(" two\nlines ");
    }

    @Test
    void what_is_missing_or_empty_is_named() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThatThrownBy(() -> Secrets.read(new Secret.InFile(empty))).isInstanceOf(SessionFailure.class)
                .hasMessageContaining(empty.toString());
        assertThatThrownBy(() -> Secrets.read(new Secret.InFile(folder.resolve("none"))))
                .isInstanceOf(SessionFailure.class).hasMessageContaining("NoSuchFile");
        assertThatThrownBy(() -> Secrets.read(new Secret.InEnvironment("TIGHTSHIP_TEST_IS_NOT_SET")))
                .isInstanceOf(SessionFailure.class).hasMessageContaining("TIGHTSHIP_TEST_IS_NOT_SET");
    }
}
