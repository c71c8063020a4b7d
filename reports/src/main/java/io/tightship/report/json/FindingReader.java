package io.tightship.report.json;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.model.Witness;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads findings one by one, as {@link FindingJson} wrote them, and joins them to the header's targets and causes. */
final class FindingReader {

    private final Map<String, Target> targets;
    private final Map<String, Cause> causes;
    private final Set<String> rules;

    /**
     * @param targets by id
     * @param causes  by id
     * @param rules   by their ids
     */
    FindingReader(Map<String, Target> targets, Map<String, Cause> causes, Set<String> rules) {
        this.targets = targets;
        this.causes = causes;
        this.rules = rules;
    }

    static FindingReader of(Assessment header) {
        return new FindingReader(
                header.targets().stream().collect(Collectors.toMap(Target::id, Function.identity(), (a, b) -> a)),
                header.causes().stream().collect(Collectors.toMap(Cause::id, Function.identity(), (a, b) -> a)),
                header.rules().stream().map(rule -> rule.id()).collect(Collectors.toSet()));
    }

    Finding read(JsonCursor json) throws IOException {
        return json.object(() -> finding(json));
    }

    private Finding finding(JsonCursor json) throws IOException {
        String id = json.text("id");
        String rule = json.text("rule");
        Target target = known(json, targets, json.text("target"), "target");
        String subject = json.text("subject");
        String variant = json.text("variant");
        if (!rules.contains(rule)) {
            throw json.mismatch("the rule '" + rule + "' is not among the rules of the header");
        }
        if (!id.equals(Finding.identity(rule, target, subject, variant))) {
            throw json.mismatch("the id " + id + " is not that of its rule, target, subject and variant");
        }
        Outcome outcome = json.word("outcome", Outcome.class);
        Severity severity = json.word("severity", Severity.class);
        String observed = json.text("observed");
        String expected = json.text("expected");
        String message = json.text("message");
        Optional<String> causeId = json.textOrNull("cause");
        Optional<Cause> cause = causeId.isEmpty() ? Optional.empty()
                : Optional.of(known(json, causes, causeId.get(), "cause"));
        if (cause.isPresent() != (outcome == Outcome.ERROR)) {
            throw json.mismatch("a cause belongs to ERROR and to nothing else");
        }
        List<Step> remediation = json.list("remediation", () -> json.object(() -> step(json)));
        List<Evidence> evidence = json.list("evidence", () -> json.object(() -> evidence(json)));
        Optional<Waiver> waiver = json.objectOrNull("waiver", () -> HeaderReader.waiver(json));
        return new Finding(id, rule, target, subject, variant, outcome, severity, observed, expected, message, cause,
                remediation, evidence, waiver);
    }

    private static <T> T known(JsonCursor json, Map<String, T> all, String id, String what) throws IOException {
        if (!all.containsKey(id)) {
            throw json.mismatch("the " + what + " '" + id + "' is not among those of the header");
        }
        return all.get(id);
    }

    private static Step step(JsonCursor json) throws IOException {
        String kind = json.text("kind");
        return switch (kind) {
            case "prose" -> Step.prose(json.text("text"));
            case "setting" -> Step.setting(json.object("place", () ->
                    new Step.Place(json.text("kind"), json.text("path"))), json.text("literal"));
            case "command" -> Step.command(json.text("where"), json.text("text"));
            default -> throw json.mismatch("'" + kind + "' is no kind of step");
        };
    }

    private static Evidence evidence(JsonCursor json) throws IOException {
        Optional<String> witness = json.textOrNull("witness");
        return new Evidence(witness.isEmpty() ? Optional.empty()
                : Optional.of(json.known(witness.get(), Witness.class)), json.text("target"), json.text("source"),
                json.smallCount("line"), json.text("excerpt"), json.text("command"), json.text("readingSha256"));
    }
}
