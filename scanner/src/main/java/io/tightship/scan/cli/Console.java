package io.tightship.scan.cli;

import java.io.PrintWriter;

/**
 * Where a command writes. What was asked for goes to {@code out}, everything else to {@code messages}.
 *
 * @param terminal whether {@code messages} is a terminal that a person looks at
 * @param color    whether it may be coloured
 */
record Console(PrintWriter out, PrintWriter messages, boolean terminal, boolean color) {

    /** As the process was started: the launcher tells whether stderr is a terminal, which Java 21 cannot. */
    static Console ofProcess(PrintWriter out, PrintWriter messages) {
        boolean terminal = Boolean.getBoolean("tightship.terminal");
        String noColor = System.getenv().getOrDefault("NO_COLOR", "");
        return new Console(out, messages, terminal, terminal && noColor.isEmpty());
    }

    void say(String line) {
        messages.println(line);
        messages.flush();
    }

    void print(String line) {
        out.println(line);
        out.flush();
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
