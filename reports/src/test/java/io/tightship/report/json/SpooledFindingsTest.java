package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Finding;
import io.tightship.report.Hostile;
import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import io.tightship.report.files.ReportFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Findings that wait on the disk for their reports. */
class SpooledFindingsTest {

    /** The sheet of waivers counts by the header's waivers; a run takes those from what it spooled. */
    private static final Set<ReportFormat> TEXTS = EnumSet.complementOf(EnumSet.of(ReportFormat.XLSX));

    @TempDir
    private Path folder;

    static List<SampleAssessment> samples() {
        return List.of(SampleAssessment.site(), Hostile.site());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_report_of_them_is_that_of_findings_in_memory(SampleAssessment sample) throws Exception {
        List<Path> direct = ReportFiles.write(folder.resolve("direct"), TEXTS, sample.assessment(), sample.findings());
        try (SpooledFindings spool = spooled(sample)) {
            assertThat(spool.count()).isEqualTo(sample.findings().count());
            assertThat(spool.totals()).isEqualTo(sample.findings().totals());
            assertThat(spool.coverage()).isEqualTo(sample.assessment().coverage());
            assertThat(spool.causes()).containsExactlyInAnyOrderElementsOf(sample.assessment().causes());
            List<Path> again = ReportFiles.write(folder.resolve("again"), TEXTS, sample.assessment(), spool);
            for (int i = 0; i < direct.size(); i++) {
                assertThat(again.get(i)).hasSameBinaryContentAs(direct.get(i));
            }
        }
    }

    @Test
    void they_are_read_as_often_as_one_likes_and_twice_at_once() throws Exception {
        SampleAssessment sample = SampleAssessment.site();
        try (SpooledFindings spool = spooled(sample); Stream<Finding> one = spool.ordered();
             Stream<Finding> other = spool.ordered()) {
            List<Finding> all = one.toList();
            assertThat(all).isEqualTo(other.toList()).isEqualTo(sample.findings().ordered().toList());
        }
        try (SpooledFindings none = SpooledFindings.in(folder)) {
            none.finish();
            assertThat(none.ordered()).isEmpty();
            assertThat(none.count()).isZero();
        }
    }

    @Test
    void their_file_has_no_name_so_that_nothing_is_left_however_the_process_ends() throws Exception {
        try (SpooledFindings spool = spooled(SampleAssessment.site())) {
            assertThat(folder).isEmptyDirectory();
            Path open = Path.of("/proc/self/fd");
            if (Files.isDirectory(open)) {
                try (Stream<Path> files = Files.list(open)) {
                    List<Path> ours = files.filter(file -> points(file).startsWith(folder + "/.findings.")).toList();
                    assertThat(ours).hasSize(1);
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours.getFirst())))
                            .isEqualTo("rw-------");
                }
            }
            assertThat(spool.count()).isPositive();
        }
    }

    @Test
    void what_is_out_of_order_or_stands_twice_is_a_defect() throws Exception {
        List<Finding> all = SampleAssessment.site().findings().ordered().toList();
        try (SpooledFindings spool = SpooledFindings.in(folder)) {
            spool.add(all.get(1));
            assertThatThrownBy(() -> spool.add(all.get(1))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("out of order, or twice: " + all.get(1).rule());
            assertThatThrownBy(() -> spool.add(all.get(0))).isInstanceOf(IllegalStateException.class);
        }
    }

    private static String points(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (java.io.IOException e) {
            return "";
        }
    }

    private SpooledFindings spooled(SampleAssessment sample) throws Exception {
        SpooledFindings spool = SpooledFindings.in(folder);
        try (Stream<Finding> all = sample.findings().ordered()) {
            for (Finding finding : (Iterable<Finding>) all::iterator) {
                spool.add(finding);
            }
        }
        spool.finish();
        return spool;
    }
}
