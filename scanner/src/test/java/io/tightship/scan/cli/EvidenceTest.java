package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.report.ReportFormat;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was read once is judged again, when the site and its inventory are gone. */
class EvidenceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"hardened,0", "lax,1", "broken,3"})
    void a_bundle_gives_the_same_bytes_as_the_run_itself_in_every_format_and_another_process(String name, int code) throws Exception {
        Path bundle = folder.resolve("evidence.zip");
        Path home = folder.resolve("site");
        Path waivers = Files.writeString(folder.resolve("waivers.yaml"), "waivers:\n  - {rule: login-*, target: 'c*', "
                + "reason: known, authority: CISO, expires: 2199-12-31}\n");
        Path run = folder.resolve("run");
        try (SimulatedSite site = SimulatedSite.start(name, home)) {
            Files.writeString(home.resolve("faults.yaml"), "name: faults that we know\ndate: 2026-01-31\nsource: us\n"
                    + "advisories:\n  - {id: CVE-2099-1, toolkit: 1.0.0, source: us}\n");
            Files.writeString(site.inventory(), "advisories: faults.yaml\n", StandardOpenOption.APPEND);
            CommandLineRun scan = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", run.toString(),
                    "--timeout", "15", "--evidence", bundle.toString(), "--waivers", waivers.toString(), "--set",
                    "login-approved-names=root,contractor");
            assertThat(scan.code()).as(scan.messages()).isEqualTo(code);
        }
        delete(home);
        Files.delete(waivers);
        Path again = folder.resolve("again");
        // In a process of its own: the order of sets and maps of literals is another one in each.
        Process evaluated = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(),
                "evaluate", bundle.toString(), "-o", again.toString()).redirectErrorStream(true).start();
        String said = new String(evaluated.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(evaluated.waitFor()).as(said).isEqualTo(code);
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(again.resolve(format.fileName())).hasSameBinaryContentAs(run.resolve(format.fileName()));
        }
        assertThat(run.resolve("report.html")).content().contains("faults that we know of 2026-01-31, ");
        Path narrowed = folder.resolve("narrowed");
        CommandLineRun.of("evaluate", bundle.toString(), "-o", narrowed.toString(), "--format", "json", "--check",
                "login-sshd-uses-pam", "--no-waivers");
        Data assessment = Json.parse(Files.readString(narrowed.resolve("assessment.json")));
        assertThat(assessment.get("rules").list()).hasSize(1);
        assertThat(assessment.get("waivers").list()).isEmpty();
    }

    @Test
    void servers_on_loopback_are_no_trouble_where_their_nodes_reach_them_and_stand_in_the_bundle() throws Exception {
        Path bundle = folder.resolve("evidence.zip");
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            CommandLineRun collect = CommandLineRun.of("collect", "-i", site.inventory().toString(), "--evidence",
                    bundle.toString(), "--check", "*-tls-on-the-wire");
            assertThat(collect.messages()).contains("Collected: " + bundle).doesNotContain("could not be read");
            assertThat(collect.code()).isZero();
        }
        CommandLineRun evaluated = CommandLineRun.of("evaluate", bundle.toString(), "-o", folder.resolve("out").toString(),
                "--check", "*-tls-on-the-wire", "--format", "json");
        assertThat(evaluated.code()).as(evaluated.messages()).isZero();
        assertThat(Files.readString(folder.resolve("out/assessment.json"))).contains("through the node");
    }

    @Test
    void what_was_not_collected_is_an_error_and_never_a_pass() throws Exception {
        Path bundle = folder.resolve("evidence.zip");
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            CommandLineRun collect = CommandLineRun.of("collect", "-i", site.inventory().toString(), "--evidence",
                    bundle.toString(), "--check", "login-sshd-uses-pam");
            assertThat(collect.code()).as(collect.messages()).isZero();
            assertThat(collect.messages()).contains("Collected: " + bundle);
        }
        CommandLineRun other = CommandLineRun.of("evaluate", bundle.toString(), "-o", folder.resolve("out").toString(),
                "--check", "kyverno-installed", "--format", "json");
        assertThat(other.code()).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("out/assessment.json"))).contains("NOT_COLLECTED")
                .doesNotContain("\"PASS\",\"severity");
    }

    @Test
    void a_key_signs_it_and_tells_another_bundle_apart() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = pem("key.pem", "PRIVATE KEY", keys.getPrivate().getEncoded());
        Path open = pem("public.pem", "PUBLIC KEY", keys.getPublic().getEncoded());
        Path other = pem("other.pem", "PUBLIC KEY", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()
                .getEncoded());
        Path bundle = folder.resolve("evidence.zip");
        Path unsigned = folder.resolve("unsigned.zip");
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            String[] collect = {"collect", "-i", site.inventory().toString(), "--check", "login-sshd-uses-pam", "-q"};
            assertThat(with(collect, "--evidence", bundle.toString(), "--sign-with", key.toString()).code()).isZero();
            assertThat(with(collect, "--evidence", unsigned.toString()).messages()).isEmpty();
            assertThat(with(collect, "--evidence", "x.zip", "--sign-with", open.toString()).messages())
                    .contains("holds no private Ed25519 key");
            assertThat(with(collect, "--sign-with", key.toString()).code()).isEqualTo(2);
            CommandLineRun nowhere = with(collect, "--evidence", folder.resolve("none/x.zip").toString());
            assertThat(nowhere.code()).isEqualTo(4);
            assertThat(nowhere.messages()).contains("No such file or directory").doesNotContain("\tat ");
        }
        assertThat(CommandLineRun.of("verify", bundle.toString(), "--key", open.toString()).out())
                .contains(" is whole: ", "It was signed with the key " + open);
        CommandLineRun wrong = CommandLineRun.of("verify", bundle.toString(), "--key", other.toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.messages()).contains("is refused: it was not signed with the key");
        assertThat(CommandLineRun.of("verify", unsigned.toString()).out()).contains("It is not signed.");
        assertThat(CommandLineRun.of("evaluate", unsigned.toString(), "--key", open.toString()).messages())
                .contains("it is not signed");
        if (Files.isExecutable(Path.of("/usr/bin/openssl"))) {
            try (ZipFile zip = new ZipFile(bundle.toFile())) {
                for (String entry : new String[] {"manifest.json", "manifest.sig"}) {
                    Files.write(folder.resolve(entry), zip.getInputStream(zip.getEntry(entry)).readAllBytes());
                }
            }
            Process openssl = new ProcessBuilder("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", open.toString(),
                    "-rawin", "-in", folder.resolve("manifest.json").toString(), "-sigfile",
                    folder.resolve("manifest.sig").toString()).redirectErrorStream(true).start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(openssl.waitFor()).as(said).isZero();
        }
    }

    @Test
    void what_is_no_bundle_is_a_usage_error() throws Exception {
        Path text = Files.writeString(folder.resolve("text.zip"), "x");
        for (String command : new String[] {"evaluate", "verify"}) {
            CommandLineRun run = CommandLineRun.of(command, text.toString());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.messages()).contains("is refused: it is not a zip archive").doesNotContain("\tat ");
            assertThat(CommandLineRun.of(command, folder.resolve("none").toString()).messages())
                    .contains("there is no such file");
        }
        assertThat(CommandLineRun.of("collect", "-i", "x.yaml").messages()).contains("expected --evidence FILE");
    }

    private static CommandLineRun with(String[] some, String... more) {
        return CommandLineRun.of(Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new));
    }

    private Path pem(String name, String label, byte[] content) throws IOException {
        return Files.writeString(folder.resolve(name), "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + label + "-----\n");
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
