package io.tightship.report.json;

import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Comparison;
import io.tightship.model.Digest;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of a SARIF run: what fails, each by itself or by rule, and what failed in the run before. */
final class SarifResults {

    /** The readers show no more results than these. */
    static final int SINGLE = 5_000;
    /** The readers show no more locations of a result than these. */
    private static final int LOCATIONS = 100;
    private static final int LINE = 1_000;

    private final Assessment assessment;
    private final SarifBaseline baseline;
    private final Map<String, Integer> ruleIndex = new HashMap<>();
    private final JsonWriter json;

    SarifResults(Assessment assessment, JsonWriter json) {
        this.assessment = assessment;
        this.baseline = new SarifBaseline(assessment.comparison());
        this.json = json;
        assessment.rules().forEach(rule -> ruleIndex.put(rule.id(), ruleIndex.size()));
    }

    void write(Findings findings) throws IOException {
        if (findings.totals().count(Outcome.FAIL) + baseline.resolved().size() > SINGLE) {
            grouped(findings);
        } else {
            each(findings);
            for (Comparison.Change change : baseline.resolved()) {
                absent(List.of(change), 1);
            }
        }
    }

    private void each(Findings findings) throws IOException {
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> failed = ordered.filter(finding -> finding.outcome() == Outcome.FAIL).iterator();
            while (failed.hasNext()) {
                Finding finding = failed.next();
                result(List.of(finding), 1, baseline.state(finding));
            }
        }
    }

    /** Findings come sorted by rule: no more of one is held than is written. */
    private void grouped(Findings findings) throws IOException {
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> failed = ordered.filter(finding -> finding.outcome() == Outcome.FAIL).iterator();
            Group open = new Group("");
            Group waived = new Group("");
            Set<String> failing = new HashSet<>();
            while (failed.hasNext()) {
                Finding finding = failed.next();
                if (!finding.rule().equals(open.rule)) {
                    open.write();
                    waived.write();
                    open = new Group(finding.rule());
                    waived = new Group(finding.rule());
                    failing.add(finding.rule());
                }
                (finding.waiver().isPresent() ? waived : open).add(finding);
            }
            open.write();
            waived.write();
            for (List<Comparison.Change> gone : baseline.resolved().stream().filter(change ->
                    !failing.contains(change.rule())).collect(Collectors.groupingBy(Comparison.Change::rule,
                    TreeMap::new, Collectors.toList())).values()) {
                absent(gone, gone.size());
            }
        }
    }

    /** Failures of one rule, all waived or none. */
    private final class Group {
        private final String rule;
        private final List<Finding> first = new ArrayList<>();
        private final SarifBaseline.Group states;
        private long count;

        private Group(String rule) {
            this.rule = rule;
            this.states = baseline.new Group(rule);
        }

        private void add(Finding finding) {
            count++;
            states.add(finding);
            if (first.size() < LOCATIONS) {
                first.add(finding);
            }
        }

        private void write() throws IOException {
            if (count > 0) {
                result(first, count, states.state());
            }
        }
    }

    /** @param first findings of one rule: its locations; the first of them stands for all */
    private void result(List<Finding> first, long count, Optional<String> state) throws IOException {
        Finding finding = first.getFirst();
        json.beginObject();
        rule(finding.rule());
        json.name("kind").value("fail");
        json.name("level").value(level(finding.severity()));
        if (state.isPresent()) {
            json.name("baselineState").value(state.get());
        }
        String particular = finding.subject() + (finding.variant().isEmpty() ? "" : " (" + finding.variant() + ")");
        message("message", count > 1
                ? "fails " + Words.number(count) + " times, first at " + finding.target().id() + ": "
                        + finding.message()
                : finding.target().id() + (particular.isEmpty() ? "" : " " + particular) + ": " + finding.message());
        places(first.stream().map(each -> each.target().id()).toList(), count);
        fingerprint(count > 1 ? ofGroup(finding.rule(), finding.waiver().isPresent()) : finding.id());
        if (finding.waiver().isPresent()) {
            json.name("suppressions").beginArray().beginObject();
            json.name("kind").value("external");
            json.name("status").value("accepted");
            json.name("justification").value(Text.line(waiver(finding), LINE));
            json.endObject().endArray();
        }
        json.name("properties").beginObject();
        line("severity", finding.severity().name());
        line("subject", finding.subject());
        line("observed", finding.observed());
        line("expected", finding.expected());
        json.endObject();
        json.endObject();
    }

    /** @param gone changes of one rule */
    private void absent(List<Comparison.Change> gone, long count) throws IOException {
        Comparison.Change change = gone.getFirst();
        json.beginObject();
        rule(change.rule());
        json.name("kind").value(change.after().equals(Optional.of(Outcome.PASS)) ? "pass" : "notApplicable");
        json.name("level").value("none");
        json.name("baselineState").value("absent");
        message("message", count > 1 ? "failed " + Words.number(count) + " times, first at " + change.target() + ": "
                + change.note() : change.target() + (change.subject().isEmpty() ? "" : " " + change.subject())
                + (change.variant().isEmpty() ? "" : " (" + change.variant() + ")") + ": " + change.note());
        places(gone.stream().limit(LOCATIONS).map(Comparison.Change::target).toList(), count);
        fingerprint(count > 1 ? ofGroup(change.rule(), false) : change.finding());
        json.endObject();
    }

    private void rule(String id) throws IOException {
        line("ruleId", id);
        if (ruleIndex.containsKey(id)) {
            json.name("ruleIndex").value(ruleIndex.get(id));
        }
    }

    private void places(List<String> targets, long count) throws IOException {
        json.name("locations").beginArray();
        for (String target : targets) {
            location(target);
        }
        json.endArray();
        if (count > 1) {
            json.name("occurrenceCount").value(count);
        }
    }

    private void fingerprint(String identity) throws IOException {
        json.name("partialFingerprints").beginObject();
        json.name("tightshipFinding/v1").value(identity);
        json.endObject();
    }

    private String ofGroup(String rule, boolean waived) {
        return Digest.identity("result", Text.encodable(assessment.site()), rule, String.valueOf(waived));
    }

    private static String waiver(Finding finding) {
        return finding.waiver().map(waiver -> "until " + waiver.expires() + ", " + Words.waiver(waiver)).orElse("");
    }

    /** Readers want a relative path in a repository; a target has none, so its name stands there as one. */
    void location(String target) throws IOException {
        json.beginObject();
        json.name("physicalLocation").beginObject();
        json.name("artifactLocation").beginObject().name("uri").value(path(target)).endObject();
        json.name("region").beginObject().name("startLine").value(1).endObject();
        json.endObject();
        json.name("logicalLocations").beginArray().beginObject();
        line("fullyQualifiedName", assessment.site() + "/" + target);
        json.name("kind").value("resource");
        json.endObject().endArray();
        json.endObject();
    }

    private static String path(String target) {
        String shown = Text.line(target, 200);
        StringBuilder path = new StringBuilder();
        for (byte b : shown.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "/-_.~".indexOf(c) >= 0)) {
                path.append(c);
            } else {
                path.append(String.format("%%%02X", (int) c));
            }
        }
        return path.toString();
    }

    static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "note";
        };
    }

    void line(String name, String raw) throws IOException {
        json.name(name).value(Text.line(raw, LINE));
    }

    void message(String name, String raw) throws IOException {
        json.name(name).beginObject().name("text").value(unlinked(Text.block(raw, 4 * LINE))).endObject();
    }

    /** A reader makes a link of {@code [words](address)} in plain text too, where the brackets are not escaped. */
    private static String unlinked(String text) {
        return text.contains("](") ? text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") : text;
    }
}
