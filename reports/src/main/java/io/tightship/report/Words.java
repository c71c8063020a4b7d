package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.model.DatedData;
import io.tightship.model.Comparison;
import io.tightship.model.Evidence;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the model's words read to a person, the same in every format. */
public final class Words {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** From what needs work to what does not. */
    public static final List<Outcome> OUTCOMES =
            List.of(Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE);

    /** From most to least. */
    public static final List<Severity> SEVERITIES = List.of(Severity.values()).reversed();

    /** The order in which changes are shown. */
    public static final List<Comparison.Kind> CHANGES = List.of(Comparison.Kind.NEW, Comparison.Kind.CHANGED,
            Comparison.Kind.INCOMPARABLE, Comparison.Kind.RESOLVED, Comparison.Kind.UNCHANGED);

    private Words() {
    }

    public static String outcome(Outcome outcome) {
        return switch (outcome) {
            case PASS -> "Passed";
            case FAIL -> "Failed";
            case ERROR -> "Not judged";
            case NOT_APPLICABLE -> "Not applicable";
            case MANUAL -> "To be confirmed";
        };
    }

    public static String severity(Severity severity) {
        return switch (severity) {
            case LOW -> "Low";
            case MEDIUM -> "Medium";
            case HIGH -> "High";
            case CRITICAL -> "Critical";
        };
    }

    public static String witness(Witness witness) {
        return switch (witness) {
            case DESIRED -> "desired";
            case ON_DISK -> "on disk";
            case RUNNING -> "running";
            case EFFECTIVE -> "effective";
        };
    }

    /** "node dgx-01". */
    public static String target(Target target) {
        return target.kind() + " " + target.name();
    }

    /** The name of the cluster that it is or belongs to; empty where there is none. */
    public static String cluster(Target target) {
        return switch (target) {
            case Target.Cluster cluster -> cluster.name();
            case Target.Node node -> node.cluster().orElse("");
            case Target.Site site -> "";
            case Target.Switch device -> "";
        };
    }

    /** "1 finding", "2,000 findings". */
    public static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    /** A day in UTC. */
    public static String day(Instant instant) {
        return moment(instant).substring(0, 10);
    }

    /** A minute of a day in UTC, without saying so. */
    public static String minute(Instant instant) {
        return moment(instant).substring(0, 16);
    }

    /** "1 h 02 min 03 s", "41.2 s". */
    public static String duration(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        if (time.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        String minutes = String.format(Locale.ROOT, "%d min %02d s", time.toMinutesPart(), time.toSecondsPart());
        return time.toHours() == 0 ? minutes : time.toHours() + " h " + minutes;
    }

    /** "file /etc/ssh/sshd_config.d/10.conf". */
    public static String place(Step.Place place) {
        return switch (place.kind()) {
            case "argument" -> "argument of " + place.path();
            case "nvue" -> "NVUE on " + place.path();
            default -> place.kind() + " " + place.path();
        };
    }

    /** A step on one line or more. */
    public static String step(Step step) {
        return switch (step) {
            case Step.Prose prose -> prose.text();
            case Step.Setting setting -> "Set in " + place(setting.place()) + ": " + setting.literal();
            case Step.Command command -> "Run on " + command.where() + ": " + command.text();
        };
    }

    /** "/etc/pam.d/sshd:12 (effective, node dgx-01)". */
    public static String origin(Evidence evidence) {
        String line = evidence.line() > 0 ? ":" + evidence.line() : "";
        String witness = evidence.witness().map(seen -> witness(seen) + ", ").orElse("");
        return evidence.source() + line + " (" + witness + evidence.target() + ")";
    }

    /** One sentence on what was found and one on what was not seen. */
    public static List<String> verdict(Assessment assessment) {
        Totals totals = assessment.totals();
        List<String> sentences = new ArrayList<>();
        long failed = totals.count(Outcome.FAIL);
        if (failed > 0) {
            long critical = totals.failedBySeverity().get(Severity.CRITICAL);
            sentences.add(count(failed, "finding failed", "findings failed")
                    + (critical > 0 ? ", " + number(critical) + " of them critical." : "."));
        } else if (totals.count(Outcome.PASS) > 0) {
            sentences.add("Nothing that was judged failed.");
        } else {
            sentences.add("Nothing was judged.");
        }
        long errors = totals.count(Outcome.ERROR);
        if (errors > 0) {
            sentences.add(count(errors, "finding", "findings") + " could not be judged: see what could not be read.");
        }
        if (!assessment.run().complete()) {
            sentences.add("This run is incomplete.");
        }
        return sentences;
    }

    /** "412 of 496 expected findings were judged (83.0 %)". */
    public static String coverage(Assessment assessment) {
        long judged = assessment.coverage().total().judged();
        long expected = assessment.coverage().total().expected();
        return number(judged) + " of " + number(expected) + " expected findings were judged ("
                + Score.percent(judged, expected) + ")";
    }

    /** "user: v1.31.4, UID 0d5c…". */
    public static String cluster(Assessment.ClusterIdentity cluster) {
        return cluster.name() + ": " + cluster.version().orElse("version not read") + ", UID "
                + cluster.uid().orElse("not read") + "; " + Numbering.words(cluster);
    }

    /** "advisories of 2026-11-21, 3 days old, from …": as old as they were at the run. */
    public static String data(DatedData data, Assessment assessment) {
        return data.words(assessment.run().startedAt()) + ", from " + data.source();
    }

    /** "waiver: replaced next quarter (J. Doe, SEC-42)". */
    public static String waiver(Waiver waiver) {
        String by = Stream.of(waiver.authority(), waiver.ticket()).filter(each -> !each.isEmpty())
                .collect(Collectors.joining(", "));
        return waiver.kind() + ": " + waiver.reason() + (by.isEmpty() ? "" : " (" + by + ")");
    }

    /** What became of findings since an earlier run, from what needs work to what does not. */
    public static String change(Comparison.Kind kind) {
        return switch (kind) {
            case NEW -> "New";
            case CHANGED -> "Failed before, with other evidence";
            case INCOMPARABLE -> "Incomparable: not judged in one of the two runs";
            case RESOLVED -> "Resolved";
            case UNCHANGED -> "Failed before, with the same evidence";
        };
    }

    /** One reference a line. */
    public static String references(Rule rule) {
        return rule.references().stream().map(Words::reference).collect(Collectors.joining("\n"));
    }

    /** "sshd_config(5), PermitRootLogin". */
    public static String reference(Rule.Reference reference) {
        return reference.source() + (reference.section().isEmpty() ? "" : ", " + reference.section());
    }

    /** Rules that fail before all others, then by severity, then by how often they fail or could not be judged. */
    public static List<Rule> worstFirst(List<Rule> rules, Tally tally) {
        return rules.stream().sorted(Comparator
                .comparing((Rule rule) -> tally.rule(rule.id()).of(Outcome.FAIL) == 0)
                .thenComparing(Rule::severity, Comparator.reverseOrder())
                .thenComparing(rule -> tally.rule(rule.id()).of(Outcome.FAIL), Comparator.reverseOrder())
                .thenComparing(rule -> tally.rule(rule.id()).of(Outcome.ERROR), Comparator.reverseOrder())
                .thenComparing(Rule::id)).toList();
    }

    /** "CIS Kubernetes (cis-kubernetes level-1". */
    public static List<String> benchmarks(Assessment assessment) {
        return assessment.benchmarks().stream()
                .map(benchmark -> benchmark.title() + " (" + benchmark.id() + " " + benchmark.version() + ")").toList();
    }
}
