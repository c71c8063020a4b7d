package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tightship.fixtures.SimulatedFleet;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many hosts, some of which hang. */
class FleetTest {

    @TempDir
    private Path folder;

    @Test
    void of_200_hosts_20_hang_some_of_them_behind_a_jump_and_the_other_180_are_judged() throws Exception {
        try (SimulatedFleet fleet = SimulatedFleet.start(200, 20, folder)) {
            // 20 that hang, 16 at once, 4 s each, and the library's grace: the bound is the deadlines', with room.
            CommandLineRun run = assertTimeout(Duration.ofSeconds(90), () -> CommandLineRun.of("scan", "-i",
                    fleet.inventory().toString(), "-o", folder.resolve("out").toString(), "--check",
                    "kubelet-pod-pids-limited", "--timeout", "4", "--format", "json"));
            Data assessment = Json.parse(Files.readString(folder.resolve("out/assessment.json")));
            Data totals = assessment.path("totals", "byOutcome");
            assertThat(totals.get("PASS").number().orElseThrow().intValue()).as(run.messages()).isEqualTo(180);
            assertThat(totals.get("ERROR").number().orElseThrow().intValue()).isEqualTo(20);
            assertThat(run.code()).isEqualTo(3);
            assertThat(assessment.get("causes").list()).hasSize(20).allMatch(cause ->
                    cause.get("reason").text().orElseThrow().equals("TIMED_OUT"));
        }
    }
}
