package io.tightship.report;

/**
 * Makes text that a host or a file named harmless for any format: nothing in it acts, and nothing in it hides. What has
 * no shape of its own (control characters with the escape codes they begin, marks that turn the direction of writing,
 * characters of no width) is shown by its number, as in {@code <U+202E>}; half a surrogate pair becomes U+FFFD. The
 * result is well-formed in XML 1.0. Escaping for a format is the format's own matter.
 */
public final class Text {

    private static final char REPLACEMENT = '\uFFFD';
    /** Room for the words that say how much is missing. */
    private static final int NOTE = 56;

    private Text() {
    }

    /** Keeps line breaks (all as {@code \n}) and tabs. At most {@code cap} characters, at least 100. */
    public static String block(String raw, int cap) {
        return shown(raw, cap, false);
    }

    /** One line: every run of white space is one space. At most {@code cap} characters, at least 100. */
    public static String line(String raw, int cap) {
        return shown(raw, cap, true).strip();
    }

    /** Only what no Unicode encoding can carry is replaced: half a surrogate pair, by U+FFFD. */
    public static String encodable(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (Character.isSurrogate(raw.charAt(i))) {
                StringBuilder sound = new StringBuilder(raw.length());
                raw.codePoints().forEach(point -> sound.appendCodePoint(isLoneSurrogate(point) ? REPLACEMENT : point));
                return sound.toString();
            }
        }
        return raw;
    }

    /** True where the character would not be seen, or would change how others are seen. Line break and tab are not. */
    public static boolean isInvisible(int point) {
        if (point < 0x7F) {
            return point < 0x20 && point != '\n' && point != '\t';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String shown(String raw, int cap, boolean oneLine) {
        if (raw.length() <= cap && isPlain(raw, oneLine)) {
            return raw;
        }
        StringBuilder shown = new StringBuilder(Math.min(raw.length(), cap) + 16);
        int cut = 0; // where to go back to if it turns out too long
        int consumedAtCut = 0;
        int i = 0;
        while (i < raw.length()) {
            int point = raw.codePointAt(i);
            int next = i + Character.charCount(point);
            if (point == '\r' && next < raw.length() && raw.charAt(next) == '\n') {
                point = '\n';
                next++;
            }
            append(shown, point, oneLine);
            i = next;
            if (shown.length() <= cap - NOTE) {
                cut = shown.length();
                consumedAtCut = i;
            }
            if (shown.length() > cap) {
                shown.setLength(cut);
                return shown.append(" [truncated ").append(raw.length() - consumedAtCut)
                        .append(" chars, see assessment.json]").toString();
            }
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int point, boolean oneLine) {
        if (oneLine && (Character.isWhitespace(point) || Character.isSpaceChar(point))) {
            if (shown.isEmpty() || shown.charAt(shown.length() - 1) != ' ') {
                shown.append(' ');
            }
        } else if (isLoneSurrogate(point) || (point & 0xFFFE) == 0xFFFE) {
            shown.append(REPLACEMENT);
        } else if (isInvisible(point)) {
            shown.append("<U+").append(String.format("%04X", point)).append('>');
        } else {
            shown.appendCodePoint(point);
        }
    }

    private static boolean isLoneSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** The usual case, told quickly: printable ASCII. */
    private static boolean isPlain(String raw, boolean oneLine) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 0x7F || c < 0x20 && (oneLine || c != '\n' && c != '\t')
                    || oneLine && c == ' ' && i > 0 && raw.charAt(i - 1) == ' ') {
                return false;
            }
        }
        return true;
    }
}
