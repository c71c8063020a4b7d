package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of a value as systemd splits it: quotes anywhere in a word are taken off, and C's escapes are understood.
 * Source: systemd.syntax(7), systemd.service(5).
 */
final class SystemdWords {

    private SystemdWords() {
    }

    /** Empty for a value that systemd would refuse, or that has an escape beyond the usual ones. */
    static Optional<List<String>> of(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean any = false;
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                if (++i == value.length()) {
                    return Optional.empty();
                }
                int at = "abfnrtvs\\\"'".indexOf(value.charAt(i));
                if (at < 0) {
                    return Optional.empty();
                }
                word.append("\u0007\b\f\n\r\t\u000b \\\"'".charAt(at));
                any = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                any = true;
            } else if (c == ' ' || c == '\t') {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return quote == 0 ? Optional.of(words) : Optional.empty();
    }
}
