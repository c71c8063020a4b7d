package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over simulated sites, compared. */
class DiffCommandTest {

    @TempDir
    private static Path home;
    private static Path hardened;
    private static Path lax;
    private static SimulatedSite site;

    @TempDir
    private Path folder;

    @BeforeAll
    static void scan() throws Exception {
        Path good = Files.createDirectory(home.resolve("hardened"));
        try (SimulatedSite site = SimulatedSite.start("hardened", good)) {
            hardened = scan(site, "good", 0).resolve("assessment.json");
        }
        site = SimulatedSite.start("lax", Files.createDirectory(home.resolve("lax")));
        lax = scan(site, "bad", 1).resolve("assessment.json");
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void a_second_run_of_the_same_site_changes_nothing_and_fails_on_nothing_new() throws Exception {
        Path reports = scan(site, "again", 0, "--baseline", lax.toString(), "--fail-on-new");
        Data assessment = Json.parse(Files.readString(reports.resolve("assessment.json")));
        Data counts = assessment.path("comparison", "counts");
        assertThat(counts.get("NEW")).hasToString("0");
        assertThat(counts.get("RESOLVED")).hasToString("0");
        assertThat(counts.get("UNCHANGED").number().orElseThrow().intValue()).isPositive();
        assertThat(assessment.path("comparison", "changes").list()).as("evidence that differs from run to run").isEmpty();
        CommandLineRun run = CommandLineRun.of("report", reports.resolve("assessment.json").toString(), "--format",
                "json", "-o", folder.resolve("json").toString());
        assertThat(run.code()).isZero();
        assertThat(folder.resolve("json/assessment.json")).hasSameBinaryContentAs(reports.resolve("assessment.json"));
    }

    @Test
    void what_came_and_what_went_is_told_by_rule_and_target() {
        CommandLineRun worse = CommandLineRun.of("diff", hardened.toString(), lax.toString());
        assertThat(worse.code()).as(worse.messages()).isZero();
        assertThat(worse.out()).contains("NEW\n", "  HIGH login-allow-list-approved\n", "it was PASS", "Since run ")
                .doesNotContain("RESOLVED\n");
        assertThat(CommandLineRun.of("diff", hardened.toString(), lax.toString(), "--fail-on-new").code()).isEqualTo(1);
        CommandLineRun better = CommandLineRun.of("diff", lax.toString(), hardened.toString(), "--fail-on-new");
        assertThat(better.code()).isZero();
        assertThat(better.out()).contains("RESOLVED\n", "it is PASS", " 0 new, ");
    }

    @Test
    void a_baseline_that_cannot_be_compared_with_is_refused_before_anything_is_sent() throws Exception {
        Path other = Files.writeString(folder.resolve("assessment.json"), Files.readString(lax)
                .replaceFirst("\"site\": \"[^\"]+\"", "\"site\": \"another\""));
        CommandLineRun sites = CommandLineRun.of("diff", other.toString(), lax.toString());
        assertThat(sites.code()).isEqualTo(2);
        assertThat(sites.messages()).contains("is of the site 'another'", "two sites are not compared");
        Path inventory = Files.writeString(folder.resolve("site.yaml"), "site: s\nclusters:\n  c: {space: admin, "
                + "credential: k}\ncredentials:\n  k: {kind: in-cluster}\n");
        String[] scan = {"scan", "-i", inventory.toString()};
        assertThat(with(scan, "--fail-on-new").messages()).contains("--fail-on-new needs --baseline");
        assertThat(with(scan, "--baseline", other.toString()).messages()).contains("is of the site 'another', not of 's'");
        assertThat(with(scan, "--baseline", "none.json").code()).isEqualTo(2);
        assertThat(CommandLineRun.of("diff", lax.toString()).code()).isEqualTo(2);
    }

    private static CommandLineRun with(String[] some, String... more) {
        return CommandLineRun.of(Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new));
    }

    /** Both sites under one name, as if one had been hardened over the day. */
    private static Path scan(SimulatedSite site, String name, int code, String... more) throws IOException {
        Path reports = home.resolve(name);
        Path inventory = Files.writeString(site.inventory().resolveSibling("demo.yaml"), Files.readString(
                site.inventory()).replaceFirst("site: demo-[a-z]+", "site: demo"));
        CommandLineRun run = with(new String[] {"scan", "-i", inventory.toString(), "-o", reports.toString(),
            "--timeout", "20", "--format", "json"}, more);
        assertThat(run.code()).as(run.messages()).isEqualTo(code);
        return reports;
    }
}
