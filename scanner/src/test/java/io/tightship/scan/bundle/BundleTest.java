package io.tightship.scan.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Digest;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle keeps comes back, and a bundle that somebody made or changed is refused by name. */
class BundleTest {

    private static final Instant AT = Instant.parse("2026-11-21T02:00:00.123456Z");
    private static final SessionId NODE = SessionId.node(new Target.Node("n1", Set.of(NodeRole.WORKER),
            Optional.empty(), Space.USER, Optional.empty(), false, Optional.empty()));
    private static final Probe READ = new FileProbe.ReadFile("/etc/a");
    private static final Probe ABSENT = new FileProbe.ReadFile("/etc/b");
    private static final Probe UNREAD = new FileProbe.ReadFile("/etc/c");

    @TempDir
    private Path folder;

    @Test
    void readings_come_back_as_they_were() throws Exception {
        Map<Probe, Reading> readings = readings();
        try (Bundle bundle = Bundle.open(bundle(Optional.empty()))) {
            readings.forEach((probe, reading) -> assertThat(bundle.reading(NODE, probe)).usingRecursiveComparison()
                    .isEqualTo(reading));
            Reading other = bundle.reading(NODE, new FileProbe.ReadFile("/etc/d"));
            assertThat(other.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread ->
                    assertThat(unread.reason()).isEqualTo(Reason.NOT_COLLECTED));
            assertThat(bundle.inventory()).isEqualTo("site: s\n");
            assertThat(bundle.advisories()).isEqualTo("date: 2026-11-20\n");
            assertThat(bundle.decisions()).containsExactly(Map.entry("w.yaml", "waivers: []\n"));
            assertThat(bundle.manifest().startedAt()).isEqualTo(AT);
            assertThat(bundle.manifest().footprint()).containsExactly(new Footprint("node/n1", 1, 2, 3, 4));
            assertThat(bundle.manifest().asked()).isEqualTo(asked());
            assertThat(bundle.readings()).isEqualTo(3);
            assertThat(bundle.isSigned()).isFalse();
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("evidence.zip"))).hasSize(2);
    }

    @Test
    void a_signature_stands_for_everything_in_it() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signer signer = Signer.of(pem("private.pem", "PRIVATE KEY", keys.getPrivate().getEncoded()));
        Path file = bundle(Optional.of(signer));
        try (Bundle bundle = Bundle.open(file)) {
            assertThat(bundle.isSigned()).isTrue();
            assertThat(bundle.isSignedBy(Signer.publicKey(pem("public.pem", "PUBLIC KEY",
                    keys.getPublic().getEncoded())))).isTrue();
            assertThat(bundle.isSignedBy(others.getPublic())).isFalse();
        }
        try (Bundle bundle = Bundle.open(changed(file, entries -> entries.put("manifest.json", new String(
                entries.get("manifest.json"), StandardCharsets.UTF_8).replace("\"profile\":\"all\"",
                "\"profile\":\"any\"").getBytes(StandardCharsets.UTF_8))))) {
            assertThat(bundle.isSignedBy(keys.getPublic())).isFalse();
        }
        try (Bundle bundle = Bundle.open(changed(file, entries -> entries.put("manifest.sig", new byte[3])))) {
            assertThat(bundle.isSignedBy(keys.getPublic())).isFalse();
        }
    }

    @Test
    void what_is_no_key_is_told_with_how_to_make_one() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        Path other = pem("rsa.pem", "PRIVATE KEY", rsa.generateKeyPair().getPrivate().getEncoded());
        assertThatThrownBy(() -> Signer.of(other)).hasMessageContaining("holds no private Ed25519 key")
                .hasMessageContaining("openssl genpkey");
        Path text = Files.writeString(folder.resolve("text"), "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> Signer.of(text)).hasMessageContaining("holds no private Ed25519 key");
        assertThatThrownBy(() -> Signer.publicKey(other)).hasMessageContaining("holds no public Ed25519 key");
        assertThatThrownBy(() -> Signer.of(folder.resolve("none"))).hasMessageContaining("there is no such file");
    }

    @Test
    void a_bundle_that_was_changed_is_refused_by_the_name_of_what_differs() throws Exception {
        Path file = bundle(Optional.empty());
        String body = "readings/" + Digest.sha256("text\n".getBytes(StandardCharsets.UTF_8));
        assertRefused(changed(file, entries -> entries.put(body, "other\n".getBytes(StandardCharsets.UTF_8))),
                body + " is not what the run wrote");
        assertRefused(changed(file, entries -> entries.put("inventory.yaml", "site: t\n".getBytes(
                StandardCharsets.UTF_8))), "inventory.yaml is not what the run wrote");
        assertRefused(changed(file, entries -> entries.remove(body)), body + " is missing");
        assertRefused(changed(file, entries -> entries.remove("sessions/000001.json")), "sessions/000001.json is missing");
        assertRefused(changed(file, entries -> entries.remove("manifest.json")), "it holds no manifest.json");
        assertRefused(changed(file, entries -> entries.put("manifest.json", "{}".getBytes(StandardCharsets.UTF_8))),
                "manifest.json: 'format' is not a text");
        assertRefused(changed(file, entries -> entries.put("sessions/000002.json", "{}".getBytes(
                StandardCharsets.UTF_8))), "sessions/000002.json belongs to nothing");
        assertRefused(changed(file, entries -> entries.put("readings/" + "0".repeat(64), new byte[1])),
                "belongs to nothing that the manifest lists");
    }

    @Test
    void names_that_climb_out_and_other_entries_that_no_run_writes_are_refused() throws Exception {
        Path file = bundle(Optional.empty());
        for (String name : List.of("../../etc/cron.d/x", "/etc/passwd", "readings/../x", "decisions/0/../../x",
                "a\\..\\b", "readings/", "bash\u001b[31m")) {
            assertRefused(changed(file, entries -> entries.put(name, new byte[1])), "an entry that no run writes: '");
        }
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void what_unpacks_to_too_much_is_refused_before_it_is_unpacked() throws Exception {
        Path file = bundle(Optional.empty());
        byte[] zeros = new byte[5 << 20];
        Path bomb = changed(file, entries -> entries.put("decisions/1/bomb.yaml", zeros));
        assertThat(Files.size(bomb)).isLessThan(20_000);
        assertThatThrownBy(() -> Bundle.open(bomb, new Bundle.Bounds(1 << 20, 1 << 30, 1000)))
                .isInstanceOf(DamagedBundle.class);
        Path listed = changed(file, entries -> {
            entries.put("decisions/1/bomb.yaml", zeros);
            entries.put("manifest.json", new String(entries.get("manifest.json"), StandardCharsets.UTF_8).replace(
                    "\"files\":{", "\"files\":{\"decisions/1/bomb.yaml\":\"" + Digest.sha256(zeros) + "\",").getBytes(
                    StandardCharsets.UTF_8));
        });
        Bundle.open(listed).close();
        assertThatThrownBy(() -> Bundle.open(listed, new Bundle.Bounds(1 << 20, 1 << 30, 1000)))
                .hasMessageContaining("decisions/1/bomb.yaml unpacks to more than 1048576 bytes");
        assertThatThrownBy(() -> Bundle.open(listed, new Bundle.Bounds(8 << 20, 1 << 20, 1000)))
                .hasMessageContaining("it unpacks to more than 1048576 bytes");
        assertThatThrownBy(() -> Bundle.open(listed, new Bundle.Bounds(8 << 20, 1 << 30, 3)))
                .hasMessageContaining("it holds more than 3 entries");
        Path manifest = changed(file, entries -> entries.put("manifest.json", zeros));
        assertThatThrownBy(() -> Bundle.open(manifest, new Bundle.Bounds(1 << 20, 1 << 30, 1000)))
                .hasMessageContaining("manifest.json unpacks to more than");
    }

    @Test
    void what_is_no_archive_or_cut_short_is_refused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.zip"), "no archive");
        assertRefused(text, "it is not a zip archive, or cut short");
        byte[] whole = Files.readAllBytes(bundle(Optional.empty()));
        for (int length : new int[] {0, 30, whole.length / 2, whole.length - 5}) {
            assertRefused(Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(whole, length)),
                    "it is not a zip archive, or cut short");
        }
        assertThatThrownBy(() -> Bundle.open(folder.resolve("none"))).hasMessageContaining("there is no such file");
        for (int i = 40; i < whole.length - 40; i += 97) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x55;
            Path file = Files.write(folder.resolve("flipped.zip"), flipped);
            try (Bundle bundle = Bundle.open(file)) {
                // A flipped bit that changes nothing, such as one of an entry's time: every reading is what it was.
                assertThat(bundle.reading(NODE, READ)).usingRecursiveComparison().isEqualTo(readings().get(READ));
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(DamagedBundle.class);
            }
        }
    }

    @Test
    void a_bundle_that_is_not_finished_leaves_nothing() throws Exception {
        try (BundleWriter writer = BundleWriter.create(folder.resolve("evidence.zip"))) {
            writer.accept(NODE, readings());
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private Path bundle(Optional<Signer> signer) throws IOException {
        Path file = folder.resolve("evidence.zip");
        try (BundleWriter writer = BundleWriter.create(file)) {
            writer.accept(NODE, readings());
            writer.finish(new Manifest("1", AT, AT.plusSeconds(3), false, asked(), List.of(new Footprint("node/n1", 1, 2, 3,
                    4)), new TreeMap<>()), "site: s\n", Optional.of("date: 2026-11-20\n"), List.of(
                    Map.entry("w.yaml", "waivers: []\n")), signer);
        }
        return file;
    }

    private static Manifest.Asked asked() {
        return new Manifest.Asked(List.of("b"), "all", List.of("v=1"), List.of("c*"), List.of("t*"), "99.5", true, true);
    }

    private static Map<Probe, Reading> readings() {
        Map<Probe, Reading> readings = new LinkedHashMap<>();
        readings.put(READ, Reading.read(NODE, READ, AT, Duration.ofNanos(1_234_567), 1, "cat: odd",
                "text\n".getBytes(StandardCharsets.UTF_8)));
        readings.put(ABSENT, Reading.absent(NODE, ABSENT, AT, Duration.ZERO, "No such file"));
        readings.put(UNREAD, Reading.unread(NODE, UNREAD, AT, Duration.ZERO, SessionFailure.onTheWay("node/jump",
                Reason.UNREACHABLE, "no route")));
        return readings;
    }

    /** Changes the entries of an archive. */
    @FunctionalInterface
    interface Change {
        void to(Map<String, byte[]> entries);
    }

    private Path changed(Path file, Change change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        change.to(entries);
        Path changed = folder.resolve("changed.zip");
        try (OutputStream out = Files.newOutputStream(changed); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return changed;
    }

    private static void assertRefused(Path file, String expected) {
        assertThatThrownBy(() -> Bundle.open(file)).isInstanceOf(DamagedBundle.class).hasMessageStartingWith(file
                + " is refused: ").hasMessageContaining(expected).message().hasLineCount(1).doesNotContain("\u001b");
    }

    private Path pem(String name, String label, byte[] content) throws IOException {
        return Files.writeString(folder.resolve(name), "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + label + "-----\n");
    }
}
