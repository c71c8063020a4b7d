package io.tightship.report.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workbook as LibreOffice reads it, which refuses to convert what it would have to repair. */
@Tag("host")
class OfficeTest {

    private static final Path PROGRAM = Path.of("/usr/bin/soffice");

    @TempDir
    private Path folder;

    @BeforeAll
    static void installed() {
        assumeTrue(Files.isExecutable(PROGRAM), "LibreOffice is not installed");
    }

    @Test
    void it_opens_every_sheet() throws Exception {
        SampleAssessment sample = SampleAssessment.site();
        convert(Written.by(XlsxReport::write, sample));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".csv")))
                    .containsExactlyInAnyOrder("report-Summary.csv", "report-Findings.csv", "report-Matrix.csv",
                            "report-Remediation.csv", "report-Coverage and errors.csv", "report-Waivers.csv",
                            "report-Changes.csv", "report-History.csv");
        }
        assertThat(rows("Findings")).hasSize((int) sample.findings().count() + 1);
        assertThat(rows("Matrix")).hasSize(sample.assessment().targets().size() + 1);
    }

    @Test
    void it_takes_hostile_text_as_text_and_calculates_nothing() throws Exception {
        convert(Written.by(XlsxReport::write, Hostile.site()));
        List<String[]> rows = rows("Findings");
        int observed = Arrays.asList(rows.getFirst()).indexOf("Observed");
        Set<String> read = rows.stream().skip(1).map(row -> row[observed]).collect(Collectors.toSet());
        assertThat(read).containsAll(Hostile.TEXTS.stream().filter(text -> text.length() < 1_000)
                .map(text -> Text.block(text, 32_767)).toList());
    }

    private void convert(Written workbook) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("report.xlsx"), workbook.bytes());
        Process process = new ProcessBuilder(PROGRAM.toString(),
                "-env:UserInstallation=" + folder.resolve("profile").toUri(), "--headless", "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1", "--outdir",
                folder.toString(), file.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private List<String[]> rows(String sheet) throws Exception {
        try (CSVReader reader = new CSVReaderBuilder(Files.newBufferedReader(folder.resolve("report-" + sheet + ".csv")))
                .withCSVParser(new RFC4180ParserBuilder().build()).build()) {
            return reader.readAll();
        }
    }
}
