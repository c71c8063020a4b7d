package io.tightship.report.files;

import io.tightship.model.Assessment;
import io.tightship.report.Findings;
import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.ReportWriter;
import io.tightship.report.csv.CsvReport;
import io.tightship.report.html.Assets;
import io.tightship.report.html.HtmlReport;
import io.tightship.report.json.JsonReport;
import io.tightship.report.json.OscalReport;
import io.tightship.report.json.SarifReport;
import io.tightship.report.junit.JunitReport;
import io.tightship.report.markdown.MarkdownReport;
import io.tightship.report.prometheus.PrometheusReport;
import io.tightship.report.xlsx.XlsxReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Puts reports on disk. A report appears under its name only when all of it is on the disk: until then it has a
 * temporary name in the same folder, and a failure leaves the former report and nothing else. What a report says of a
 * site is nobody else's business, so files are the owner's alone (0600) but for the metrics (0644), and so is a folder
 * that had to be made (0700).
 */
public final class ReportFiles {

    private static final String OWNERS_ALONE = "rw-------";

    private ReportFiles() {
    }

    /** Writes every format as one file, of a run that is part of no history. */
    public static List<Path> write(Path folder, Set<ReportFormat> formats, Assessment assessment, Findings findings)
            throws UnwrittenReport {
        return write(folder, formats, Layout.SINGLE_FILES, assessment, findings, List.of());
    }

    /**
     * Writes every format, also where one fails.
     *
     * @param nights of the history that the run is part of, oldest first; empty where it is part of none
     * @return the files, or the folder of a format that is several, in the order of the formats
     * @throws UnwrittenReport for the first that failed; the others are suppressed exceptions of it
     */
    public static List<Path> write(Path folder, Set<ReportFormat> formats, Layout layout, Assessment assessment,
                                   Findings findings, List<Night> nights) throws UnwrittenReport {
        createFolder(folder);
        List<Path> written = new ArrayList<>();
        Optional<UnwrittenReport> failed = Optional.empty();
        for (ReportFormat format : formats.isEmpty() ? formats : EnumSet.copyOf(formats)) {
            try {
                if (format == ReportFormat.JUNIT && layout.splitJunit()) {
                    written.add(writeEachTarget(folder.resolve("junit"), assessment, findings));
                } else if (format == ReportFormat.HTML && layout.externalAssets()) {
                    written.addAll(writePage(folder, assessment, findings, nights));
                } else {
                    Path file = folder.resolve(format.fileName());
                    write(file, permissions(format), writer(format, nights), assessment, findings);
                    written.add(file);
                }
            } catch (UnwrittenReport failure) {
                failed.ifPresent(first -> first.addSuppressed(failure));
                failed = failed.or(() -> Optional.of(failure));
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
        return written;
    }

    /** The page last: it never asks for what is not there. */
    private static List<Path> writePage(Path folder, Assessment assessment, Findings findings, List<Night> nights)
            throws UnwrittenReport {
        List<Path> written = new ArrayList<>();
        for (String asset : Assets.FILES) {
            put(folder.resolve(asset), OWNERS_ALONE,
                    out -> out.write(Assets.text(asset).getBytes(StandardCharsets.UTF_8)));
            written.add(folder.resolve(asset));
        }
        Path page = folder.resolve(ReportFormat.HTML.fileName());
        put(page, OWNERS_ALONE, out -> HtmlReport.write(assessment, findings, nights, Assets.EXTERNAL, out));
        written.addFirst(page);
        return written;
    }

    /** Files of targets that are no more are taken away: a reader of the folder would count them. */
    private static Path writeEachTarget(Path folder, Assessment assessment, Findings findings) throws UnwrittenReport {
        createFolder(folder);
        Set<Path> written = new HashSet<>();
        try {
            JunitReport.writeEach(assessment, findings, (name, content) -> {
                put(folder.resolve(name), OWNERS_ALONE, content::write);
                written.add(folder.resolve(name));
            });
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                for (Path file : files) {
                    if (!written.contains(file)) {
                        Files.delete(file);
                    }
                }
            }
        } catch (UnwrittenReport failure) {
            throw failure;
        } catch (IOException | RuntimeException failure) {
            throw new UnwrittenReport(folder, failure);
        }
        return folder;
    }

    /** A collector of metrics is another user than the one who scans; a report says more than counts. */
    private static String permissions(ReportFormat format) {
        return format == ReportFormat.PROMETHEUS ? "rw-r--r--" : OWNERS_ALONE;
    }

    static ReportWriter writer(ReportFormat format, List<Night> nights) {
        return switch (format) {
            case HTML -> (assessment, findings, out) -> HtmlReport.write(assessment, findings, nights, Assets.INLINE, out);
            case XLSX -> (assessment, findings, out) -> XlsxReport.write(assessment, findings, nights, out);
            case CSV -> CsvReport::write;
            case JSON -> JsonReport::write;
            case JUNIT -> JunitReport::write;
            case SARIF -> SarifReport::write;
            case OSCAL -> OscalReport::write;
            case MARKDOWN -> MarkdownReport::write;
            case PROMETHEUS -> PrometheusReport::write;
        };
    }

    static void write(Path file, ReportWriter writer, Assessment assessment, Findings findings)
            throws UnwrittenReport {
        write(file, OWNERS_ALONE, writer, assessment, findings);
    }

    private static void write(Path file, String permissions, ReportWriter writer, Assessment assessment,
                              Findings findings) throws UnwrittenReport {
        put(file, permissions, out -> writer.write(assessment, findings, out));
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private static void put(Path file, String permissions, Content content) throws UnwrittenReport {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                try (FileChannel channel = FileChannel.open(temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(permissions))) {
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                    content.write(out);
                    out.flush();
                    channel.force(true);
                }
                if (isPosix()) { // what is made in a folder is under the umask
                    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            keepName(file);
        } catch (IOException | RuntimeException failure) {
            throw new UnwrittenReport(file, failure);
        }
    }

    /** The name, too, must outlive a power cut. */
    private static void keepName(Path file) throws IOException {
        if (isPosix()) {
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** For its owner alone, where it is not there. */
    public static void createFolder(Path folder) throws UnwrittenReport {
        try {
            Files.createDirectories(folder.toAbsolutePath(), mode("rwx------"));
        } catch (IOException failure) {
            throw new UnwrittenReport(folder, failure);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return isPosix() ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        } : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
