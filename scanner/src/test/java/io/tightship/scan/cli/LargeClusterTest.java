package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.bench.GeneratedCluster;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of many pods, judged by a process with a bounded heap. */
class LargeClusterTest {

    private static final Pattern OCCUPIED = Pattern.compile("\\) ([0-9]+)M->");

    @TempDir
    private Path folder;

    @Test
    void ten_thousand_pods_are_one_finding_for_each_owner_within_200_mebibytes() throws Exception {
        judged(500, 10_000, 200);
    }

    /** The measurement: {@code mvn -pl … test -Dtest=LargeClusterTest -Dtightship.excludedTags=none}. */
    @Test
    @Tag("host")
    void a_hundred_thousand_pods_on_five_thousand_nodes_are_judged_within_a_gibibyte() throws Exception {
        judged(5_000, 100_000, 1024);
    }

    private void judged(int nodes, int pods, int mebibytes) throws Exception {
        try (GeneratedCluster cluster = GeneratedCluster.start(nodes, pods, folder)) {
            long begun = System.nanoTime();
            String messages = scan(cluster, mebibytes);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            Data assessment = Json.parse(Files.readString(folder.resolve("out/assessment.json")));
            assertThat(subjects(assessment, "workload-privileged")).as(messages).containsExactly("agents/DaemonSet/agent");
            assertThat(subjects(assessment, "workload-root")).hasSize(1 + (cluster.deployments() + 9) / 10)
                    .contains("team-0/Deployment/app-0");
            assertThat(assessment.get("findings").list().stream().filter(finding -> finding.get("rule").text().orElseThrow()
                    .equals("workload-privileged")).findFirst().orElseThrow().get("message").text().orElseThrow())
                    .startsWith("DaemonSet agents/agent (" + nodes + " pods): container main is privileged");
            Data cost = assessment.get("footprint").list().stream().filter(one -> one.get("target").text().orElseThrow()
                    .equals("cluster/large")).findFirst().orElseThrow();
            System.out.printf("%d nodes, %d pods: %d s, peak heap %d MiB of %d, %s bytes, %s requests%n", nodes, pods,
                    seconds, peak(), mebibytes, cost.get("bytes"), cost.get("requests"));
        }
    }

    private String scan(GeneratedCluster cluster, int mebibytes) throws Exception {
        Path words = folder.resolve("words");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mebibytes + "m", "-Xlog:gc:file=" + folder.resolve("gc.log"), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(), "scan", "-i", cluster.inventory().toString(), "-o", folder.resolve("out").toString(),
                "--format", "json", "--timeout", "540"));
        for (String section : List.of("workload-*", "rbac-*", "gpu-*", "nim-*", "psp-*", "site-control-plane-nodes")) {
            command.addAll(List.of("--check", section));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(new File(words.toString())).start();
        assertThat(process.waitFor(570, TimeUnit.SECONDS)).isTrue();
        return Files.readString(words);
    }

    private static List<String> subjects(Data assessment, String rule) {
        return assessment.get("findings").list().stream().filter(finding -> finding.get("rule").text().orElseThrow()
                .equals(rule) && finding.get("outcome").text().orElseThrow().equals("FAIL"))
                .map(finding -> finding.get("subject").text().orElseThrow()).toList();
    }

    /** The most that the heap held when it was cleaned. */
    private int peak() throws Exception {
        return Files.readAllLines(folder.resolve("gc.log")).stream().map(OCCUPIED::matcher).filter(
                java.util.regex.Matcher::find).mapToInt(found -> Integer.parseInt(found.group(1))).max().orElse(0);
    }
}
