package io.tightship.report.files;

import io.tightship.model.Assessment;
import io.tightship.report.Findings;
import io.tightship.report.ReportFormat;
import io.tightship.report.ReportWriter;
import io.tightship.report.csv.CsvReport;
import io.tightship.report.html.HtmlReport;
import io.tightship.report.json.JsonReport;
import io.tightship.report.junit.JunitReport;
import io.tightship.report.xlsx.XlsxReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Puts reports on disk. A report appears under its name only when all of it is on the disk: until then it has a
 * temporary name in the same folder, and a failure leaves the former report and nothing else. What a report says of a
 * site is nobody else's business, so files are the owner's alone (0600), and so is a folder that had to be made (0700).
 */
public final class ReportFiles {

    private ReportFiles() {
    }

    /**
     * Writes every format, also where one fails.
     *
     * @return the files, in the order of the formats
     * @throws UnwrittenReport for the first that failed; the others are suppressed exceptions of it
     */
    public static List<Path> write(Path folder, Set<ReportFormat> formats, Assessment assessment, Findings findings)
            throws UnwrittenReport {
        createFolder(folder);
        List<Path> written = new ArrayList<>();
        Optional<UnwrittenReport> failed = Optional.empty();
        for (ReportFormat format : formats.isEmpty() ? formats : EnumSet.copyOf(formats)) {
            Path file = folder.resolve(format.fileName());
            try {
                write(file, writer(format), assessment, findings);
                written.add(file);
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

    static ReportWriter writer(ReportFormat format) {
        return switch (format) {
            case HTML -> HtmlReport::write;
            case XLSX -> XlsxReport::write;
            case CSV -> CsvReport::write;
            case JSON -> JsonReport::write;
            case JUNIT -> JunitReport::write;
        };
    }

    static void write(Path file, ReportWriter writer, Assessment assessment, Findings findings)
            throws UnwrittenReport {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                try (FileChannel channel = FileChannel.open(temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone("rw-------"))) {
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                    writer.write(assessment, findings, out);
                    out.flush();
                    channel.force(true);
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

    private static void createFolder(Path folder) throws UnwrittenReport {
        try {
            Files.createDirectories(folder.toAbsolutePath(), ownersAlone("rwx------"));
        } catch (IOException failure) {
            throw new UnwrittenReport(folder, failure);
        }
    }

    private static FileAttribute<?>[] ownersAlone(String permissions) {
        return isPosix() ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        } : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
