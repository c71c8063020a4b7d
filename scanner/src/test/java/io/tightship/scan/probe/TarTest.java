package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.scan.data.MalformedDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TarTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_the_hosts_own_tar_writes_is_read_with_modes_owners_links_and_long_names() throws Exception {
        String deep = "a".repeat(90) + "/" + "b".repeat(120) + ".conf";
        Files.createDirectories(folder.resolve(deep).getParent());
        Files.writeString(folder.resolve(deep), "deep\n");
        Files.writeString(folder.resolve("one"), "1\n");
        Files.createLink(folder.resolve("two"), folder.resolve("one"));
        Files.createSymbolicLink(folder.resolve("three"), Path.of("one"));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        Files.write(folder.resolve("bytes"), new byte[] {0, 1, (byte) 0xff, 0, 10});
        folder.resolve("one").toFile().setWritable(false);
        Process tar = new ProcessBuilder(new FileProbe.ReadTree(folder.toString()).words())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        byte[] stream = tar.getInputStream().readAllBytes();
        Map<String, Tar.Entry> entries = Tar.entries(stream);
        assertThat(entries.get(folder + "/" + deep).text()).isEqualTo("deep\n");
        for (String same : new String[] {"one", "two", "three"}) {
            assertThat(entries.get(folder + "/" + same).text()).as(same).isEqualTo("1\n");
            assertThat(entries.get(folder + "/" + same).mode() & 0222).as(same).isZero();
        }
        assertThat(entries.get(folder + "/bytes").content()).containsExactly(0, 1, 0xff, 0, 10);
        assertThat(entries.get(folder.toString()).folder()).isTrue();
        assertThat(entries).doesNotContainKey(folder + "/broken");
        assertThat(entries.get(folder + "/one").owner()).isEqualTo(((Number) Files.getAttribute(folder, "unix:uid"))
                .longValue());
        for (int length = 0; length < stream.length - 10240; length += 97) { // tar pads with blocks of NUL
            byte[] cut = Arrays.copyOf(stream, length);
            try {
                assertThat(entries).containsAllEntriesOf(Map.of()).hasSizeGreaterThanOrEqualTo(Tar.entries(cut).size());
                assertThat(length).as("a cut stream is refused").isGreaterThan(lastEntry(stream));
            } catch (MalformedDocument refused) {
                assertThat(refused).hasMessageContaining("tar");
            }
        }
    }

    /** Where the last byte stands that is not NUL. */
    private static int lastEntry(byte[] stream) {
        int at = stream.length - 1;
        while (stream[at] == 0) {
            at--;
        }
        return at;
    }

    @Test
    void names_stay_text_and_sizes_are_never_believed() throws Exception {
        byte[] hostile = new byte[1536];
        byte[] name = "../../etc/shadow".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, hostile, 0, name.length);
        hostile[156] = '0';
        seal(hostile);
        assertThat(Tar.entries(hostile)).containsOnlyKeys("../../etc/shadow");
        for (String size : new String[] {"77777777777", "-1", "zz", "00000002000"}) {
            byte[] broken = hostile.clone();
            byte[] digits = size.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(digits, 0, broken, 124, digits.length);
            seal(broken);
            assertThatThrownBy(() -> Tar.entries(broken)).as(size).isInstanceOf(MalformedDocument.class);
        }
        byte[] huge = hostile.clone();
        Arrays.fill(huge, 124, 136, (byte) 0xff);
        seal(huge);
        assertThatThrownBy(() -> Tar.entries(huge)).isInstanceOf(MalformedDocument.class);
        assertThatThrownBy(() -> Tar.entries(new byte[0])).isInstanceOf(MalformedDocument.class);
    }

    /** Puts the first header's checksum in. */
    private static void seal(byte[] stream) {
        System.arraycopy(HostileTarTest.sealed(Arrays.copyOf(stream, 512)), 0, stream, 0, 512);
    }

    @Test
    void no_bytes_make_it_throw_anything_else() throws IOException {
        Random random = new Random(7);
        for (int run = 0; run < 2000; run++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int block = random.nextInt(4); block >= 0; block--) {
                byte[] header = new byte[512];
                random.nextBytes(header);
                header[0] = 'a';
                header[124] = (byte) (random.nextBoolean() ? '0' : random.nextInt());
                header[156] = (byte) "0512xLKg".charAt(random.nextInt(8));
                stream.write(HostileTarTest.sealed(header));
            }
            stream.write(new byte[random.nextInt(1025)]);
            try {
                Tar.entries(stream.toByteArray());
            } catch (MalformedDocument refused) {
                assertThat(refused).hasMessageNotContaining("\n");
            }
        }
    }
}
