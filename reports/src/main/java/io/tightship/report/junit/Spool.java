package io.tightship.report.junit;

import io.tightship.model.Target;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts pieces of a document by target, for findings come by rule: in memory while they are few, beyond that in a
 * temporary file of the owner's alone. The pieces of a target keep their order.
 */
final class Spool implements Closeable {

    /** Bytes. */
    static final int HELD = 8 << 20;

    private final int most;
    private final Map<Target, Pieces> pieces = new HashMap<>();
    private final Path folder;
    private Optional<Overflow> overflow = Optional.empty();
    private long held;

    /**
     * @param most   bytes to hold in memory
     * @param folder for the temporary file, where one is needed
     */
    Spool(int most, Path folder) {
        this.most = most;
        this.folder = folder;
    }

    private record Overflow(Path path, FileChannel file) {
        static Overflow in(Path folder) throws IOException {
            Path path = Files.createTempFile(folder, "tightship-junit-", ".part");
            return new Overflow(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        }
    }

    private static final class Pieces {
        private final List<Stored> stored = new ArrayList<>();
        private ByteArrayOutputStream recent = new ByteArrayOutputStream();
    }

    private record Stored(long from, int length) {
    }

    void add(Target target, byte[] piece) throws IOException {
        pieces.computeIfAbsent(target, each -> new Pieces()).recent.writeBytes(piece);
        held += piece.length;
        if (held > most) {
            store();
        }
    }

    private void store() throws IOException {
        if (overflow.isEmpty()) {
            overflow = Optional.of(Overflow.in(folder));
        }
        FileChannel file = overflow.get().file();
        long end = file.size();
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file.position(end)), 1 << 16);
        for (Pieces own : pieces.values()) {
            if (own.recent.size() > 0) {
                own.recent.writeTo(out);
                own.stored.add(new Stored(end, own.recent.size()));
                end += own.recent.size();
                own.recent = new ByteArrayOutputStream();
            }
        }
        out.flush();
        held = 0;
    }

    /** Writes all pieces of a target. */
    void copy(Target target, OutputStream out) throws IOException {
        Pieces own = pieces.getOrDefault(target, new Pieces());
        for (Stored stored : own.stored) {
            out.write(read(overflow.orElseThrow(), stored));
        }
        own.recent.writeTo(out);
    }

    private static byte[] read(Overflow overflow, Stored stored) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(stored.length());
        while (bytes.hasRemaining()) {
            if (overflow.file().read(bytes, stored.from() + bytes.position()) < 0) {
                throw new EOFException(overflow.path() + " is not whole any more");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        if (overflow.isPresent()) {
            try {
                overflow.get().file().close();
            } finally {
                Files.deleteIfExists(overflow.get().path());
            }
        }
    }
}
