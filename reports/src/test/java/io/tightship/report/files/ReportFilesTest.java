package io.tightship.report.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tightship.report.ReportFormat;
import io.tightship.report.ReportWriter;
import io.tightship.report.SampleAssessment;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    private static final SampleAssessment SITE = SampleAssessment.site();

    @TempDir
    private Path parent;

    @Test
    void all_formats_are_there_and_nothing_else_and_all_are_the_owners_alone() throws IOException {
        Path folder = parent.resolve("new/reports");
        List<Path> written =
                ReportFiles.write(folder, EnumSet.allOf(ReportFormat.class), SITE.assessment(), SITE.findings());
        assertThat(written).extracting(path -> path.getFileName().toString()).containsExactly("report.html",
                "report.xlsx", "findings.csv", "assessment.json", "junit.xml", "report.sarif",
                "oscal-assessment-results.json", "summary.md", "tightship.prom");
        assertThat(files(folder)).containsExactlyInAnyOrderElementsOf(written);
        for (Path file : written) {
            assertThat(mode(file)).isEqualTo(file.endsWith("tightship.prom") ? "rw-r--r--" : "rw-------");
        }
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.getParent())).isEqualTo("rwx------");
    }

    @Test
    void a_folder_that_is_there_keeps_its_mode_and_a_former_report_is_replaced() throws IOException {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-x---"));
        Files.writeString(parent.resolve("junit.xml"), "old");
        ReportFiles.write(parent, Set.of(ReportFormat.JUNIT), SITE.assessment(), SITE.findings());
        assertThat(mode(parent)).isEqualTo("rwxr-x---");
        assertThat(mode(parent.resolve("junit.xml"))).isEqualTo("rw-------");
        assertThat(parent.resolve("junit.xml")).content().startsWith("<?xml");
    }

    @Test
    void split_junit_is_a_folder_in_which_targets_that_are_no_more_leave_no_file() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("junit"));
        Files.writeString(folder.resolve("TEST-bcm-lab.node.gone.xml"), "old");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertThat(ReportFiles.write(parent, Set.of(ReportFormat.JUNIT), new Layout(true, false), SITE.assessment(),
                SITE.findings(), List.of())).containsExactly(folder);
        assertThat(files(parent)).containsExactly(folder);
        assertThat(files(folder)).hasSize(SITE.assessment().targets().size() + 1)
                .contains(folder.resolve("TEST-bcm-lab.node.b05-p1-dgx-05-c01.xml"), folder.resolve("notes.txt"))
                .doesNotContain(folder.resolve("TEST-bcm-lab.node.gone.xml"));
        assertThat(mode(folder.resolve("TEST-bcm-lab.site.bcm-lab.xml"))).isEqualTo("rw-------");
    }

    @Test
    void the_style_and_the_script_of_the_page_can_be_files_beside_it() throws IOException {
        assertThat(ReportFiles.write(parent, Set.of(ReportFormat.HTML), new Layout(false, true), SITE.assessment(),
                SITE.findings(), List.of())).containsExactly(parent.resolve("report.html"), parent.resolve("report.css"),
                parent.resolve("report.js"));
        assertThat(files(parent)).hasSize(3);
        assertThat(parent.resolve("report.html")).content().doesNotContain("<style", "sha256-")
                .contains("<script src=\"report.js\"></script>", "href=\"report.css\"");
    }

    @Test
    void a_report_that_breaks_off_leaves_the_former_one_and_no_temporary_file() throws IOException {
        Path file = Files.writeString(parent.resolve("report.html"), "old");
        ReportWriter full = (assessment, findings, out) -> {
            out.write(new byte[100_000]);
            throw new IOException("No space left on device");
        };
        assertThatThrownBy(() -> ReportFiles.write(file, full, SITE.assessment(), SITE.findings()))
                .isInstanceOf(UnwrittenReport.class)
                .hasMessage("cannot write " + file + ": No space left on device");
        assertThat(file).hasContent("old");
        assertThat(files(parent)).containsExactly(file);
    }

    @Test
    void a_defect_of_a_writer_is_said_of_its_file() throws IOException {
        Path file = parent.resolve("report.html");
        ReportWriter defect = (assessment, findings, out) -> {
            throw new IllegalStateException("defect");
        };
        assertThatThrownBy(() -> ReportFiles.write(file, defect, SITE.assessment(), SITE.findings()))
                .isInstanceOf(UnwrittenReport.class).hasRootCauseMessage("defect")
                .hasMessage("cannot write " + file + ": java.lang.IllegalStateException: defect");
        assertThat(files(parent)).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_is_named() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> ReportFiles.write(file, Set.of(ReportFormat.CSV), SITE.assessment(), SITE.findings()))
                .isInstanceOf(UnwrittenReport.class).hasMessage("cannot write " + file + ": Not a directory");
        assertThatThrownBy(() -> ReportFiles.write(file.resolve("below"), Set.of(ReportFormat.CSV), SITE.assessment(),
                SITE.findings())).isInstanceOf(UnwrittenReport.class)
                .hasMessage("cannot write " + file.resolve("below") + ": Not a directory");
    }

    @Test
    void what_stands_in_the_way_of_one_format_does_not_stop_the_others() throws IOException {
        Files.createDirectories(parent.resolve("findings.csv/in-the-way"));
        Files.createDirectories(parent.resolve("junit.xml/in-the-way"));
        UnwrittenReport failure = catchThrowableOfType(UnwrittenReport.class, () -> ReportFiles.write(parent,
                EnumSet.of(ReportFormat.CSV, ReportFormat.JSON, ReportFormat.JUNIT), SITE.assessment(),
                SITE.findings()));
        assertThat(failure).hasMessageStartingWith("cannot write " + parent.resolve("findings.csv") + ": ");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(parent.resolve("assessment.json")).exists();
        assertThat(files(parent)).hasSize(3);
    }

    @Test
    void the_operating_systems_words_are_used() {
        assertThat(new UnwrittenReport(Path.of("/x/report.html"), new AccessDeniedException("/x/.report.html.tmp")))
                .hasMessage("cannot write /x/report.html: Permission denied");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
