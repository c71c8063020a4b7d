package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.scan.data.MalformedDocument;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are wrong, or that a host made to deceive. */
class HostileTarTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "pax", "oldgnu"})
    @EnabledOnOs(OS.LINUX)
    void every_format_of_the_hosts_own_tar_gives_the_same(String format) throws Exception {
        String deep = "a".repeat(120) + "/" + "é".repeat(60) + ".conf";
        Files.createDirectories(folder.resolve(deep).getParent());
        Files.writeString(folder.resolve(deep), "deep\n");
        Files.createLink(folder.resolve("link"), folder.resolve(deep)); // its target's name is too long for a header
        Files.writeString(folder.resolve("two\nlines " + "b".repeat(120)), "odd\n");
        Files.createSymbolicLink(folder.resolve("nothing"), Path.of("/dev/null"));
        Map<String, Tar.Entry> entries = Tar.entries(tar(format));
        assertThat(entries.get(folder + "/" + deep).text()).isEqualTo("deep\n");
        assertThat(entries.get(folder + "/link").text()).isEqualTo("deep\n");
        assertThat(entries.get(folder + "/two\nlines " + "b".repeat(120)).text()).isEqualTo("odd\n");
        assertThat(entries.get(folder + "/nothing").text()).as("/dev/null reads as an empty file").isEmpty();
    }

    @Test
    void a_name_with_line_breaks_cannot_rename_another_entry() throws Exception {
        byte[] path = "/etc/x\n25 path=/etc/pam.d/sshd\n".getBytes(StandardCharsets.UTF_8);
        String record = " path=" + new String(path, StandardCharsets.UTF_8) + "\n";
        int length = record.length() + 2;
        assertThat(Tar.entries(archive(entry("pax", 'x', (length + record).getBytes(StandardCharsets.UTF_8)),
                entry("short", '0', "text".getBytes(StandardCharsets.UTF_8)))))
                .containsOnlyKeys(new String(path, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"path=/etc/x\n", "99 path=/etc/x\n", "3 path=/etc/x\n", "-1 path=/x\n", "0 path=/x\n",
        "99999999999 path=/x\n", "13 path=/etc/x", "15 path/etc/x/y\n"})
    void records_that_are_not_in_paxs_form_are_refused(String records) {
        assertThatThrownBy(() -> Tar.entries(archive(entry("pax", 'x', records.getBytes(StandardCharsets.UTF_8)),
                entry("short", '0', new byte[0])))).isInstanceOf(MalformedDocument.class);
    }

    @Test
    void a_link_to_what_is_not_in_the_stream_and_what_is_no_file_are_refused_and_never_left_out() {
        for (char type : "12346SVM".toCharArray()) {
            assertThatThrownBy(() -> Tar.entries(archive(entry("/etc/security/pam_allow.conf", type, new byte[0]))))
                    .as("type " + type).isInstanceOf(MalformedDocument.class)
                    .hasMessageContaining("/etc/security/pam_allow.conf");
        }
    }

    @Test
    void what_begins_with_nothing_is_no_empty_archive() {
        for (int length : new int[] {1, 511, 512, 700, 1024, 5000}) {
            byte[] garbage = new byte[length];
            new Random(length).nextBytes(garbage);
            garbage[0] = 0;
            assertThatThrownBy(() -> Tar.entries(garbage)).as(length + " bytes").isInstanceOf(MalformedDocument.class);
        }
    }

    @Test
    void text_is_no_archive() {
        for (String text : List.of("Permission denied\n".repeat(100), "0".repeat(2048), "\n".repeat(1024),
                "tar: command not found\n", " ".repeat(4096))) {
            assertThatThrownBy(() -> Tar.entries(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedDocument.class);
        }
    }

    @Test
    void a_changed_header_is_refused_and_never_another_entry() throws Exception {
        byte[] whole = archive(entry("/etc/pam.d/sshd", '0', "account required pam_x.so\n"
                .getBytes(StandardCharsets.UTF_8)));
        for (int at = 0; at < 512; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    assertThat(Tar.entries(changed)).as("byte " + at + " bit " + bit)
                            .containsOnlyKeys("/etc/pam.d/sshd");
                } catch (MalformedDocument refused) {
                    assertThat(refused).hasMessageNotContaining("\n");
                }
            }
        }
    }

    @Test
    void every_cut_is_refused() {
        byte[] whole = archive(entry("/etc/pam.d/", '5', new byte[0]), entry("/etc/pam.d/sshd", '0', new byte[513]),
                entry("/etc/pam.d/other", '0', new byte[1]));
        int end = whole.length - 1024; // one block of zeros is enough of an end
        for (int length = 0; length < end + 512; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Tar.entries(cut)).as("cut at " + length).isInstanceOf(MalformedDocument.class);
        }
    }

    private byte[] tar(String format) throws Exception {
        List<String> words = new ArrayList<>(new FileProbe.ReadTree(folder.toString()).words());
        words.add(1, "--format=" + format);
        Process tar = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return tar.getInputStream().readAllBytes();
    }

    private static byte[] archive(byte[]... entries) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            stream.writeBytes(entry);
        }
        stream.writeBytes(new byte[1024]);
        return stream.toByteArray();
    }

    private static byte[] entry(String name, char type, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, String.format("%011o", content.length));
        put(header, 257, "ustar");
        header[156] = (byte) type;
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(sealed(header));
        entry.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
        return entry.toByteArray();
    }

    /** The header with its checksum. */
    static byte[] sealed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, header.length - at));
    }
}
