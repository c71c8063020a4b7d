package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simple commands of a shell's script, each as its words without redirections: for scripts that only start a program.
 * Source: POSIX, Shell Command Language, 2.2, 2.3 and 2.7.
 */
final class ShellStatements {

    private final String script;
    private int at;
    private final List<List<String>> statements = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean any;
    private boolean target;

    private ShellStatements(String script) {
        this.script = script;
    }

    /** Empty for a script whose words depend on something else, or that is more than a row of simple commands. */
    static Optional<List<List<String>>> of(String script) {
        ShellStatements parser = new ShellStatements(script.replaceAll("\\\\\\r?\\n", ""));
        return parser.read() ? Optional.of(List.copyOf(parser.statements)) : Optional.empty();
    }

    private boolean read() {
        while (at < script.length()) {
            char c = script.charAt(at++);
            switch (c) {
                case '\'', '"' -> {
                    if (!quoted(c)) {
                        return false;
                    }
                }
                case '\\' -> {
                    if (at == script.length()) {
                        return false;
                    }
                    append(script.charAt(at++));
                }
                case ' ', '\t', '\r' -> endWord();
                case '\n', ';', '|' -> endStatement();
                case '&' -> {
                    if (at < script.length() && script.charAt(at) == '>') {
                        endWord();
                    } else {
                        endStatement();
                    }
                }
                case '>', '<' -> redirection();
                case '#' -> {
                    if (any) {
                        append(c);
                    } else {
                        at = script.indexOf('\n', at) < 0 ? script.length() : script.indexOf('\n', at);
                    }
                }
                case '$', '`', '(', ')', '{', '}', '*', '?', '[' -> {
                    return false;
                }
                default -> append(c);
            }
        }
        endStatement();
        return true;
    }

    private void append(char c) {
        word.append(c);
        any = true;
    }

    /** In double quotes a backslash counts before the few characters that mean something there. */
    private boolean quoted(char quote) {
        any = true;
        while (at < script.length()) {
            char c = script.charAt(at++);
            if (c == quote) {
                return true;
            }
            if (quote == '"' && (c == '$' || c == '`')) {
                return false;
            }
            if (quote == '"' && c == '\\' && at < script.length() && "$`\"\\".indexOf(script.charAt(at)) >= 0) {
                c = script.charAt(at++);
            }
            word.append(c);
        }
        return false;
    }

    /** A number right before the sign is a descriptor, and what follows is no word of the command. */
    private void redirection() {
        if (any && word.toString().matches("[0-9]+")) {
            word = new StringBuilder();
            any = false;
        } else {
            endWord();
        }
        while (at < script.length() && "<>&|".indexOf(script.charAt(at)) >= 0) {
            at++;
        }
        target = true;
    }

    private void endWord() {
        if (any && !target) {
            words.add(word.toString());
        }
        target &= !any;
        word = new StringBuilder();
        any = false;
    }

    private void endStatement() {
        endWord();
        target = false;
        if (!words.isEmpty()) {
            statements.add(List.copyOf(words));
        }
        words = new ArrayList<>();
    }
}
