package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of a real run, made again of its {@code assessment.json}. */
class ReportCommandTest {

    @TempDir
    private Path folder;

    @Test
    void each_format_comes_out_as_the_run_itself_wrote_it() throws Exception {
        Path first = folder.resolve("first");
        Path again = folder.resolve("again");
        try (SimulatedSite site = SimulatedSite.start("lax", folder)) {
            assertThat(CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", first.toString(), "--timeout",
                    "20").code()).isEqualTo(1);
        }
        CommandLineRun run = CommandLineRun.of("report", first.resolve("assessment.json").toString(), "-o",
                again.toString());
        assertThat(run.code()).as(run.messages()).isZero();
        assertThat(run.messages()).contains(again.resolve("report.html").toString());
        List<Path> files;
        try (Stream<Path> listed = Files.list(first)) {
            files = listed.map(Path::getFileName).toList();
        }
        assertThat(files).contains(Path.of("assessment.json"), Path.of("report.html"));
        String assessment = first.resolve("assessment.json").toString();
        CommandLineRun none = CommandLineRun.of("report", assessment, "--history", folder.resolve("none").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.messages()).contains("none is no folder of nights").hasLineCount(1);
        Path nights = Files.createDirectories(folder.resolve("nights/other"));
        Files.writeString(nights.resolve("night.json"), """
                {"format": "tightship-night-2", "run": "other", "startedAt": "2026-11-01T02:00:00Z", "complete": true,
                 "site": "elsewhere", "findings": 1, "byOutcome": {"PASS": 1, "FAIL": 0, "ERROR": 0, "MANUAL": 0,
                 "NOT_APPLICABLE": 0}, "failedBySeverity": {"LOW": 0, "MEDIUM": 0, "HIGH": 0, "CRITICAL": 0},
                 "waived": 0, "expected": 1, "judged": 1}""");
        CommandLineRun other = CommandLineRun.of("report", assessment, "--history", nights.getParent().toString());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.messages()).contains("holds nights of the site 'elsewhere', not of 'demo-lax'");
        Files.writeString(nights.resolve("night.json"), "{");
        CommandLineRun damaged = CommandLineRun.of("report", assessment, "--history", nights.getParent().toString(),
                "-o", folder.resolve("alone").toString(), "--format", "html");
        assertThat(damaged.code()).isZero();
        assertThat(damaged.messages()).contains("is not as it was written", "it is left out");
        assertThat(folder.resolve("alone/report.html")).content().contains("(this run)");
        for (Path file : files) {
            assertThat(again.resolve(file)).exists();
            if (!file.toString().endsWith(".xlsx")) { // a workbook says when it was made
                assertThat(again.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
            }
        }
    }

    @Test
    void what_is_no_assessment_is_a_usage_error_with_its_place() throws Exception {
        Path torn = Files.writeString(folder.resolve("assessment.json"), "{\"format\": \"tightship-assessment\",\n");
        CommandLineRun run = CommandLineRun.of("report", torn.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("assessment.json is not a whole assessment of this version: ", "line 2")
                .doesNotContain("\tat ").hasLineCount(1);
        CommandLineRun none = CommandLineRun.of("report", folder.resolve("none.json").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.messages()).contains("there is no such file");
        assertThat(CommandLineRun.of("report", torn.toString(), "--format", "pdf").messages()).contains("pdf");
        assertThat(CommandLineRun.of("report").code()).isEqualTo(2);
    }
}
