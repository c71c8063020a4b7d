package io.tightship.scan.probe;

import java.util.List;
import java.util.stream.Collectors;

/** Quotes words for a POSIX shell. */
public final class ShellWords {

    private ShellWords() {
    }

    /** The words as one line; each stays one word, whatever it holds. */
    public static String quoted(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
