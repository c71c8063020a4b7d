package io.tightship.report;

import java.util.regex.Pattern;

/** Makes what a host printed harmless text for every format: never markup, formula or escape code. */
public final class Text {

    private static final Pattern ANSI = Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[@-Z\\\\-_])");

    private Text() {
    }

    /**
     * Valid in XML 1.0 and HTML: escape codes taken out, other control characters, lone surrogates and signs that turn
     * the direction of writing made visible. Line breaks and tabs stay.
     */
    public static String clean(String text) {
        String plain = text.indexOf('\u001b') < 0 ? text : ANSI.matcher(text).replaceAll("");
        StringBuilder clean = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < plain.length()
                    && Character.isLowSurrogate(plain.charAt(i + 1))) {
                clean.append(c).append(plain.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                clean.append('\ufffd');
            } else if (c == '\r') {
                clean.append(i + 1 < plain.length() && plain.charAt(i + 1) == '\n' ? "" : "\n");
            } else if (c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c >= 0xfffe
                    || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' || c == '\u200e'
                    || c == '\u200f' || c == '\u2028' || c == '\u2029') {
                clean.append(String.format("<U+%04X>", (int) c));
            } else {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    /** {@link #clean} and at most {@code cap} characters, with a word on what was cut. */
    public static String clean(String text, int cap) {
        String clean = clean(text.length() > 4 * cap ? text.substring(0, 4 * cap) : text);
        if (clean.length() <= cap && text.length() <= 4 * cap) {
            return clean;
        }
        int end = Math.min(cap, clean.length());
        if (end > 0 && Character.isHighSurrogate(clean.charAt(end - 1))) {
            end--;
        }
        return clean.substring(0, end) + "[truncated " + (text.length() - end) + " characters, see assessment.json]";
    }

    /** {@link #clean(String, int)} on one line. */
    public static String line(String text, int cap) {
        return clean(text, cap).replaceAll("[\\n\\t]+", " ");
    }

    /** True where a spreadsheet could take a text for a formula. */
    public static boolean formulaLike(String text) {
        return !text.isEmpty() && "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".indexOf(text.charAt(0)) >= 0;
    }
}
