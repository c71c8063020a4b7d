package io.tightship.scan.probe;

import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a tar stream as GNU tar and bsdtar write it (ustar, GNU long names, pax paths). Nothing is ever unpacked. */
public final class Tar {

    private static final int BLOCK = 512;

    private Tar() {
    }

    /**
     * @param mode permission bits, also the set-id and sticky ones
     */
    public record Entry(String path, boolean folder, int mode, long owner, long group, byte[] content) {
        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** The entries by path without a trailing slash, in the order of the stream. */
    public static Map<String, Entry> entries(byte[] stream) throws MalformedDocument {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String longName = "";
        int at = 0;
        while (at + BLOCK <= stream.length) {
            if (stream[at] == 0) {
                return entries;
            }
            byte[] header = Arrays.copyOfRange(stream, at, at + BLOCK);
            long size = number(header, 124, 12);
            at += BLOCK;
            if (size < 0 || size > stream.length - at) {
                throw new MalformedDocument("the tar stream ends within a file");
            }
            byte[] content = Arrays.copyOfRange(stream, at, at + (int) size);
            at += (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
            char type = (char) header[156];
            switch (type) {
                case 'L' -> longName = text(content, 0, content.length);
                case 'x' -> longName = paxPath(new String(content, StandardCharsets.UTF_8), longName);
                case 'K', 'g' -> { }
                default -> {
                    String path = longName.isEmpty() ? name(header) : longName;
                    longName = "";
                    boolean folder = type == '5' || path.endsWith("/");
                    path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                    if (folder || type == '0' || type == 0) {
                        entries.put(path, new Entry(path, folder, (int) number(header, 100, 8),
                                number(header, 108, 8), number(header, 116, 8), content));
                    } else if (type == '1' && entries.get(text(header, 157, 100)) instanceof Entry linked) {
                        entries.put(path, new Entry(path, false, linked.mode(), linked.owner(), linked.group(),
                                linked.content()));
                    }
                }
            }
        }
        throw new MalformedDocument("the tar stream has no end mark");
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        boolean posix = text(header, 257, 6).equals("ustar");
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String paxPath(String records, String otherwise) {
        String path = otherwise;
        for (String line : records.split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0 && line.startsWith("path=", space + 1)) {
                path = line.substring(space + 6);
            }
        }
        return path;
    }

    private static String text(byte[] from, int offset, int length) {
        int end = offset;
        while (end < offset + length && from[end] != 0) {
            end++;
        }
        return new String(from, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long number(byte[] from, int offset, int length) throws MalformedDocument {
        if ((from[offset] & 0x80) != 0) { // GNU's base 256, for what octal digits do not hold
            long value = from[offset] & 0x3f;
            for (int i = 1; i < length; i++) {
                value = value << 8 | from[offset + i] & 0xff;
            }
            return value;
        }
        String digits = text(from, offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new MalformedDocument("a tar header holds no number where one must be");
        }
    }
}
