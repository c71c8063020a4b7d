package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedFleet;
import io.tightship.model.Comparison;
import io.tightship.model.Outcome;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.data.Json;
import io.tightship.scan.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Night after night over a site that changes. */
class NightlyCommandTest {

    private static final int HOSTS = 3;
    private static final int KEPT = 3;

    @TempDir
    private Path folder;

    @Test
    void each_night_is_compared_with_the_last_complete_one_and_stands_on_the_page() throws Exception {
        try (SimulatedFleet fleet = SimulatedFleet.start(HOSTS, 0, folder.resolve("fleet"))) {
            CommandLineRun first = nightly(fleet);
            assertThat(first.code()).as(first.messages()).isZero();
            assertThat(first.messages()).hasLineCount(1).contains("fleet: Clean: coverage 100.0 %", history().toString());
            fleet.podPidsLimit("-1");
            CommandLineRun second = nightly(fleet);
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.messages()).hasLineCount(1).contains("Not clean", HOSTS + " new, 0 resolved");
            assertThat(nightly(fleet, "--timeout", "20", "--target", "fleet-001", "--fail-on-new", "-q").code())
                    .as("what is known to fail").isZero();
            fleet.podPidsLimit("4096");
            CommandLineRun last = nightly(fleet, "-q");
            assertThat(last.code()).isZero();
            assertThat(last.messages()).as("a mail for a night on which all is well").isEmpty();
            assertThat(nights()).hasSize(4);
            assertThat(Files.readSymbolicLink(history().resolve("latest")).toString()).isEqualTo(nights()
                    .lastEntry().getValue().getFileName().toString());
            assertThat(Jsoup.parse(Files.readString(history().resolve("index.html"))).select("tbody tr")).hasSize(4);
            assertThat(Files.getPosixFilePermissions(history())).hasSize(3);
            for (int night = 0; night < 4; night++) {
                // Each night's own report shows the nights up to it; made again with the history it is the same.
                Path own = List.copyOf(nights().values()).get(night);
                assertThat(Jsoup.parse(Files.readString(own.resolve("report.html"))).select("#nights tbody tr"))
                        .hasSize(night + 1);
                Path again = folder.resolve("again-" + night);
                CommandLineRun run = CommandLineRun.of("report", own.resolve("assessment.json").toString(), "--format",
                        "html", "--history", history().toString(), "-o", again.toString());
                assertThat(run.code()).as(run.messages()).isZero();
                assertThat(again.resolve("report.html")).hasSameBinaryContentAs(own.resolve("report.html"));
            }
            Elements rows = Jsoup.parse(Files.readString(history().resolve("latest/report.html")))
                    .select("#nights tbody tr");
            assertThat(rows.stream().map(row -> row.select("td[data-label=New]").text())).containsExactly("0", "0",
                    String.valueOf(HOSTS), "–");
            // The night before judged one host alone: what it did not judge is incomparable.
            assertThat(rows.stream().map(row -> row.select("td[data-label=Resolved]").text())).containsExactly("1", "0",
                    "0", "–");
            Path metrics = folder.resolve("tightship.prom");
            assertThat(nightly(fleet, "--keep", "2", "--prometheus", metrics.toString()).code()).isZero();
            assertThat(metrics).hasSameTextualContentAs(history().resolve("latest/tightship.prom"));
            assertThat(Files.getPosixFilePermissions(metrics)).hasSize(4);
            assertThat(nights()).hasSize(2);
        }
    }

    @Test
    void the_evidence_of_a_night_is_kept_with_it_and_gives_the_same_reports_again() throws Exception {
        try (SimulatedFleet fleet = SimulatedFleet.start(1, 0, folder.resolve("fleet"))) {
            assertThat(nightly(fleet, "--evidence").code()).isZero();
        }
        Path night = nights().lastEntry().getValue();
        assertThat(Files.getPosixFilePermissions(night.resolve("evidence.zip"))).hasSize(2);
        assertThat(CommandLineRun.of("evaluate", night.resolve("evidence.zip").toString(), "-o", folder.resolve("again")
                .toString()).code()).isZero();
        // The night's page and workbook show the nights, too; what was found is all in this.
        assertThat(folder.resolve("again/assessment.json")).hasSameBinaryContentAs(night.resolve("assessment.json"));
        CommandLineRun run = CommandLineRun.of("nightly", "-i", folder.resolve("fleet/inventory.yaml").toString(),
                "--history", history().toString(), "--sign-with", "key.pem");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("--sign-with needs --evidence");
    }

    @Test
    void a_second_run_at_the_same_time_and_another_site_are_refused() throws Exception {
        try (SimulatedFleet fleet = SimulatedFleet.start(1, 0, folder.resolve("fleet"))) {
            assertThat(nightly(fleet).code()).isZero();
            try (History held = History.open(history())) {
                CommandLineRun run = nightly(fleet);
                assertThat(run.code()).isEqualTo(4);
                assertThat(run.messages()).contains("another run works on " + history()).doesNotContain("\tat ");
                assertThat(held.nights()).hasSize(1);
            }
            Path other = Files.writeString(fleet.inventory().resolveSibling("other.yaml"), Files.readString(
                    fleet.inventory()).replace("site: fleet", "site: other"));
            CommandLineRun run = CommandLineRun.of("nightly", "-i", other.toString(), "--history", history().toString());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.messages()).contains("the site 'fleet'", "'other'");
        }
        assertThat(CommandLineRun.of("nightly", "-i", "x.yaml").code()).isEqualTo(2);
        assertThat(CommandLineRun.of("nightly", "-i", "x.yaml", "--history", folder.resolve("n").toString(), "--keep", "0")
                .messages()).contains("--keep: '0' is not a whole number from 1");
        assertThat(CommandLineRun.of("nightly", "-i", "x.yaml", "--history", folder.resolve("n").toString()).messages())
                .contains("there is no such file");
    }

    @Test
    void a_night_whose_assessment_was_damaged_is_told_and_the_one_before_it_is_compared_with() throws Exception {
        try (SimulatedFleet fleet = SimulatedFleet.start(1, 0, folder.resolve("fleet"))) {
            nightly(fleet);
            nightly(fleet);
            Files.writeString(nights().lastEntry().getValue().resolve("assessment.json"), "{");
            CommandLineRun run = nightly(fleet);
            assertThat(run.code()).isZero();
            assertThat(run.messages()).contains("is not a whole assessment", "it is left alone", "Since run "
                    + nights().firstEntry().getValue().getFileName());
        }
    }

    /** The same command as a process, ended by SIGKILL: most of the time while it writes. */
    @Test
    void killed_at_any_moment_it_leaves_whole_nights_and_loses_none() throws Exception {
        Random random = new Random(40);
        SortedSet<Instant> seen = new TreeSet<>();
        Set<String> metrics = new HashSet<>();
        Files.createDirectory(metrics().getParent());
        int killed = 0;
        try (SimulatedFleet fleet = SimulatedFleet.start(HOSTS, 0, folder.resolve("fleet"))) {
            for (int run = 0; run < 40; run++) {
                fleet.podPidsLimit(random.nextBoolean() ? "-1" : "4096");
                Process child = child(fleet);
                if (run % 4 == 0) {
                    child.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
                } else if (run % 8 < 7) {
                    await(child);
                    child.waitFor(random.nextInt(160), TimeUnit.MILLISECONDS);
                } else {
                    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
                    assertThat(child.exitValue()).isIn(0, 1);
                }
                boolean completed = !child.isAlive();
                killed += completed ? 0 : 1;
                child.destroyForcibly().waitFor();
                SortedMap<Instant, Path> nights = nights();
                List<Instant> fresh = nights.keySet().stream().filter(night -> !seen.contains(night)).toList();
                assertThat(fresh.size()).as("a run that ended of itself made a night").isBetween(completed ? 1 : 0, 1);
                for (Instant night : fresh) {
                    assertWhole(nights, night);
                    metrics.add(Files.readString(nights.get(night).resolve("tightship.prom")));
                    seen.add(night);
                }
                assertThat(nights.keySet()).as("no night is lost").containsAll(newest(seen, KEPT));
                assertWhatPointsToThem(nights, metrics);
            }
            assertThat(killed).as("runs that were killed").isGreaterThan(10);
            assertThat(seen.size()).as("nights that were complete").isGreaterThan(KEPT);
            assertThat(nightly(fleet, "--keep", String.valueOf(KEPT), "--prometheus", metrics().toString()).code()).isIn(0, 1);
            assertThat(nights()).hasSize(KEPT);
            assertThat(names(history()).filter(name -> name.startsWith("."))).containsExactly(".lock");
            assertThat(names(metrics().getParent())).containsExactly("tightship.prom");
            assertThat(metrics()).hasSameTextualContentAs(history().resolve("latest/tightship.prom"));
            assertThat(Files.readSymbolicLink(history().resolve("latest"))).isEqualTo(nights().lastEntry().getValue()
                    .getFileName());
            assertThat(Jsoup.parse(Files.readString(history().resolve("index.html"))).select("tbody tr")).hasSize(KEPT);
        }
    }

    private static Collection<Instant> newest(SortedSet<Instant> nights, int most) {
        return nights.stream().skip(Math.max(0, nights.size() - most)).toList();
    }

    /** The page, the link and the metrics are of whole nights, if not of the very last one. */
    private void assertWhatPointsToThem(SortedMap<Instant, Path> nights, Set<String> metrics) throws IOException {
        Path index = history().resolve("index.html");
        if (Files.exists(index)) {
            assertThat(index).content().endsWith("</html>\n");
            for (Element link : Jsoup.parse(Files.readString(index)).select("tbody a")) {
                assertThat(history().resolve(link.attr("href"))).isRegularFile();
            }
        }
        Path latest = history().resolve("latest");
        if (Files.exists(latest, LinkOption.NOFOLLOW_LINKS)) {
            assertThat(nights.values().stream().skip(Math.max(0, nights.size() - 2)).map(Path::getFileName))
                    .contains(Files.readSymbolicLink(latest));
        }
        if (Files.exists(metrics())) {
            assertThat(metrics).contains(Files.readString(metrics()));
        }
    }

    /** Every report is there, and the comparison says what changed since the complete night before. */
    private static void assertWhole(SortedMap<Instant, Path> nights, Instant at) throws IOException {
        Path night = nights.get(at);
        assertThat(night.resolve("report.html")).content().endsWith("</html>\n");
        Bundle.open(night.resolve("evidence.zip")).close();
        try (StoredAssessment now = StoredAssessment.open(night.resolve("assessment.json"))) {
            assertThat(now.assessment().run().id()).isEqualTo(night.getFileName().toString());
            SortedMap<Instant, Path> before = nights.headMap(at);
            assertThat(now.assessment().comparison().isPresent()).isEqualTo(!before.isEmpty());
            if (before.isEmpty()) {
                return;
            }
            Comparison comparison = now.assessment().comparison().orElseThrow();
            assertThat(comparison.baseline().run()).isEqualTo(before.get(before.lastKey()).getFileName()
                    .toString());
            try (StoredAssessment old = StoredAssessment.open(before.get(before.lastKey()).resolve("assessment.json"))) {
                long was = old.totals().count(Outcome.FAIL);
                long is = now.totals().count(Outcome.FAIL);
                assertThat(List.of(was, is)).isSubsetOf(0L, (long) HOSTS);
                assertThat(comparison.count(Comparison.Kind.NEW)).isEqualTo(Math.max(0, is - was));
                assertThat(comparison.count(Comparison.Kind.RESOLVED)).isEqualTo(Math.max(0, was - is));
            }
        }
    }

    /** Until the run begins to write its reports, or has ended. */
    private void await(Process child) throws Exception {
        while (child.isAlive()) {
            if (Files.isDirectory(history())) {
                for (String night : names(history()).filter(name -> name.startsWith(".incoming-")).toList()) {
                    if (names(history().resolve(night)).anyMatch(name -> name.contains("report.html"))) {
                        return;
                    }
                }
            }
            child.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    /** What is in a folder, if it is still there. */
    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        } catch (NoSuchFileException | UncheckedIOException gone) {
            return Stream.empty();
        }
    }

    private Process child(SimulatedFleet fleet) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), "io.tightship.scan.cli.Main", "nightly", "-i",
                fleet.inventory().toString(), "--history", history().toString(), "--check", "kubelet-pod-pids-limited",
                "--format", "json,html", "--keep", String.valueOf(KEPT), "--evidence", "--prometheus",
                metrics().toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private CommandLineRun nightly(SimulatedFleet fleet, String... more) {
        return CommandLineRun.of(Stream.concat(Stream.of("nightly", "-i", fleet.inventory().toString(), "--history",
                history().toString(), "--check", "kubelet-pod-pids-limited", "--format", "html"), Stream.of(more))
                .toArray(String[]::new));
    }

    private Path metrics() {
        return folder.resolve("collector/tightship.prom");
    }

    private Path history() {
        return folder.resolve("history");
    }

    /** By the time at which they began. */
    private TreeMap<Instant, Path> nights() throws Exception {
        TreeMap<Instant, Path> nights = new TreeMap<>();
        if (Files.isDirectory(history())) {
            try (Stream<Path> entries = Files.list(history())) {
                for (Path entry : entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                        && !entry.getFileName().toString().startsWith(".")).toList()) {
                    nights.put(Instant.parse(Json.parse(Files.readString(entry.resolve("night.json"))).get("startedAt")
                            .text().orElseThrow()), entry);
                }
            }
        }
        return nights;
    }
}
