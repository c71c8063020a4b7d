package io.tightship.report.json;

import io.tightship.report.Text;
import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the characters of a JSON document that a terminal would obey, or that nobody would see, as {@code \}{@code u}
 * and their number, and with them all characters above U+FFFF, which come in halves. They can only stand inside of
 * strings, so a reader gets them back unchanged.
 */
final class VisibleJson extends FilterWriter {

    VisibleJson(Writer out) {
        super(out);
    }

    /** Where the text of a document goes, buffered, in UTF-8. */
    static Writer to(OutputStream out) {
        return new BufferedWriter(new VisibleJson(new OutputStreamWriter(out, StandardCharsets.UTF_8)), 1 << 16);
    }

    @Override
    public void write(int c) throws IOException {
        write(new char[] {(char) c}, 0, 1);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.substring(offset, offset + length).toCharArray(), 0, length);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char c = text[i];
            if (c >= 0x7F && (Character.isSurrogate(c) || Text.isInvisible(c))) {
                out.write(text, from, i - from);
                out.write(String.format("\\u%04x", (int) c));
                from = i + 1;
            }
        }
        out.write(text, from, end - from);
    }
}
