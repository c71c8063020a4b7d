package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.catalog.Catalog;
import io.tightship.fixtures.SimulatedSite;
import io.tightship.model.Benchmark.Control;
import io.tightship.model.CisEdition;
import io.tightship.scan.benchmark.Benchmarks;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What kubeadm leaves behind where nobody hardens anything, against the whole CIS benchmark: the expected outcome of each
 * control stands in kubeadm-defaults.txt, written down beside its reason.
 */
class KubeadmDefaultsTest {

    /** How the outcomes of its findings roll up to a control's, the strongest first. */
    private static final List<String> STRENGTH = List.of("FAIL", "ERROR", "MANUAL", "PASS", "NOT_APPLICABLE");

    @TempDir
    private Path folder;

    @Test
    void each_control_of_the_benchmark_comes_out_as_written_down() throws Exception {
        Map<String, String> expected = expected();
        try (SimulatedSite site = SimulatedSite.start("kubeadm", folder)) {
            CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "--benchmark",
                    CisEdition.BENCHMARK, "-o", folder.resolve("reports").toString());
            Map<String, Set<String>> byRule = new TreeMap<>();
            for (Data finding : Json.parse(Files.readString(folder.resolve("reports/assessment.json"))).get("findings")
                    .list()) {
                byRule.computeIfAbsent(finding.get("rule").text().orElseThrow(), rule -> new TreeSet<>())
                        .add(finding.get("outcome").text().orElseThrow());
            }
            assertThat(controls()).extracting(Control::id).containsExactlyElementsOf(expected.keySet());
            Map<String, String> observed = new LinkedHashMap<>();
            controls().stream().filter(control -> control.unsupported().isEmpty())
                    .forEach(control -> observed.put(control.id(), outcome(control, byRule)));
            expected.keySet().retainAll(observed.keySet());
            assertThat(observed).as(run.messages()).isEqualTo(expected);
        }
    }

    private static String outcome(Control control, Map<String, Set<String>> byRule) {
        if (control.manual().isPresent()) {
            return "MANUAL";
        }
        return STRENGTH.stream().filter(outcome -> control.rules().stream().anyMatch(use ->
                byRule.getOrDefault(use.rule(), Set.of()).contains(outcome))).findFirst().orElse("NOTHING");
    }

    private static List<Control> controls() {
        return new Benchmarks(Catalog.load()).shipped().stream().filter(b -> b.id().equals(CisEdition.BENCHMARK))
                .findFirst().orElseThrow().controls();
    }

    private static Map<String, String> expected() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        try (var text = KubeadmDefaultsTest.class.getResourceAsStream("/kubeadm-defaults.txt")) {
            for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.split(" ", 3);
                    expected.put(words[0], words[1]);
                }
            }
        }
        return expected;
    }
}
