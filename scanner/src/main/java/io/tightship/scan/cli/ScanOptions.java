package io.tightship.scan.cli;

import io.tightship.model.Severity;
import io.tightship.report.ReportFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every audit takes. */
final class ScanOptions {

    /** What {@code --format} says of itself. */
    static final String FORMATS = "Reports to write: html, xlsx, csv, json, junit, sarif, oscal, markdown, prometheus "
            + "(default: all); may be repeated.";

    @Option(names = "--benchmark", paramLabel = "ID", split = ",",
            description = "Judge the rules of this benchmark only; may be repeated.")
    List<String> benchmarks = new ArrayList<>();

    @Option(names = "--profile", paramLabel = "NAME", defaultValue = "all",
            description = "The profile of the benchmarks (default: ${DEFAULT-VALUE}).")
    String profile;

    @Option(names = "--set", paramLabel = "VALUE=TEXT", description = "Set a value for this run; may be repeated.")
    List<String> settings = new ArrayList<>();

    @Option(names = "--check", paramLabel = "GLOB", split = ",",
            description = "Judge only rules whose id matches; may be repeated.")
    List<String> checks = new ArrayList<>();

    @Option(names = "--target", paramLabel = "GLOB", split = ",",
            description = "Judge only targets whose name matches; may be repeated.")
    List<String> targets = new ArrayList<>();

    @Option(names = "--fail-on", paramLabel = "SEVERITY", defaultValue = "LOW",
            description = "The lowest severity that makes the exit code 1: LOW, MEDIUM, HIGH, CRITICAL "
                    + "(default: ${DEFAULT-VALUE}).")
    String failOn;

    @Option(names = "--min-coverage", paramLabel = "PERCENT", defaultValue = "100",
            description = "Exit with 3 where less was judged (default: ${DEFAULT-VALUE}).")
    String minimumCoverage;

    @Option(names = "--format", paramLabel = "FORMAT", split = ",",
            description = FORMATS)
    List<String> formats = new ArrayList<>();

    @Mixin
    LayoutOptions layout = new LayoutOptions();

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "16",
            description = "Targets spoken to at once (default: ${DEFAULT-VALUE}).")
    String parallel;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60",
            description = "Time for one target, connecting included (default: ${DEFAULT-VALUE}).")
    String timeout;

    Severity failOn() {
        try {
            return Severity.valueOf(failOn.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UsageError("--fail-on: '" + failOn + "' is none of LOW, MEDIUM, HIGH, CRITICAL");
        }
    }

    double minimumCoverage() {
        if (!minimumCoverage.matches("[0-9]{1,3}(\\.[0-9]+)?") || Double.parseDouble(minimumCoverage) > 100) {
            throw new UsageError("--min-coverage: '" + minimumCoverage + "' is not a percentage from 0 to 100");
        }
        return Double.parseDouble(minimumCoverage);
    }

    int parallel() {
        return number("--parallel", parallel, 1, 256);
    }

    Duration timeout() {
        return Duration.ofSeconds(number("--timeout", timeout, 1, 3600));
    }

    Set<ReportFormat> formats() {
        return formats(formats);
    }

    static Set<ReportFormat> formats(List<String> words) {
        try {
            return ReportFormat.parse(words.isEmpty() ? "all" : String.join(",", words));
        } catch (IllegalArgumentException e) {
            throw new UsageError("--format: " + e.getMessage());
        }
    }

    static int number(String option, String text, int least, int most) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new UsageError(option + ": '" + text + "' is not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }
}
