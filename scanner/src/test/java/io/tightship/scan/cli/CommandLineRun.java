package io.tightship.scan.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the command line, as a user without a terminal sees it.
 *
 * @param out      what was asked for
 * @param messages everything else
 */
public record CommandLineRun(int code, String out, String messages) {

    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter messages = new StringWriter();
        int code = Main.run(new Console(new PrintWriter(out), new PrintWriter(messages), false, false), arguments);
        return new CommandLineRun(code, out.toString(), messages.toString());
    }
}
