package io.tightship.scan.compare;

import io.tightship.model.Assessment;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.report.Findings;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of two runs.
 *
 * @param rules    ids of those that were judged
 * @param targets  ids of those that were judged
 * @param narrowed whether targets of the inventory were left out
 */
public record Side(Set<String> rules, Set<String> targets, boolean narrowed, Findings findings) {
    public Side {
        rules = Set.copyOf(rules);
        targets = Set.copyOf(targets);
    }

    public static Side of(Assessment assessment, Findings findings) {
        return new Side(assessment.rules().stream().map(Rule::id).collect(Collectors.toSet()),
                assessment.targets().stream().map(Target::id).collect(Collectors.toSet()),
                !assessment.selection().targets().isEmpty(), findings);
    }
}
