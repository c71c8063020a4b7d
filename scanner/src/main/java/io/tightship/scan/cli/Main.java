package io.tightship.scan.cli;

import io.tightship.scan.ExitCode;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(name = "tightship", versionProvider = Version.class, mixinStandardHelpOptions = true,
        description = "Audits a GPU cluster's site against its hardening guides, read-only.",
        subcommands = {DemoCommand.class, ScanCommand.class, ChecksCommand.class, InitCommand.class,
            DoctorCommand.class, AccessCommand.class, NightlyCommand.class, ReportCommand.class,
            DiffCommand.class, CollectCommand.class, EvaluateCommand.class, VerifyCommand.class,
            VersionCommand.class, CompletionCommand.class, CommandLine.HelpCommand.class},
        footer = {"", "Exit codes:", "  0  complete, nothing at or above --fail-on",
            "  1  findings at or above --fail-on", "  2  wrong usage or configuration",
            "  3  incomplete: coverage under --min-coverage", "  4  internal error, or a report not written",
            "  130  interrupted"})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
            description = "Tell more; show stack traces of internal errors.")
    boolean verbose;

    @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Say nothing where all is well.")
    boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Never use colour (also: NO_COLOR).")
    boolean noColor;

    private final Console process;

    Main(Console process) {
        this.process = process;
    }

    /** Ends the process with the command's exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter messages = writer(FileDescriptor.err);
        int code = run(Console.ofProcess(out, messages), arguments);
        out.flush();
        messages.flush();
        Interruption.reported();
        System.exit(code);
    }

    /** Runs a command and gives its exit code; nothing is thrown. */
    static int run(Console console, String... arguments) {
        Main main = new Main(console);
        CommandLine line = new CommandLine(main);
        line.setOut(console.out());
        line.setErr(console.messages());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        if (!console.color()) {
            line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        line.setParameterExceptionHandler((e, ignored) -> usage(console, e));
        line.setExecutionExceptionHandler((e, command, result) -> main.failed(e));
        return line.execute(arguments);
    }

    private static int usage(Console console, ParameterException e) {
        console.say(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, console.messages());
        console.say("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code();
    }

    private int failed(Exception e) {
        if (verbose && !(e instanceof UsageError)) {
            e.printStackTrace(process.messages());
        }
        switch (e) {
            case UsageError usage -> {
                process.say(usage.getMessage());
                return ExitCode.USAGE.code();
            }
            case ReportError report -> process.say(report.getMessage());
            default -> process.say("internal error: " + e + (verbose ? "" : " (run again with -v for its trace)"));
        }
        process.messages().flush();
        return ExitCode.INTERNAL.code();
    }

    /** Where commands write. */
    Console console() {
        return noColor ? new Console(process.out(), process.messages(), process.terminal(), false) : process;
    }

    @Override
    public void run() {
        spec.commandLine().usage(process.messages());
        throw new UsageError("a command is missing");
    }

    private static PrintWriter writer(FileDescriptor to) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8));
    }
}
