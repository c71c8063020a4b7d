package io.tightship.report.json;

import com.google.gson.stream.MalformedJsonException;
import io.tightship.model.Finding;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An open file with a list {@code findings} as {@code assessment.json} has it, read as often as it is asked for. */
final class FindingsFile {

    private final Path file;
    private final FileChannel channel;

    FindingsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** One walk through the findings. @param count how many there are */
    Stream<Finding> walk(FindingReader reader, long count) {
        Walk walk = new Walk(reader);
        return StreamSupport.stream(Spliterators.spliterator(walk, count, Spliterator.ORDERED | Spliterator.NONNULL),
                false).onClose(walk::close);
    }

    /** From the beginning, whatever others read. */
    JsonCursor cursor() {
        return new JsonCursor(new InputStreamReader(new FromStart(), StandardCharsets.UTF_8.newDecoder()));
    }

    /** What to say of a failure to read it. */
    IOException damaged(Exception e) {
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

    private final class Walk implements Iterator<Finding> {
        private final JsonCursor json = cursor();
        private final FindingReader reader;

        Walk(FindingReader reader) {
            this.reader = reader;
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
            guarded(() -> {
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
