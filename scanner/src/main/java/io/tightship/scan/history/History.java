package io.tightship.scan.history;

import io.tightship.report.Night;
import io.tightship.scan.data.MalformedDocument;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of the nights. A night is written beside the others under a hidden name and gets its own name in one step;
 * one that goes is hidden in one step before it is deleted. So whoever looks sees whole nights alone, whenever the
 * process ends. One process at a time works on it; the system frees the lock with the process.
 */
public final class History implements Closeable {

    private static final String INCOMING = ".incoming-";
    private static final String OUTGOING = ".outgoing-";
    private static final String LATEST = "latest";

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private History(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Another process works on the folder. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;

        Busy(Path folder) {
            super("another run works on " + folder + "; this one has not begun");
        }
    }

    /** Makes the folder where it is not there, and clears away what a run left that was killed. */
    public static History open(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        FileChannel file = FileChannel.open(folder.resolve(".lock"), Set.of(StandardOpenOption.CREATE,
                StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------")));
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new Busy(folder);
        }
        History history = new History(folder, file, lock);
        history.clear();
        return history;
    }

    /** Those that are sound, oldest first. */
    public List<Night> nights() throws IOException {
        return nights(new ArrayList<>());
    }

    /** @param damaged gets a sentence for each that somebody has changed: it is left alone */
    public List<Night> nights(List<String> damaged) throws IOException {
        return read(folder, damaged);
    }

    /**
     * The nights of a folder on which another process may work, oldest first: nothing is locked or changed.
     *
     * @param damaged gets a sentence for each that somebody has changed
     */
    public static List<Night> read(Path folder, List<String> damaged) throws IOException {
        List<Night> nights = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path file = entry.resolve(NightFile.NAME);
                if (!entry.getFileName().toString().startsWith(".") && Files.isDirectory(entry,
                        LinkOption.NOFOLLOW_LINKS) && Files.isRegularFile(file)) {
                    try {
                        nights.add(night(file));
                    } catch (IOException e) {
                        damaged.add(e.getMessage());
                    }
                }
            }
        }
        Collections.sort(nights);
        return nights;
    }

    private static Night night(Path file) throws IOException {
        try {
            Night night = NightFile.parse(Files.readString(file));
            if (!file.getParent().getFileName().toString().equals(night.run())) {
                throw new MalformedDocument("its run is not that of its folder");
            }
            return night;
        } catch (MalformedDocument e) {
            throw new IOException(file + " is not as it was written: " + e.getMessage(), e);
        }
    }

    public Path folder(Night night) {
        return folder.resolve(night.run());
    }

    /** A new folder that nobody takes for a night; see {@link #keep}. */
    public Path begin() throws IOException {
        return Files.createDirectory(folder.resolve(INCOMING + UUID.randomUUID()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Makes a night of the folder, and the latest one. */
    public void keep(Path incoming, Night night) throws IOException {
        write(incoming.resolve(NightFile.NAME), NightFile.json(night));
        force(incoming);
        Files.move(incoming, folder(night), StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        pointTo(night);
    }

    /**
     * The nights but those that are too many or too old; the latest and the last complete one always stay.
     *
     * @param most nights
     * @param days of age; none: whatever the age
     */
    public List<Night> staying(int most, OptionalInt days, Instant now) throws IOException {
        List<Night> nights = nights();
        Set<String> needed = new HashSet<>();
        if (!nights.isEmpty()) {
            needed.add(nights.getLast().run());
        }
        lastComplete(nights).ifPresent(night -> needed.add(night.run()));
        List<Night> staying = new ArrayList<>();
        for (int i = 0; i < nights.size(); i++) {
            Night night = nights.get(i);
            boolean old = days.isPresent() && night.startedAt().isBefore(now.minus(Duration.ofDays(days.getAsInt())));
            if (nights.size() - i <= most && !old || needed.contains(night.run())) {
                staying.add(night);
            }
        }
        return staying;
    }

    /** Takes the other nights away: after nothing points to them. */
    public void retain(List<Night> staying) throws IOException {
        for (Night night : nights()) {
            if (!staying.contains(night)) {
                Path hidden = folder.resolve(OUTGOING + night.run());
                Files.move(folder(night), hidden, StandardCopyOption.ATOMIC_MOVE);
                delete(hidden);
            }
        }
    }

    /** The newest of the nights that judged what had to be judged. */
    static Optional<Night> lastComplete(List<Night> nights) {
        return nights.reversed().stream().filter(Night::complete).findFirst();
    }

    /** Puts a file beside the nights, in one step. */
    public void publish(String name, String text) throws IOException {
        replace(folder.resolve(name), text, "rw-------");
    }

    /**
     * Writes a file in one step: whoever reads it sees the former one or this one. What a run that was killed left of such
     * a step is cleared away.
     *
     * @param permissions as {@code ls} shows them
     */
    public static void replace(Path file, String text, String permissions) throws IOException {
        String half = "\\." + Pattern.quote(String.valueOf(file.getFileName())) + "\\.[0-9a-f-]{36}\\.tmp";
        try (DirectoryStream<Path> left = Files.newDirectoryStream(file.toAbsolutePath().getParent(),
                entry -> entry.getFileName().toString().matches(half))) {
            for (Path entry : left) {
                Files.deleteIfExists(entry);
            }
        }
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(temporary, text);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void pointTo(Night night) throws IOException {
        Path temporary = folder.resolve("." + LATEST + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createSymbolicLink(temporary, Path.of(night.run()));
            Files.move(temporary, folder.resolve(LATEST), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(folder);
    }

    /** What a killed run left; and the latest night may have been made without being pointed to. */
    private void clear() throws IOException {
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "{" + INCOMING + "*," + OUTGOING
                + "*,.*.tmp}")) {
            entries.forEach(left::add);
        }
        for (Path entry : left) {
            delete(entry);
        }
        List<Night> nights = nights();
        if (!nights.isEmpty()) {
            pointTo(nights.getLast());
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
