package io.tightship.report;

import io.tightship.model.Assessment;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts reports into a folder: each appears whole or not at all, and only its owner can read it. */
public final class ReportFiles {

    private ReportFiles() {
    }

    /**
     * The files written, in the order of formats.
     *
     * @throws IOException names the file and the system's words
     */
    public static List<Path> write(Path folder, Set<ReportFormat> formats, Assessment assessment, Findings findings)
            throws IOException {
        try {
            Files.createDirectories(folder, owner(folder, "rwx------"));
        } catch (IOException e) {
            throw new IOException("the folder " + folder + " cannot be made: " + words(e), e);
        }
        List<Path> written = new ArrayList<>();
        for (ReportFormat format : formats) {
            Path file = folder.resolve(format.fileName());
            try {
                write(file, format, assessment, findings);
            } catch (IOException e) {
                throw new IOException("the report " + file + " cannot be written: " + words(e), e);
            }
            written.add(file);
        }
        return written;
    }

    private static void write(Path file, ReportFormat format, Assessment assessment, Findings findings)
            throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE), owner(temporary, "rw-------"));
                 OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                format.write(assessment, findings, out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static FileAttribute<?>[] owner(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static String words(IOException e) {
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.FileAlreadyExistsException taken -> "a file of that name is in the way";
            case java.nio.file.NotDirectoryException file -> "a file is in the way";
            default -> String.valueOf(e.getMessage());
        };
    }
}
