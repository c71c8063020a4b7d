package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever does what the steps say has done what they are for: an administrator works through what fails on the lax site,
 * literal by literal, and each finding passes at the next scan.
 */
class FollowedStepsTest {

    /** Rules whose literals LawTest leaves to this test. */
    private static final Path LEFT = Path.of("../checks/src/test/resources/steps-tried-on-a-simulated-site.txt");

    /** More than an administrator needs here, where steps of two rules are about the same flag. */
    private static final int ROUNDS = 12;

    @TempDir
    private Path folder;

    @Test
    void t17_what_the_steps_say_makes_each_finding_of_the_lax_site_pass() throws Exception {
        Set<String> proven = new TreeSet<>();
        try (SimulatedSite site = SimulatedSite.start("lax", folder)) {
            Administrator administrator = new Administrator(site);
            List<Data> failed = failed(scan(site));
            for (int round = 0; !failed.isEmpty(); round++) {
                assertThat(round).as("what is left: " + failed).isLessThan(ROUNDS);
                List<Data> together = withoutContradiction(failed);
                for (Data finding : together) {
                    administrator.follow(finding);
                }
                Map<String, Data> after = new LinkedHashMap<>();
                scan(site).forEach(finding -> after.put(identity(finding), finding));
                for (Data finding : together) {
                    Data now = after.get(identity(finding));
                    // A subject that is itself a fault is gone.
                    assertThat(now == null ? "PASS" : now.get("outcome").text().orElseThrow()).as("%s after %s: %s",
                            identity(finding), Administrator.settings(finding), now).isEqualTo("PASS");
                    proven.add(finding.get("rule").text().orElseThrow());
                }
                failed = failed(after.values());
            }
        }
        assertThat(proven).containsAll(Files.readAllLines(LEFT).stream().filter(line -> !line.startsWith("#")).toList());
    }

    /** One literal at most for each flag and place, so that no two rules undo each other's within a round. */
    private static List<Data> withoutContradiction(List<Data> failed) {
        Map<String, String> slots = new HashMap<>();
        List<Data> together = new ArrayList<>();
        for (Data finding : failed) {
            Map<String, String> wanted = new HashMap<>();
            Administrator.settings(finding).forEach(setting -> wanted.merge(finding.get("target").text().orElseThrow() + " "
                    + setting.kind() + " " + setting.path() + " " + setting.literal().split("[ =:]")[0], setting.literal(),
                    (one, other) -> one + "\n" + other));
            if (wanted.entrySet().stream().allMatch(slot -> slot.getValue().equals(slots.getOrDefault(slot.getKey(),
                    slot.getValue())))) {
                slots.putAll(wanted);
                together.add(finding);
            }
        }
        return together;
    }

    private static List<Data> failed(Iterable<Data> findings) {
        List<Data> failed = new ArrayList<>();
        findings.forEach(finding -> {
            List<Administrator.Setting> settings = Administrator.settings(finding);
            // LawTest follows the steps for switches and for what is on the wire: these sites have neither NVUE nor TLS by
            // flags.
            if (finding.get("outcome").text().orElseThrow().equals("FAIL") && !settings.isEmpty()
                    && settings.stream().noneMatch(setting -> setting.kind().equals("nvue"))
                    && !finding.get("rule").text().orElseThrow().endsWith("-tls-on-the-wire")) {
                failed.add(finding);
            }
        });
        return failed;
    }

    private static String identity(Data finding) {
        return finding.get("rule").text().orElseThrow() + " " + finding.get("target").text().orElseThrow() + " "
                + finding.get("subject").text().orElseThrow();
    }

    private List<Data> scan(SimulatedSite site) throws Exception {
        CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", folder.resolve("reports").toString(), "--timeout", "60");
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json"))).get("findings").list();
    }
}
