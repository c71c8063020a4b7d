package io.tightship.report.json;

import io.tightship.model.Comparison;
import io.tightship.model.Comparison.Change;
import io.tightship.model.Comparison.Kind;
import io.tightship.model.Finding;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How results stand to those of the run with which this one was compared. What cannot be compared has no state, for
 * each state would say that both runs judged it.
 */
final class SarifBaseline {

    private final boolean compared;
    private final Map<String, Kind> kinds = new HashMap<>();
    private final List<Change> resolved;
    private final Set<String> resolvedRules = new HashSet<>();

    SarifBaseline(Optional<Comparison> comparison) {
        this.compared = comparison.isPresent();
        List<Change> changes = comparison.map(Comparison::changes).orElse(List.of());
        changes.forEach(change -> kinds.put(change.finding(), change.kind()));
        this.resolved = changes.stream().filter(change -> change.kind() == Kind.RESOLVED).toList();
        resolved.forEach(change -> resolvedRules.add(change.rule()));
    }

    /** What failed before and does not any more. */
    List<Change> resolved() {
        return resolved;
    }

    /** The state of a failure. A comparison lists all failures but the unchanged ones. */
    Optional<String> state(Finding failed) {
        return compared ? word(kinds.getOrDefault(failed.id(), Kind.UNCHANGED)) : Optional.empty();
    }

    /** The states of all failures of a rule, or of its waived ones, that are one result. */
    final class Group {
        private final Set<Kind> found = EnumSet.noneOf(Kind.class);

        Group(String rule) {
            if (resolvedRules.contains(rule)) {
                found.add(Kind.RESOLVED);
            }
        }

        void add(Finding failed) {
            found.add(kinds.getOrDefault(failed.id(), Kind.UNCHANGED));
        }

        Optional<String> state() {
            if (!compared || found.contains(Kind.INCOMPARABLE)) {
                return Optional.empty();
            }
            return word(found.size() == 1 ? found.iterator().next() : Kind.CHANGED);
        }
    }

    private static Optional<String> word(Kind kind) {
        return switch (kind) {
            case NEW -> Optional.of("new");
            case CHANGED -> Optional.of("updated");
            case UNCHANGED -> Optional.of("unchanged");
            case RESOLVED -> Optional.of("absent");
            case INCOMPARABLE -> Optional.empty();
        };
    }
}
