package io.tightship.report;

/**
 * Makes text harmless where Markdown is rendered. Text of any origin becomes a code span: inside of it no dialect sees
 * markup, HTML, links, addresses, mentions or numbers of issues.
 */
public final class MarkdownText {

    private static final String PUNCTUATION = "\\`*_{}[]()<>#+-.!|~&";

    private MarkdownText() {
    }

    /** Text of any origin on one line; empty where it is empty. At most {@code cap} characters and the marks. */
    public static String code(String raw, int cap) {
        String shown = Text.line(raw, cap);
        if (shown.isEmpty()) {
            return "";
        }
        int longest = 0;
        int run = 0;
        for (int i = 0; i < shown.length(); i++) {
            run = shown.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        String space = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
        return fence + space + shown + space + fence;
    }

    /** The program's own words on one line: they are read as they are written. */
    public static String words(String own) {
        StringBuilder escaped = new StringBuilder(own.length() + 16);
        own.codePoints().forEach(point -> {
            if (PUNCTUATION.indexOf(point) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(point == '\n' ? ' ' : point);
        });
        return escaped.toString();
    }
}
