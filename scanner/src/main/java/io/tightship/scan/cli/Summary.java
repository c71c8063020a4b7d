package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Totals;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import io.tightship.scan.ExitCode;
import io.tightship.scan.Gate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run came to, in lines that fit a terminal of 80 columns where there is one and names allow it. */
final class Summary {

    private static final int MOST = 12;
    private static final String LABEL = " ".repeat("ERROR  ".length());

    private Summary() {
    }

    /** The last lines of a run: what was found, and where the reports are. */
    static ExitCode tell(Console console, Audit audit, Judged judged, Path folder, List<Path> reports, boolean quiet) {
        ExitCode code = judged.gate().code();
        if (quiet && code == ExitCode.CLEAN) {
            return code;
        }
        lines(console, judged, audit.options().minimumCoverage(), quiet).forEach(console::say);
        if (quiet) {
            console.say("Reports: " + folder);
        } else {
            reports.forEach(file -> console.say("  " + file));
        }
        return code;
    }

    private static List<String> lines(Console console, Judged judged, double minimum, boolean quiet) {
        List<String> lines = new ArrayList<>();
        Assessment assessment = judged.assessment();
        Totals totals = assessment.totals();
        if (!quiet) {
            found(console, judged.findings(), lines);
            assessment.remarks().stream().limit(MOST).forEach(remark -> lines.addAll(labelled(console,
                    console.yellow("NOTE") + "   ", Text.line(remark.text(), 400))));
            if (assessment.remarks().size() > MOST) {
                lines.add("       … and " + (assessment.remarks().size() - MOST) + " more notes");
            }
        }
        assessment.comparison().ifPresent(comparison -> {
            if (!quiet) {
                news(console, comparison, lines);
            }
            lines.addAll(folded(console, comparison(comparison), ""));
        });
        StringBuilder counts = new StringBuilder("Site " + assessment.site() + ": " + totals.findings() + " findings: ");
        counts.append(totals.count(Outcome.PASS)).append(" pass, ").append(totals.count(Outcome.FAIL))
                .append(" fail, ").append(totals.count(Outcome.ERROR)).append(" error");
        if (totals.count(Outcome.NOT_APPLICABLE) + totals.count(Outcome.MANUAL) > 0) {
            counts.append(", ").append(totals.count(Outcome.NOT_APPLICABLE)).append(" not applicable, ")
                    .append(totals.count(Outcome.MANUAL)).append(" manual");
        }
        if (totals.waived() > 0) {
            counts.append(" (").append(totals.waived()).append(" waived)");
        }
        folded(console, counts.append('.').toString(), "").forEach(line -> lines.add(console.bold(line)));
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
        fresh.stream().limit(MOST).forEach(change -> lines.addAll(labelled(console, console.red("NEW") + "    ",
                change.severity() + " " + change.rule() + ": " + Text.line(change.target() + " " + change.subject(), 200))));
        if (fresh.size() > MOST) {
            lines.add("       … and " + (fresh.size() - MOST) + " more that are new");
        }
    }

    private static void found(Console console, Findings findings, List<String> lines) {
        SortedMap<Cause, Took> causes = new TreeMap<>();
        SortedMap<String, Took> failed = new TreeMap<>(); // the most severe first
        try (Stream<Finding> all = findings.ordered()) {
            all.forEach(finding -> {
                finding.cause().ifPresent(cause -> causes.computeIfAbsent(cause, c -> new Took(finding)).add(finding));
                if (finding.outcome() == Outcome.FAIL) {
                    failed.computeIfAbsent(9 - finding.severity().ordinal() + finding.rule(), r -> new Took(finding))
                            .add(finding);
                }
            });
        }
        causes.entrySet().stream().limit(MOST).forEach(entry -> lines.addAll(labelled(console,
                console.yellow("ERROR") + "  ", entry.getKey().target() + ": " + Text.line(entry.getKey().detail(), 240)
                + " (" + entry.getValue() + ")")));
        if (causes.size() > MOST) {
            lines.add("       … and " + (causes.size() - MOST) + " more causes");
        }
        failed.values().stream().limit(3 * MOST).forEach(took -> lines.add(console.red("FAIL") + "   "
                + took.first.severity() + " " + took.first.rule() + ": " + took));
        if (failed.size() > 3 * MOST) {
            lines.add("       … and " + (failed.size() - 3 * MOST) + " more rules");
        }
    }

    /** On a terminal of 80 columns a long text goes on below itself; elsewhere it is one line, which line tools can take. */
    private static List<String> labelled(Console console, String label, String text) {
        List<String> lines = new ArrayList<>(folded(console, text, LABEL));
        lines.set(0, label + lines.getFirst().substring(console.terminal() ? LABEL.length() : 0));
        return lines;
    }

    private static List<String> folded(Console console, String text, String indent) {
        return console.terminal() ? Paragraph.lines(text, indent) : List.of(text);
    }

    /** How many findings a cause took or a rule failed, and on how many targets. */
    private static final class Took {
        private final Finding first;
        private final Set<String> targets = new HashSet<>();
        private long findings;

        Took(Finding first) {
            this.first = first;
        }

        void add(Finding finding) {
            targets.add(finding.target().id());
            findings++;
        }

        @Override
        public String toString() {
            return findings + (findings == 1 ? " finding" : " findings")
                    + (targets.size() == 1 ? "" : " on " + targets.size() + " targets");
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
