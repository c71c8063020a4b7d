package io.tightship.scan.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.scan.dist.Sbom.Component;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy/package makes of a build: it runs after the jars are made. */
class ArchivesIT {

    private static final Path HOME = Path.of("..");
    private static final Path PAGE = HOME.resolve("THIRD-PARTY.txt");
    private static final String LICENCE_OF_OURS = "Apache-2.0";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void packed() throws Exception {
        assumeTrue(Files.exists(Path.of("target", "sbom.cdx.json")), "mvn -o makes no bill of materials");
        assumeTrue(said("tar", "--version").contains("GNU tar"), "needs GNU tar");
        if (Boolean.getBoolean("tightship.regenerate")) {
            Files.writeString(PAGE, page());
        }
        said(HOME.resolve("deploy/package").toString(), folder.toString());
        try (Stream<Path> archives = Files.list(folder)) {
            for (Path archive : archives.filter(file -> file.toString().endsWith(".tar.gz")).toList()) {
                said("tar", "-xzf", archive.toString(), "-C", folder.toString());
            }
        }
    }

    private static String page() throws IOException {
        Map<Component, Path> jars = new HashMap<>(ThirdParty.shipped(HOME.resolve("fixtures/target/demo"),
                Sbom.of(HOME.resolve("fixtures/target/sbom.cdx.json"))));
        jars.putAll(ThirdParty.shipped(Path.of("target", "lib"), Sbom.of(Path.of("target", "sbom.cdx.json"))));
        return new ThirdParty(jars).page();
    }

    @Test
    void the_page_of_licences_is_up_to_date() throws IOException {
        assertThat(Files.readString(PAGE)).as("regenerate it: mvn verify -Dtest=none "
                + "-Dsurefire.failIfNoSpecifiedTests=false -Dtightship.regenerate=true").isEqualTo(page());
    }

    @Test
    void every_jar_stands_with_its_digest_and_its_licence_in_the_bill_of_materials_and_on_the_page() throws Exception {
        for (Path archive : unpacked()) {
            List<String> page = Files.readAllLines(archive.resolve("THIRD-PARTY.txt"));
            assertThat(archive.resolve("LICENSE")).exists();
            for (Path jars : List.of(archive.resolve("lib"), archive.resolve("demo"))) {
                if (!Files.exists(jars)) {
                    continue;
                }
                Sbom sbom = Sbom.of((jars.endsWith("lib") ? archive : jars).resolve("sbom.cdx.json"));
                assertThat(sbom.errors()).isEmpty();
                assertThat(digests(jars)).isNotEmpty().containsExactlyInAnyOrderEntriesOf(named(sbom, jars));
                for (Component component : sbom.components()) {
                    assertThat(component.licences()).as(component.name()).isNotEmpty()
                            .isSubsetOf(ThirdParty.ACCEPTED);
                    if (component.group().equals("io.tightship")) {
                        assertThat(component.licences()).containsExactly(LICENCE_OF_OURS);
                    } else {
                        assertThat(page).anyMatch(line -> line.matches("\\Q" + component.name() + "\\E +\\Q"
                                + component.version() + "\\E +\\Q" + String.join(", ", component.licences())
                                + "\\E .*"));
                    }
                }
            }
        }
    }

    @Test
    void a_licence_that_wants_its_text_to_travel_along_has_it_on_the_page() throws IOException {
        String page = Files.readString(PAGE);
        for (Component component : Sbom.of(Path.of("target", "sbom.cdx.json")).components()) {
            if (!component.licences().equals(List.of(LICENCE_OF_OURS))) {
                assertThat(page).contains("\n" + component.name() + " " + component.version() + ", META-INF/");
            }
        }
        assertThat(page).contains("poi 5.5.1, META-INF/NOTICE\n", "Copyright (c) 2000-2026 The Legion of the Bouncy",
                "Jonathan Hedley", "QOS.ch").doesNotContain("TERMS AND CONDITIONS FOR USE, REPRODUCTION");
    }

    @Test
    void a_java_runtime_brings_its_own_bill_and_its_own_licences() throws IOException {
        for (Path archive : unpacked().stream().filter(each -> Files.exists(each.resolve("jre"))).toList()) {
            Sbom sbom = Sbom.of(archive.resolve("jre.cdx.json"));
            assertThat(sbom.errors()).isEmpty();
            assertThat(sbom.components()).singleElement().satisfies(runtime -> {
                assertThat(runtime.name()).isEqualTo("OpenJDK");
                assertThat(runtime.version()).startsWith(String.valueOf(Runtime.version().feature()));
                assertThat(runtime.licences()).containsExactly("GPL-2.0-only WITH Classpath-exception-2.0");
            });
            assertThat(Files.readString(archive.resolve("jre/legal/java.base/LICENSE"))).contains(
                    "GNU General Public License", "CLASSPATH");
            // An image is made of this archive alone.
            Files.readAllLines(archive.resolve("deploy/Containerfile")).stream().filter(line -> line.startsWith("COPY "))
                    .flatMap(line -> Stream.of(line.replaceFirst("COPY (.*) \\S+", "$1").split(" ")))
                    .forEach(copied -> assertThat(archive.resolve(copied)).exists());
        }
    }

    @Test
    void the_bill_says_the_same_of_the_same_build() throws IOException {
        for (Path file : List.of(Path.of("target", "sbom.cdx.json"), HOME.resolve("fixtures/target/sbom.cdx.json"))) {
            // A serial number made of the content, and no time.
            assertThat(Files.readString(file)).containsPattern("\"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-")
                    .doesNotContain("\"timestamp\"", System.getProperty("user.home"));
        }
    }

    private static List<Path> unpacked() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> unpacked = all.filter(Files::isDirectory).sorted().toList();
            assertThat(unpacked).hasSizeGreaterThanOrEqualTo(2);
            return unpacked;
        }
    }

    private static Map<String, String> digests(Path jars) throws Exception {
        try (Stream<Path> all = Files.list(jars)) {
            Map<String, String> digests = new HashMap<>();
            for (Path jar : all.filter(file -> file.toString().endsWith(".jar")).toList()) {
                digests.put(jar.getFileName().toString(), HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(Files.readAllBytes(jar))));
            }
            return digests;
        }
    }

    /** Digests by the names of jars. The bill does not tell that of what it describes: that jar is not made of parts. */
    private static Map<String, String> named(Sbom sbom, Path jars) throws Exception {
        Map<String, String> digests = digests(jars);
        return sbom.components().stream().collect(Collectors.toMap(each -> each.name() + "-" + each.version() + ".jar",
                each -> each.sha256().isEmpty() && each.equals(sbom.components().getFirst())
                        ? digests.getOrDefault(each.name() + "-" + each.version() + ".jar", "") : each.sha256()));
    }

    private static String said(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + ": " + said).isZero();
        return said;
    }
}
