package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Finding;
import io.tightship.report.Hostile;
import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Written;
import io.tightship.report.files.ReportFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written comes back as it was, and a damaged file is told by the place of the damage. */
class StoredAssessmentTest {

    private static final String SAMPLE = Written.by(JsonReport::write, SampleAssessment.site()).text();

    @TempDir
    private Path folder;

    static List<SampleAssessment> samples() {
        return List.of(SampleAssessment.site(), Hostile.site());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_format_is_rendered_again_with_the_same_content(SampleAssessment sample) throws Exception {
        EnumSet<ReportFormat> all = EnumSet.allOf(ReportFormat.class);
        List<Path> first = ReportFiles.write(folder.resolve("first"), all, sample.assessment(), sample.findings());
        try (StoredAssessment stored = StoredAssessment.open(folder.resolve("first/assessment.json"))) {
            List<Path> again = ReportFiles.write(folder.resolve("again"), all, stored.assessment(), stored);
            assertThat(again).hasSameSizeAs(first).isNotEmpty();
            for (int i = 0; i < first.size(); i++) {
                assertThat(again.get(i)).hasSameBinaryContentAs(first.get(i));
            }
        }
    }

    @Test
    void one_of_an_older_version_has_no_dated_data() throws Exception {
        int from = SAMPLE.indexOf("\n \"data\": [");
        assertThat(from).isPositive();
        String older = SAMPLE.substring(0, from) + SAMPLE.substring(SAMPLE.indexOf("\n \"benchmarks\": ["));
        try (StoredAssessment stored = StoredAssessment.open(file(older))) {
            assertThat(stored.assessment().data()).isEmpty();
            assertThat(stored.assessment().benchmarks()).hasSize(1);
        }
    }

    @Test
    void the_findings_can_be_walked_through_again_and_twice_at_once() throws Exception {
        SampleAssessment sample = SampleAssessment.site();
        try (StoredAssessment stored = StoredAssessment.open(file(SAMPLE)); Stream<Finding> one = stored.ordered();
             Stream<Finding> other = stored.ordered()) {
            List<Finding> all = one.toList();
            assertThat(other.toList()).isEqualTo(all);
            assertThat(all).isEqualTo(sample.findings().ordered().toList());
            assertThat(stored.count()).isEqualTo(all.size());
            assertThat(stored.totals()).isEqualTo(sample.findings().totals());
        }
    }

    @Test
    void a_report_that_does_not_say_how_controls_are_numbered_is_read_all_the_same() throws Exception {
        String without = SAMPLE.replaceAll(",\\s*\"numbering\":\\s*\\{[^}]*\\}", "");
        assertThat(without).isNotEqualTo(SAMPLE).doesNotContain("numbering");
        try (StoredAssessment stored = StoredAssessment.open(file(without))) {
            assertThat(stored.assessment().clusters()).isEqualTo(SampleAssessment.site().assessment().clusters());
        }
    }

    @Test
    void it_stays_what_it_was_when_another_file_takes_its_name() throws Exception {
        Path file = file(SAMPLE);
        try (StoredAssessment stored = StoredAssessment.open(file)) {
            Path other = Files.writeString(folder.resolve("other"), "nothing of the kind");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            assertThat(stored.ordered()).hasSize((int) stored.count());
        }
    }

    /**
     * @param from     a pattern of the sound file
     * @param to       what stands there instead
     * @param expected what the message says
     */
    record Damage(String from, String to, String expected) {
    }

    static List<Damage> damages() {
        return List.of(
                new Damage("\"format\": \"tightship-assessment\"", "\"format\": \"other\"", "at $.format: the format is"),
                new Damage("\"formatVersion\": 1", "\"formatVersion\": 2", "the format has version 2, this program knows"),
                new Damage("\"formatVersion\": 1", "\"formatVersion\": 1.5", "'1.5' is not a whole number"),
                new Damage("\"formatVersion\": 1", "\"formatVersion\": \"1\"", "at $.formatVersion: expected a number"),
                new Damage("\"site\": \"bcm-lab\"", "\"sight\": \"bcm-lab\"", "found the key 'sight', expected 'site'"),
                new Damage("\"site\": \"bcm-lab\"", "\"site\": 7", "at $.site: expected a text"),
                new Damage("2026-11-21T02:00:00Z", "yesterday", "at $.run.startedAt: 'yesterday' is not a time"),
                new Damage("\"complete\": false", "\"complete\": null", "at $.run.complete: expected true or false"),
                new Damage("\"id\":\"([0-9a-f]{20})\",\"rule\"", "\"id\":\"00000000000000000000\",\"rule\"",
                        "at $.findings[0].variant: the id 0000"),
                new Damage("\"outcome\":\"FAIL\"", "\"outcome\":\"PASS\"", "the totals of the header are not"),
                new Damage("\"outcome\":\"FAIL\"", "\"outcome\":\"WAIVED\"", "'WAIVED' is none of PASS, FAIL, ERROR"),
                new Damage("\"outcome\":\"ERROR\"", "\"outcome\":\"FAIL\"", "a cause belongs to ERROR"),
                new Damage("\"severity\":\"HIGH\"", "\"severity\":\"HUGE\"", "'HUGE' is none of LOW, MEDIUM"),
                new Damage("\"cause\":\"[0-9a-f]+\"", "\"cause\":\"none\"", "the cause 'none' is not among"),
                new Damage("\"kind\":\"prose\"", "\"kind\":\"poem\"", "'poem' is no kind of step"),
                new Damage("\"expires\":\"2026-12-04\"", "\"expires\":\"2026-12-44\"", "'2026-12-44' is not a date"),
                new Damage("\"waiver\":null\\}", "\"waiver\":null,\"more\":1}", "an unknown key 'more'"),
                new Damage("\"line\":4", "\"line\":-4", "'-4' is not a whole number"),
                new Damage("\\}\\s*\\z", "} 1", "malformed JSON at line"),
                new Damage("\\s*\\]\\s*\\}\\s*\\z", "", "End of input"),
                new Damage("(?s)\"findings\": \\[.*", "\"findings\": []}", "the totals of the header are not"),
                new Damage("(?s).*", "", "End of input"),
                new Damage("\\A\\{", "[", "expected an object"),
                new Damage("\\A\\{", "{'", "JSON"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damage_is_told_by_its_place(Damage damage) throws Exception {
        String damaged = SAMPLE.replaceFirst(damage.from(), damage.to());
        assertThat(damaged).isNotEqualTo(SAMPLE);
        Path file = file(damaged);
        assertThatThrownBy(() -> StoredAssessment.open(file)).isInstanceOf(DamagedAssessment.class)
                .hasMessageStartingWith(file + " is not a whole assessment of this version: ")
                .hasMessageContaining(damage.expected()).message().hasLineCount(1);
    }

    @Test
    void findings_out_of_order_or_twice_are_damage() throws Exception {
        List<String> lines = SAMPLE.lines().toList();
        int first = lines.indexOf(lines.stream().filter(line -> line.startsWith("  {\"id\"")).findFirst().orElseThrow());
        for (int with : new int[] {first, first + 1}) {
            List<String> changed = new java.util.ArrayList<>(lines);
            changed.set(first, lines.get(with));
            changed.set(first + 1, lines.get(first));
            assertThatThrownBy(() -> StoredAssessment.open(file(String.join("\n", changed))))
                    .hasMessageContaining("at $.findings[2]: the finding before this place is out of order");
        }
    }

    @Test
    void what_cannot_be_read_at_all_is_told() throws Exception {
        assertThatThrownBy(() -> StoredAssessment.open(folder.resolve("none.json"))).isInstanceOf(IOException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> StoredAssessment.open(folder)).hasMessageContaining("cannot be read");
        Path latin = Files.write(folder.resolve("latin.json"), "{\"format\": \"\u00e9\"}".getBytes(
                StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> StoredAssessment.open(latin)).hasMessageContaining("it is not UTF-8 text");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("assessment.json"), text);
    }

    /** Everything but when the file was made. */
}
