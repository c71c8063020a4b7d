package io.tightship.scan.probe;

import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a tar stream as GNU tar and bsdtar write it (ustar, GNU long names, pax paths). Nothing is ever unpacked. */
public final class Tar {

    private static final int BLOCK = 512;
    /** Where a header holds its own checksum. */
    private static final int CHECKSUM = 148;

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

    /**
     * The entries by path without a trailing slash, in the order of the stream. What is neither a file nor a folder is
     * refused, since who finds no entry may take it for a proof that nothing is there; {@code /dev/null} is an empty
     * file.
     */
    public static Map<String, Entry> entries(byte[] stream) throws MalformedDocument {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String longName = "";
        String longLink = "";
        int at = 0;
        while (at + BLOCK <= stream.length) {
            byte[] header = Arrays.copyOfRange(stream, at, at + BLOCK);
            if (Arrays.equals(header, new byte[BLOCK])) {
                return entries;
            }
            if (number(header, CHECKSUM, 8) != checksum(header)) {
                throw new MalformedDocument("byte " + at + " of the tar stream begins no header");
            }
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
                case 'K' -> longLink = text(content, 0, content.length);
                case 'x' -> {
                    Map<String, String> records = records(content);
                    longName = records.getOrDefault("path", longName);
                    longLink = records.getOrDefault("linkpath", longLink);
                }
                case 'g' -> { }
                default -> {
                    String name = longName.isEmpty() ? name(header) : longName;
                    String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
                    longName = "";
                    longLink = "";
                    boolean folder = type == '5' || name.endsWith("/");
                    String path = name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
                    entries.put(path, entry(header, path, folder, content, Optional.ofNullable(entries.get(link))));
                }
            }
        }
        throw new MalformedDocument("the tar stream has no end mark");
    }

    private static Entry entry(byte[] header, String path, boolean folder, byte[] content, Optional<Entry> linked)
            throws MalformedDocument {
        char type = (char) header[156];
        boolean nothing = type == '3' && number(header, 329, 8) == 1 && number(header, 337, 8) == 3;
        if (folder || nothing || type == '0' || type == 0) {
            return new Entry(path, folder, (int) number(header, 100, 8), number(header, 108, 8),
                    number(header, 116, 8), content);
        }
        if (type == '1' && linked.isPresent()) {
            return new Entry(path, false, linked.get().mode(), linked.get().owner(), linked.get().group(),
                    linked.get().content());
        }
        throw new MalformedDocument(path + (type == '1' ? " is a link to something that is not in the tar stream"
                : " is neither a file nor a folder"));
    }

    /** Of the header's bytes, its own field taken as spaces. */
    private static long checksum(byte[] header) {
        long sum = 8 * ' ';
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? 0 : header[i] & 0xff;
        }
        return sum;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        boolean posix = text(header, 257, 6).equals("ustar");
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** A pax header: {@code LENGTH KEY=VALUE} and a line break each, the length counting all of it. */
    private static Map<String, String> records(byte[] content) throws MalformedDocument {
        Map<String, String> records = new LinkedHashMap<>();
        int at = 0;
        while (at < content.length) {
            int space = at;
            while (space < content.length && content[space] >= '0' && content[space] <= '9') {
                space++;
            }
            String digits = new String(content, at, space - at, StandardCharsets.US_ASCII);
            int end = digits.matches("[1-9][0-9]{0,8}") ? at + Integer.parseInt(digits) : 0;
            if (end <= space + 1 || end > content.length || content[space] != ' ' || content[end - 1] != '\n') {
                throw new MalformedDocument("the tar stream holds a record without its length");
            }
            String record = new String(content, space + 1, end - space - 2, StandardCharsets.UTF_8);
            if (record.indexOf('=') < 0) {
                throw new MalformedDocument("the tar stream holds a record without its key");
            }
            records.put(record.substring(0, record.indexOf('=')), record.substring(record.indexOf('=') + 1));
            at = end;
        }
        return records;
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
