package io.tightship.scan.cli;

import io.tightship.report.Text;
import java.util.ArrayList;
import java.util.List;

/** Prose for a terminal of 80 columns. */
final class Paragraph {

    private static final int WIDTH = 78;
    private static final int LONGEST = 8000;

    private Paragraph() {
    }

    /** Breaks between words; a longer word stands alone. The text is made harmless. */
    static List<String> lines(String text, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : Text.line(text, LONGEST).split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Line by line as it is, made harmless: for what is typed or was read. */
    static List<String> literal(String text, String indent) {
        return Text.block(text, LONGEST).lines().map(line -> indent + line).toList();
    }
}
