package io.tightship.scan.compare;

import io.tightship.model.Comparison;
import io.tightship.model.Comparison.Change;
import io.tightship.model.Comparison.Kind;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares two runs, finding by finding. A failure is resolved only where the later run judged it: what was not judged on
 * one of the sides is incomparable, whatever the reason.
 */
public final class Comparing {

    private static final int SHOWN = 160;

    private final Side before;
    private final Side after;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    private Comparing(Side before, Side after) {
        this.before = before;
        this.after = after;
        for (Kind kind : Kind.values()) {
            counts.put(kind, 0L);
        }
    }

    /**
     * What a comparison came to.
     *
     * @param known ids of findings that failed before and counted: the others are what is new to a gate
     */
    public record Result(Comparison comparison, Set<String> known) {
        public Result {
            known = Set.copyOf(known);
        }
    }

    public static Result of(Comparison.Baseline baseline, Side before, Side after) {
        Comparing comparing = new Comparing(before, after);
        try (Stream<Finding> old = before.findings().ordered(); Stream<Finding> now = after.findings().ordered()) {
            comparing.run(new Groups(old.iterator()), new Groups(now.iterator()));
        }
        Collections.sort(comparing.changes);
        return new Result(new Comparison(baseline, comparing.counts, comparing.changes), comparing.known);
    }

    private void run(Groups old, Groups now) {
        while (true) {
            Optional<Groups.Key> first = Stream.concat(old.key().stream(), now.key().stream()).sorted().findFirst();
            if (first.isEmpty()) {
                return;
            }
            group(old.take(first.get()), now.take(first.get()));
        }
    }

    /** A finding on both sides, or on one. */
    private static final class Pair {
        private Optional<Finding> old = Optional.empty();
        private Optional<Finding> now = Optional.empty();
    }

    private void group(List<Finding> old, List<Finding> now) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        old.forEach(finding -> pairs.computeIfAbsent(finding.id(), id -> new Pair()).old = Optional.of(finding));
        now.forEach(finding -> pairs.computeIfAbsent(finding.id(), id -> new Pair()).now = Optional.of(finding));
        for (Pair pair : pairs.values()) {
            pair.old.filter(finding -> finding.outcome() == Outcome.FAIL && finding.waiver().isEmpty())
                    .ifPresent(finding -> known.add(finding.id()));
            if (pair.old.isPresent() && pair.now.isPresent()) {
                both(pair.old.get(), pair.now.get());
            } else if (pair.now.isPresent()) {
                came(pair.now.get(), old);
            } else {
                went(pair.old.orElseThrow(), now);
            }
        }
    }

    private void both(Finding old, Finding now) {
        boolean failed = old.outcome() == Outcome.FAIL;
        boolean fails = now.outcome() == Outcome.FAIL;
        if (now.outcome() == Outcome.ERROR) {
            incomparable(old, now, "not judged now: " + cause(now));
        } else if (old.outcome() == Outcome.ERROR) {
            incomparable(old, now, "not judged before: " + cause(old));
        } else if (failed && fails) {
            if (evidence(old).equals(evidence(now))) {
                count(Kind.UNCHANGED);
            } else {
                change(Kind.CHANGED, Optional.of(old), Optional.of(now), old.observed().equals(now.observed())
                        ? "the evidence differs" : "before: " + Text.line(old.observed(), SHOWN));
            }
        } else if (failed || fails) {
            boolean manual = (failed ? now : old).outcome() == Outcome.MANUAL;
            if (manual) {
                incomparable(old, now, failed ? "only a person can tell now" : "only a person could tell before");
            } else {
                change(fails ? Kind.NEW : Kind.RESOLVED, Optional.of(old), Optional.of(now), fails
                        ? "it was " + word(old) : "it is " + word(now));
            }
        }
    }

    private void came(Finding now, List<Finding> old) {
        if (now.outcome() == Outcome.ERROR) {
            count(Kind.INCOMPARABLE);
        }
        if (now.outcome() != Outcome.FAIL) {
            return;
        }
        boolean newTarget = before.rules().contains(now.rule()) && !before.targets().contains(now.target().id())
                && !before.narrowed();
        Optional<String> blind = newTarget ? Optional.empty() : unjudged(now, before, old, "before");
        change(blind.isPresent() ? Kind.INCOMPARABLE : Kind.NEW, Optional.empty(), Optional.of(now),
                blind.orElse(newTarget ? "its target is new" : "it was not there"));
    }

    private void went(Finding old, List<Finding> now) {
        if (old.outcome() != Outcome.FAIL) {
            return;
        }
        Optional<String> blind = unjudged(old, after, now, "now");
        change(blind.isPresent() ? Kind.INCOMPARABLE : Kind.RESOLVED, Optional.of(old), Optional.empty(),
                blind.orElse("it is no longer there"));
    }

    /** Why it cannot be said of a side that the finding is not there; empty where it can. */
    private static Optional<String> unjudged(Finding finding, Side side, List<Finding> there, String when) {
        if (!side.rules().contains(finding.rule())) {
            return Optional.of("its rule was not judged " + when);
        }
        if (!side.targets().contains(finding.target().id())) {
            return Optional.of("its target was not part of the run " + when);
        }
        List<Finding> same = there.stream().filter(other -> other.variant().equals(finding.variant())).toList();
        if (same.isEmpty()) {
            return Optional.of(there.isEmpty() ? "its rule was not judged for its target " + when
                    : "its rule was judged with other values " + when);
        }
        return same.stream().filter(other -> other.outcome() == Outcome.ERROR).findFirst()
                .map(other -> "not judged " + when + ": " + cause(other));
    }

    private void incomparable(Finding old, Finding now, String note) {
        if (old.outcome() == Outcome.FAIL || now.outcome() == Outcome.FAIL) {
            change(Kind.INCOMPARABLE, Optional.of(old), Optional.of(now), note);
        } else {
            count(Kind.INCOMPARABLE);
        }
    }

    private void change(Kind kind, Optional<Finding> old, Optional<Finding> now, String note) {
        count(kind);
        Finding finding = now.or(() -> old).orElseThrow();
        changes.add(new Change(kind, finding.id(), finding.rule(), finding.target().id(), finding.subject(),
                finding.variant(), finding.severity(), old.map(Finding::outcome), now.map(Finding::outcome), note));
    }

    private void count(Kind kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    /** What a person would see: not the digests of readings, which hold times. */
    private static List<String> evidence(Finding finding) {
        List<String> seen = new ArrayList<>(List.of(finding.observed(), finding.message()));
        for (Evidence evidence : finding.evidence()) {
            seen.add(evidence.target());
            seen.add(evidence.source());
            seen.add(evidence.excerpt());
        }
        return seen;
    }

    private static String cause(Finding finding) {
        return finding.cause().map(cause -> cause.reason() + ", " + Text.line(cause.detail(), SHOWN)).orElse("");
    }

    private static String word(Finding finding) {
        return finding.outcome().name().replace('_', ' ');
    }
}
