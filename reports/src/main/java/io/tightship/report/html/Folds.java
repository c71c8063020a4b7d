package io.tightship.report.html;

import io.tightship.model.Digest;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import io.tightship.report.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings of one rule and outcome. Those that say the same, but for the name of their target, are one fold: a hundred
 * like nodes with one fault are one row with a hundred names.
 */
final class Folds {

    private final int most;
    private final Map<String, List<Finding>> folds = new LinkedHashMap<>();
    private int held;

    /** @param most findings that are held; what comes after is left out */
    Folds(int most) {
        this.most = most;
    }

    void add(Finding finding) {
        if (held < most) {
            held++;
            folds.computeIfAbsent(shape(finding), shape -> new ArrayList<>()).add(finding);
        }
    }

    /** For findings of which nothing is shown but who they are of. */
    void addAlike(Finding finding) {
        if (held < most) {
            held++;
            folds.computeIfAbsent("", shape -> new ArrayList<>()).add(finding);
        }
    }

    /** How many findings are held. */
    int held() {
        return held;
    }

    /** None is empty; in each the findings come in their order. */
    List<List<Finding>> all() {
        return List.copyOf(folds.values());
    }

    /** The same for findings that differ in nothing but in what their targets are called. */
    private static String shape(Finding finding) {
        List<String> said = new ArrayList<>(List.of(finding.subject(), finding.variant(), finding.observed(),
                finding.expected(), finding.message()));
        finding.cause().ifPresent(cause -> said.addAll(List.of(cause.target(), cause.reason().name(), cause.detail())));
        for (Step step : finding.remediation()) {
            said.add(Words.step(step));
        }
        for (Evidence evidence : finding.evidence()) {
            said.addAll(List.of(Words.origin(evidence), evidence.excerpt(), evidence.command()));
        }
        finding.waiver().ifPresent(waiver -> said.add(waiver.toString()));
        said.add(finding.target().kind());
        String own = finding.target().name();
        return Digest.identity(said.stream().map(text -> text.replace(own, "\u0000")).toArray(String[]::new));
    }
}
