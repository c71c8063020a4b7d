package io.tightship.scan.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Coverage;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Night;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of the nights: what is kept, what goes, and what a killed run leaves. */
class HistoryTest {

    private static final Instant FIRST = Instant.parse("2026-11-01T02:00:00Z");

    @TempDir
    private Path home;

    @Test
    void the_newest_nights_are_kept_and_the_last_complete_one_whatever_its_age() throws Exception {
        try (History history = History.open(home.resolve("h"))) {
            for (int i = 0; i < 8; i++) {
                keep(history, night(i, i == 2));
            }
            history.retain(history.staying(3, OptionalInt.empty(), FIRST.plus(Duration.ofDays(8))));
            assertThat(history.nights()).extracting(Night::run).containsExactly("run-2", "run-5", "run-6", "run-7");
            history.retain(history.staying(100, OptionalInt.of(2), FIRST.plus(Duration.ofDays(30))));
            assertThat(history.nights()).extracting(Night::run).containsExactly("run-2", "run-7");
            assertThat(home.resolve("h/latest/night.json")).exists();
            assertThat(Files.readSymbolicLink(home.resolve("h/latest"))).isEqualTo(Path.of("run-7"));
            assertThat(hidden()).containsExactly(".lock");
        }
    }

    @Test
    void what_a_killed_run_left_is_cleared_away_and_the_latest_night_is_pointed_to() throws Exception {
        try (History history = History.open(home.resolve("h"))) {
            keep(history, night(1, true));
            keep(history, night(2, true));
            Files.writeString(history.begin().resolve("report.html"), "half");
            Files.move(home.resolve("h/run-1"), home.resolve("h/.outgoing-run-1"));
            Files.writeString(home.resolve("h/.index.html.1.tmp"), "half");
            Files.delete(home.resolve("h/latest"));
        }
        try (History history = History.open(home.resolve("h"))) {
            assertThat(history.nights()).extracting(Night::run).containsExactly("run-2");
            assertThat(hidden()).containsExactly(".lock");
            assertThat(home.resolve("h/latest/night.json")).exists();
        }
    }

    @Test
    void a_file_that_another_program_reads_is_replaced_in_one_step_and_half_ones_of_killed_runs_go() throws Exception {
        Path metrics = home.resolve("tightship.prom");
        Path half = Files.writeString(home.resolve(".tightship.prom.0a1b2c3d-0000-4000-8000-000000000000.tmp"), "half");
        Path theirs = Files.writeString(home.resolve(".other.prom.tmp"), "theirs");
        History.replace(metrics, "whole\n", "rw-r--r--");
        assertThat(metrics).hasContent("whole\n");
        assertThat(Files.getPosixFilePermissions(metrics)).hasSize(4);
        assertThat(half).doesNotExist();
        assertThat(theirs).exists();
    }

    @Test
    void one_process_at_a_time_works_on_it() throws Exception {
        try (History history = History.open(home.resolve("h"))) {
            assertThat(history.nights()).isEmpty();
            assertThatThrownBy(() -> History.open(home.resolve("h"))).isInstanceOf(History.Busy.class)
                    .hasMessageContaining("another run works on");
        }
        History.open(home.resolve("h")).close();
    }

    @Test
    void a_night_that_somebody_changed_is_told_and_left_alone() throws Exception {
        try (History history = History.open(home.resolve("h"))) {
            for (int i = 0; i < 4; i++) {
                keep(history, night(i, true));
            }
            Path file = home.resolve("h/run-0/night.json");
            Files.writeString(file, Files.readString(file).replace("\"FAIL\":0", "\"FAIL\":-1"));
            Files.writeString(home.resolve("h/run-1/night.json"), "{");
            Files.move(home.resolve("h/run-2"), home.resolve("h/renamed"));
            List<String> damaged = new ArrayList<>();
            assertThat(history.nights(damaged)).extracting(Night::run).containsExactly("run-3");
            assertThat(damaged).hasSize(3).allMatch(text -> text.contains("is not as it was written: "));
            history.retain(history.staying(1, OptionalInt.empty(), FIRST));
            assertThat(home.resolve("h/run-1")).exists();
        }
    }

    @Test
    void a_night_comes_back_as_it_was_written() throws Exception {
        Night night = new Night("r", FIRST, true, "s \"quoted\"", totals(1, 2, 3), new Coverage.Count(6, 3),
                Optional.of(new Night.Changes("b", 7, 8)));
        assertThat(NightFile.parse(NightFile.json(night))).isEqualTo(night);
        assertThat(NightFile.parse(NightFile.json(night(1, false)))).isEqualTo(night(1, false));
        assertThatThrownBy(() -> NightFile.parse(NightFile.json(night).replace("\"PASS\":1", "\"PASS\":2")))
                .hasMessageContaining("does not add up");
    }

    @Test
    void it_is_read_while_another_process_works_on_it_and_nothing_is_changed() throws Exception {
        try (History history = History.open(home.resolve("h"))) {
            keep(history, night(1, true));
            keep(history, night(2, false));
            history.begin();
            List<String> before = hidden();
            assertThat(History.read(home.resolve("h"), new ArrayList<>())).extracting(Night::run)
                    .containsExactly("run-1", "run-2");
            assertThat(hidden()).isEqualTo(before).hasSize(2);
        }
    }

    private static void keep(History history, Night night) throws IOException {
        Path incoming = history.begin();
        Files.writeString(incoming.resolve("assessment.json"), "{}");
        history.keep(incoming, night);
    }

    private static Night night(int number, boolean complete) {
        return new Night("run-" + number, FIRST.plus(Duration.ofDays(number)), complete, "s", totals(1, 0, 0),
                new Coverage.Count(1, 1), Optional.empty());
    }

    private static Totals totals(long passed, long failed, long errors) {
        return new Totals(passed + failed + errors, Map.of(Outcome.PASS, passed, Outcome.FAIL, failed, Outcome.ERROR,
                errors, Outcome.MANUAL, 0L, Outcome.NOT_APPLICABLE, 0L), Map.of(Severity.LOW, failed, Severity.MEDIUM,
                0L, Severity.HIGH, 0L, Severity.CRITICAL, 0L), 4);
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("h"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".")).toList();
        }
    }
}
