package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.report.json.StoredAssessment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs with many findings, by a process with a bounded heap: thousands of nodes of a control plane, none of which answers. It
 * measures, so it is run by its name alone: {@code mvn -pl checks,reports,fixtures,scanner test
 * -Dtest=ManyFindingsBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ManyFindingsBenchmark {

    private static final Pattern OCCUPIED = Pattern.compile("->([0-9]+)M\\(");

    @TempDir
    private Path folder;

    @Test
    void a_hundred_thousand_findings_do_not_stand_in_the_heap() throws Exception {
        judged(3, 96);
    }

    @Test
    void a_million_findings_do_not_stand_in_the_heap() throws Exception {
        judged(31, 640);
    }

    /** @param blocks of 250 nodes each */
    private void judged(int blocks, int mebibytes) throws Exception {
        Files.writeString(folder.resolve("key"), "");
        Files.writeString(folder.resolve("known"), "");
        StringBuilder inventory = new StringBuilder("""
                site: many
                credentials:
                  k: {kind: ssh-key, user: root, key-file: key}
                  none: {kind: in-cluster}
                connections:
                  ssh: {credential: k, port: 9, known-hosts: known, privilege: root-login}
                clusters: {c: {space: user, credential: none}}
                nodes:
                """);
        for (int i = 0; i < blocks; i++) {
            inventory.append(String.format("  - {hosts: \"n-%02d-[001-250]\", addresses: \"127.9.%d.[1-250]\", cluster: c, "
                    + "roles: [control-plane]}%n", i, i));
        }
        Files.writeString(folder.resolve("site.yaml"), inventory);
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mebibytes + "m", "-XX:+UseSerialGC", "-Xlog:gc:file=" + folder.resolve("gc.log"), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(), "scan", "-i", folder.resolve("site.yaml").toString(), "-o",
                folder.resolve("out").toString(), "--format", "json")).redirectErrorStream(true)
                .redirectOutput(new File(folder.resolve("words").toString())).start();
        boolean ended = process.waitFor(20, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("words"))).isEqualTo(3);
        try (StoredAssessment stored = StoredAssessment.open(folder.resolve("out/assessment.json"))) {
            assertThat(stored.count()).isGreaterThan(blocks * 250L * 130);
            System.out.printf(Locale.ROOT, "%,d findings of %,d nodes: %d s, peak heap %d MiB of %d%n", stored.count(),
                    blocks * 250, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), peak(), mebibytes);
        }
    }

    /** The most that the heap held when it was cleaned. */
    private int peak() throws Exception {
        return Files.readAllLines(folder.resolve("gc.log")).stream().map(OCCUPIED::matcher).filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1))).max().orElse(0);
    }
}
