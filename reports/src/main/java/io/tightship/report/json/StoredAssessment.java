package io.tightship.report.json;

import com.google.gson.stream.MalformedJsonException;
import io.tightship.model.Assessment;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Totals;
import io.tightship.report.Findings;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An {@code assessment.json} on disk, read back strictly: all of it is checked when it is opened, and the findings are
 * read anew each time they are asked for. It stays what it was when another file takes its name.
 */
public final class StoredAssessment implements Findings, Closeable {

    private final Path file;
    private final FileChannel channel;
    private final Assessment assessment;

    private StoredAssessment(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.assessment = check();
    }

    /**
     * @throws DamagedAssessment where it is not whole and sound, with the place
     * @throws IOException       where it cannot be read
     */
    public static StoredAssessment open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        try {
            return new StoredAssessment(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Assessment assessment() {
        return assessment;
    }

    @Override
    public long count() {
        return assessment.totals().findings();
    }

    @Override
    public Totals totals() {
        return assessment.totals();
    }

    @Override
    public Stream<Finding> ordered() {
        Walk walk = new Walk();
        return StreamSupport.stream(Spliterators.spliterator(walk, count(), Spliterator.ORDERED | Spliterator.NONNULL),
                false).onClose(walk::close);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private JsonCursor cursor() {
        return new JsonCursor(new InputStreamReader(new FromStart(), StandardCharsets.UTF_8.newDecoder()));
    }

    private IOException damaged(Exception e) {
        return switch (e) {
            case JsonCursor.Mismatch mismatch -> new DamagedAssessment(file, mismatch.getMessage());
            case CharacterCodingException encoding -> new DamagedAssessment(file, "it is not UTF-8 text");
            case IOException io when !(io instanceof EOFException || io instanceof MalformedJsonException) ->
                    new IOException(file + " cannot be read: " + io.getMessage(), io);
            // The library's advice on lenient parsing is not for an operator.
            default -> new DamagedAssessment(file, String.valueOf(e.getMessage()).lines().findFirst()
                    .orElse("").replaceFirst("Use JsonReader.setStrictness\\(Strictness.LENIENT\\) to accept m",
                            "m"));
        };
    }

    /** Reads everything once. */
    private Assessment check() throws IOException {
        try (JsonCursor json = cursor()) {
            Assessment all = json.object(() -> {
                Assessment header = new HeaderReader(json).read();
                json.name("findings");
                json.beginList();
                FindingReader reader = new FindingReader(header);
                Tallied tallied = new Tallied();
                Totals totals = Totals.of(() -> new Iterator<>() {
                    private Optional<Finding> former = Optional.empty();

                    @Override
                    public boolean hasNext() {
                        return quietly(json::hasNext);
                    }

                    @Override
                    public Finding next() {
                        return quietly(() -> {
                            Finding finding = reader.read(json);
                            if (former.isPresent() && former.get().compareTo(finding) >= 0) {
                                throw json.mismatch("the finding before this place is out of order, or stands twice");
                            }
                            former = Optional.of(finding);
                            tallied.add(finding);
                            return finding;
                        });
                    }
                });
                json.endList();
                if (!totals.equals(header.totals())) {
                    throw json.mismatch("the totals of the header are not those of the findings");
                }
                if (!tallied.coverage().equals(header.coverage())) {
                    throw json.mismatch("the coverage of the header is not that of the findings");
                }
                return header;
            });
            json.end();
            return all;
        } catch (UncheckedIOException e) {
            throw damaged(e.getCause());
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw damaged(e);
        }
    }

    private <T> T quietly(JsonCursor.Part<T> part) {
        try {
            return part.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Coverage, counted again. */
    private static final class Tallied {
        private Coverage.Count total = Coverage.Count.NONE;
        private final SortedMap<String, Coverage.Count> byRule = new TreeMap<>();
        private final SortedMap<String, Coverage.Count> byTarget = new TreeMap<>();

        void add(Finding finding) {
            total = total.plus(finding.outcome());
            byRule.merge(finding.rule(), Coverage.Count.NONE.plus(finding.outcome()), Tallied::sum);
            byTarget.merge(finding.target().id(), Coverage.Count.NONE.plus(finding.outcome()), Tallied::sum);
        }

        private static Coverage.Count sum(Coverage.Count one, Coverage.Count other) {
            return new Coverage.Count(one.expected() + other.expected(), one.judged() + other.judged());
        }

        Coverage coverage() {
            return new Coverage(total, byRule, byTarget);
        }
    }

    /** One walk through the findings. */
    private final class Walk implements Iterator<Finding> {
        private final JsonCursor json = cursor();
        private final FindingReader reader = new FindingReader(assessment);

        Walk() {
            guarded(() -> {
                json.enter("findings");
                return true;
            });
        }

        @Override
        public boolean hasNext() {
            return guarded(json::hasNext);
        }

        @Override
        public Finding next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return guarded(() -> reader.read(json));
        }

        private <T> T guarded(JsonCursor.Part<T> part) {
            try {
                return part.read();
            } catch (IOException | IllegalStateException | NumberFormatException e) {
                throw new UncheckedIOException(damaged(e));
            }
        }

        void close() {
            quietly(() -> {
                json.close();
                return true;
            });
        }
    }

    /** The file's bytes from its beginning, whatever other walks read. */
    private final class FromStart extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            int read = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
            position += Math.max(0, read);
            return read;
        }
    }
}
