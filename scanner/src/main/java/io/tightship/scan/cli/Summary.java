package io.tightship.scan.cli;

import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Text;
import io.tightship.scan.ExitCode;
import io.tightship.scan.Gate;
import io.tightship.scan.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run came to, in lines that fit a terminal of 80 columns where names allow it. */
final class Summary {

    private static final int MOST = 12;

    private Summary() {
    }

    static List<String> lines(Console console, String site, Judged judged, double minimum, boolean quiet) {
        List<String> lines = new ArrayList<>();
        Scan.Result result = judged.result();
        Gate.Result gate = judged.gate();
        Totals totals = Totals.of(result.findings());
        if (!quiet) {
            causes(console, result, lines);
            failures(console, result, lines);
            judged.remarks().stream().limit(MOST).forEach(remark -> lines.add(console.yellow("NOTE") + "   "
                    + Text.line(remark.text(), 400)));
            if (judged.remarks().size() > MOST) {
                lines.add("       … and " + (judged.remarks().size() - MOST) + " more notes");
            }
        }
        judged.comparison().ifPresent(comparison -> {
            if (!quiet) {
                news(console, comparison, lines);
            }
            lines.add(comparison(comparison));
        });
        StringBuilder counts = new StringBuilder("Site " + site + ": " + totals.findings() + " findings: ");
        counts.append(totals.count(Outcome.PASS)).append(" pass, ").append(totals.count(Outcome.FAIL))
                .append(" fail, ").append(totals.count(Outcome.ERROR)).append(" error");
        if (totals.count(Outcome.NOT_APPLICABLE) + totals.count(Outcome.MANUAL) > 0) {
            counts.append(", ").append(totals.count(Outcome.NOT_APPLICABLE)).append(" not applicable, ")
                    .append(totals.count(Outcome.MANUAL)).append(" manual");
        }
        if (totals.waived() > 0) {
            counts.append(" (").append(totals.waived()).append(" waived)");
        }
        lines.add(console.bold(counts.append('.').toString()));
        lines.add(verdict(console, judged, minimum));
        return lines;
    }

    /** One line that counts what changed. */
    static String comparison(Comparison comparison) {
        return "Since run " + comparison.baseline().run() + ": " + comparison.count(Comparison.Kind.NEW) + " new, "
                + comparison.count(Comparison.Kind.RESOLVED) + " resolved, "
                + comparison.count(Comparison.Kind.CHANGED) + " with other evidence, "
                + comparison.count(Comparison.Kind.UNCHANGED) + " unchanged, "
                + comparison.count(Comparison.Kind.INCOMPARABLE) + " incomparable.";
    }

    private static void news(Console console, Comparison comparison, List<String> lines) {
        List<Comparison.Change> fresh = comparison.changes().stream()
                .filter(change -> change.kind() == Comparison.Kind.NEW).toList();
        fresh.stream().limit(MOST).forEach(change -> lines.add(console.red("NEW") + "    " + change.severity() + " "
                + change.rule() + ": " + Text.line(change.target() + " " + change.subject(), 200)));
        if (fresh.size() > MOST) {
            lines.add("       … and " + (fresh.size() - MOST) + " more that are new");
        }
    }

    private static void causes(Console console, Scan.Result result, List<String> lines) {
        SortedMap<Cause, List<Finding>> causes = new TreeMap<>();
        result.findings().forEach(finding -> finding.cause()
                .ifPresent(cause -> causes.computeIfAbsent(cause, c -> new ArrayList<>()).add(finding)));
        causes.entrySet().stream().limit(MOST).forEach(entry -> lines.add(console.yellow("ERROR") + "  "
                + entry.getKey().target() + ": " + Text.line(entry.getKey().detail(), 240) + " ("
                + took(entry.getValue()) + ")"));
        if (causes.size() > MOST) {
            lines.add("       … and " + (causes.size() - MOST) + " more causes");
        }
    }

    private static String took(List<Finding> findings) {
        long targets = findings.stream().map(Finding::target).distinct().count();
        return findings.size() + (findings.size() == 1 ? " finding" : " findings")
                + (targets == 1 ? "" : " on " + targets + " targets");
    }

    private static void failures(Console console, Scan.Result result, List<String> lines) {
        SortedMap<String, List<Finding>> failed = new TreeMap<>();
        for (Severity severity : Severity.values()) {
            result.findings().stream().filter(f -> f.outcome() == Outcome.FAIL && f.severity() == severity)
                    .forEach(f -> failed.computeIfAbsent(9 - severity.ordinal() + f.rule(), r -> new ArrayList<>())
                            .add(f));
        }
        failed.values().stream().limit(3 * MOST).forEach(findings -> {
            Finding first = findings.getFirst();
            lines.add(console.red("FAIL") + "   " + first.severity() + " " + first.rule() + ": " + took(findings));
        });
        if (failed.size() > 3 * MOST) {
            lines.add("       … and " + (failed.size() - 3 * MOST) + " more rules");
        }
    }

    static String verdict(Console console, Judged judged, double minimum) {
        Gate.Result gate = judged.gate();
        String coverage = String.format(Locale.ROOT, "coverage %.1f %%", gate.coverage().percent());
        String found = gate.counted() == 0 ? "nothing that counts fails"
                : gate.counted() + (gate.counted() == 1 ? " finding that counts fails" : " findings that count fail");
        return switch (gate.code()) {
            case CLEAN -> console.green("Clean: " + coverage + ", " + found + ".");
            case FINDINGS -> console.red("Not clean: " + coverage + ", " + found + ".");
            case INCOMPLETE -> console.yellow(String.format(Locale.ROOT, "Incomplete: %s, under %.1f %%; %s.",
                    coverage, minimum, found));
            case INTERRUPTED -> console.yellow("Interrupted: " + coverage + ", " + found + ".");
            case USAGE, INTERNAL -> gate.code().name();
        };
    }
}
