package io.tightship.report.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says which report could not be written, and why in the operating system's words. */
public final class UnwrittenReport extends IOException {

    private static final long serialVersionUID = 1;

    public UnwrittenReport(Path file, Exception cause) {
        super("cannot write " + file + ": " + words(cause), cause);
    }

    private static String words(Exception cause) {
        return switch (cause) {
            case AccessDeniedException denied -> "Permission denied";
            case NoSuchFileException missing -> "No such file or directory";
            case FileAlreadyExistsException file -> "Not a directory"; // only folders are made where something may be
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            case IOException failure when failure.getMessage() != null -> failure.getMessage();
            default -> cause.toString();
        };
    }
}
