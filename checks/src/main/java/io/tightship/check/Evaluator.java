package io.tightship.check;

import io.tightship.fact.Context;
import io.tightship.fact.Fact;
import io.tightship.fact.Fact.Unavailable;
import io.tightship.fact.FactKey;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Quantifier;
import io.tightship.fact.Source;
import io.tightship.model.Cause;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns a check and the facts into findings, and is the only place that says ERROR: for a need that is not met, for a
 * check that throws, and for one that gives no verdict.
 */
public final class Evaluator {

    private final Facts facts;
    private final Instant at;

    /** @param at when the run started */
    public Evaluator(Facts facts, Instant at) {
        this.facts = facts;
        this.at = at;
    }

    /** One or more findings, sorted by subject. */
    public List<Finding> evaluate(Check check, Target target, Values values, String variant) {
        Judgement judgement = new Judgement(check.rule(), target, variant);
        try {
            judge(check, target, values, judgement);
        } catch (RuntimeException | StackOverflowError defect) {
            judgement.onlyError(new Unavailable<>(target.id(), Reason.INTERNAL,
                    "the check " + check.rule().id() + " broke: " + defect));
        }
        return judgement.findings();
    }

    /** The row of a rule that the inventory gives no target for: nothing was asked, so nothing is decided. */
    public Finding withoutTarget(Rule rule, Target site) {
        String who = rule.targets().who();
        Judgement judgement = new Judgement(rule, site, "");
        if (facts.statesNone(rule.targets().kind())) {
            judgement.add(new Verdict.NotApplicable("", "the inventory states that the site has no " + who,
                    List.of(Source.inventory(site.id(), who).evidence(0, "none"))), List.of());
        } else {
            judgement.onlyError(new Unavailable<>(site.id(), Reason.NOT_STATED, "the inventory lists no " + who));
        }
        return judgement.findings().getFirst();
    }

    private void judge(Check check, Target target, Values values, Judgement judgement) {
        Known known = new Known(target, at);
        List<Need<?>> needs = new ArrayList<>(check.needs());
        needs.sort(Comparator.comparing(Need::toString));
        for (Need<?> need : needs) {
            Optional<Unavailable<?>> missing = switch (need) {
                case Need.Own<?> own -> resolve(own, known, judgement);
                case Need.Across<?, ?> across -> resolve(across, known, judgement);
                case Need.Setting<?> setting -> resolve(setting, values, known);
            };
            if (missing.isPresent()) {
                judgement.onlyError(missing.get());
                return;
            }
            if (judgement.decided()) {
                return;
            }
        }
        List<Verdict> verdicts = check.evaluate(known);
        if (verdicts.isEmpty() && !judgement.hasErrors()) {
            judgement.onlyError(new Unavailable<>(target.id(), Reason.INTERNAL,
                    "the check " + check.rule().id() + " gave no verdict"));
        }
        for (Verdict verdict : verdicts) {
            List<Step> steps = verdict instanceof Verdict.Fail fail ? check.remediation(known, fail) : List.of();
            judgement.add(verdict.evidence().isEmpty() ? known.withAllSources(verdict) : verdict, steps);
        }
    }

    private <T> Optional<Unavailable<?>> resolve(Need.Own<T> own, Known known, Judgement judgement) {
        Fact<T> fact = facts.get(known.target, own.key());
        if (fact instanceof Unavailable<T> unavailable) {
            return Optional.of(unavailable);
        }
        Optional<Unavailable<?>> missing = members(fact, own.quantifier(), "", judgement);
        known.own.put(own.key(), fact);
        return missing;
    }

    private <T, O extends Target> Optional<Unavailable<?>> resolve(Need.Across<T, O> across, Known known,
                                                                    Judgement judgement) {
        List<O> others = across.from().among(known.target, facts.targets());
        if (others.isEmpty()) {
            if (facts.statesNone(across.from().kind())) {
                judgement.decide(new Verdict.NotApplicable("", "the inventory states that the site has no "
                        + across.from().who(), List.of(Source.inventory(known.target.id(), across.from().who())
                        .evidence(0, "none"))));
                return Optional.empty();
            }
            return Optional.of(new Unavailable<>(known.target.id(), Reason.NOT_STATED,
                    "the inventory lists no " + across.from().who()));
        }
        SortedMap<Target, Fact<?>> readable = new TreeMap<>();
        for (O other : others) {
            Fact<T> fact = facts.get(other, across.key());
            if (fact instanceof Unavailable<T> unavailable) {
                if (across.quantifier() == Quantifier.WHOLE) {
                    return Optional.of(unavailable);
                }
                judgement.error(other.name(), unavailable);
            } else {
                Optional<Unavailable<?>> missing =
                        members(fact, across.quantifier(), other.name() + " ", judgement);
                if (missing.isPresent()) {
                    return missing;
                }
                readable.put(other, fact);
            }
        }
        known.across.put(across, readable);
        return Optional.empty();
    }

    private static <T> Optional<Unavailable<?>> resolve(Need.Setting<T> setting, Values values, Known known) {
        Optional<T> value = values.get(setting.key(), known.target);
        if (value.isEmpty()) {
            return Optional.of(new Unavailable<>(known.target.id(), Reason.NOT_STATED, "the inventory does not say: "
                    + setting.key().question() + " (value " + setting.key().id() + ")"));
        }
        known.settings.put(setting, value.get());
        return Optional.empty();
    }

    private static Optional<Unavailable<?>> members(Fact<?> fact, Quantifier quantifier, String prefix,
                                                    Judgement judgement) {
        if (fact instanceof Fact.Known<?> collection && collection.value() instanceof PerSubject<?> parts) {
            for (Map.Entry<String, ? extends Fact<?>> part : parts.members().entrySet()) {
                if (part.getValue() instanceof Unavailable<?> unavailable) {
                    if (quantifier == Quantifier.WHOLE) {
                        return Optional.of(unavailable);
                    }
                    judgement.error(prefix + part.getKey(), unavailable);
                }
            }
        }
        return Optional.empty();
    }

    /** What was resolved for one evaluation: the context that the check sees. */
    private static final class Known implements Context {
        private final Target target;
        private final Instant at;
        private final Map<FactKey<?>, Fact<?>> own = new LinkedHashMap<>();
        private final Map<Need.Across<?, ?>, SortedMap<Target, Fact<?>>> across = new LinkedHashMap<>();
        private final Map<Need.Setting<?>, Object> settings = new LinkedHashMap<>();

        Known(Target target, Instant at) {
            this.target = target;
            this.at = at;
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public Instant at() {
            return at;
        }

        @Override
        public <T> T get(Need.Own<T> need) {
            return value(declared(own.get(need.key()), need));
        }

        @Override
        public <T, O extends Target> SortedMap<O, T> get(Need.Across<T, O> need) {
            SortedMap<O, T> values = new TreeMap<>();
            declared(across.get(need), need).forEach(
                    (other, fact) -> values.put(need.from().kind().cast(other), value(fact)));
            return values;
        }

        @Override
        @SuppressWarnings("unchecked") // resolve() stored what the key's own type gave
        public <T> T get(Need.Setting<T> need) {
            return (T) declared(settings.get(need), need);
        }

        @Override
        public List<Source> sources(Need.Own<?> need) {
            return sourcesOf(declared(own.get(need.key()), need));
        }

        @Override
        public List<Source> sources(Need.Own<?> need, String member) {
            return member(declared(own.get(need.key()), need), member);
        }

        @Override
        public List<Source> sources(Need.Across<?, ?> need, Target other) {
            return sourcesOf(declared(across.get(need), need).get(other));
        }

        @Override
        public List<Source> sources(Need.Across<?, ?> need, Target other, String member) {
            return member(declared(across.get(need), need).get(other), member);
        }

        /** A verdict that names no evidence rests on everything that its check read. */
        Verdict withAllSources(Verdict verdict) {
            List<Evidence> all = new ArrayList<>();
            own.values().forEach(fact -> sourcesOf(fact).forEach(source -> all.add(source.evidence(0, ""))));
            across.values().forEach(facts -> facts.values().forEach(
                    fact -> sourcesOf(fact).forEach(source -> all.add(source.evidence(0, "")))));
            List<Evidence> evidence = all.stream().distinct().toList();
            return switch (verdict) {
                case Verdict.Pass v -> new Verdict.Pass(v.subject(), v.observed(), v.expected(), v.message(), evidence);
                case Verdict.Fail v -> new Verdict.Fail(v.subject(), v.observed(), v.expected(), v.message(), evidence,
                        v.milder());
                case Verdict.NotApplicable v -> new Verdict.NotApplicable(v.subject(), v.message(), evidence);
                case Verdict.Manual v -> new Verdict.Manual(v.subject(), v.question(), evidence);
            };
        }

        private static <X> X declared(X found, Need<?> need) {
            if (found == null) {
                throw new IllegalStateException("the check looks at what it did not declare: " + need);
            }
            return found;
        }

        @SuppressWarnings("unchecked") // a fact is stored under the key that types it
        private static <T> T value(Fact<?> fact) {
            return ((Fact.Known<T>) fact).value();
        }

        private static List<Source> sourcesOf(Fact<?> fact) {
            return fact instanceof Fact.Known<?> known ? known.sources() : List.of();
        }

        private static List<Source> member(Fact<?> fact, String name) {
            return fact instanceof Fact.Known<?> known && known.value() instanceof PerSubject<?> parts
                    && parts.members().get(name) instanceof Fact.Known<?> part ? part.sources() : List.of();
        }
    }

    /** Collects the rows of one rule and target. */
    private static final class Judgement {
        private final Rule rule;
        private final Target target;
        private final String variant;
        private final SortedMap<String, Finding> rows = new TreeMap<>();
        private boolean hasErrors;
        private boolean decided;

        Judgement(Rule rule, Target target, String variant) {
            this.rule = rule;
            this.target = target;
            this.variant = variant;
        }

        List<Finding> findings() {
            return List.copyOf(rows.values());
        }

        boolean hasErrors() {
            return hasErrors;
        }

        /** True once the needs alone gave the verdict. */
        boolean decided() {
            return decided;
        }

        void decide(Verdict verdict) {
            rows.clear();
            add(verdict, List.of());
            decided = true;
        }

        /** Nothing of this rule and target is decided: whatever else was found gives way. */
        void onlyError(Unavailable<?> why) {
            rows.clear();
            error("", why);
        }

        void error(String subject, Unavailable<?> why) {
            hasErrors = true;
            Finding present = rows.get(subject);
            if (present == null || present.outcome() != Outcome.FAIL) {
                Cause cause = Cause.of(why.target(), why.reason(), why.detail());
                rows.put(subject, row(subject, Outcome.ERROR, "", "", why.detail(), Optional.of(cause), List.of(),
                        List.of()));
            }
        }

        void add(Verdict verdict, List<Step> steps) {
            String subject = verdict.subject();
            Finding present = rows.get(subject);
            if (present != null && present.outcome() != Outcome.ERROR) {
                throw new IllegalStateException("two verdicts for the subject '" + subject + "'");
            }
            if (present != null && !(verdict instanceof Verdict.Fail)) {
                return; // part of what this subject rests on was not read: only a failure is certain all the same
            }
            rows.put(subject, switch (verdict) {
                case Verdict.Pass v -> row(subject, Outcome.PASS, v.observed(), v.expected(), v.message(),
                        Optional.empty(), List.of(), v.evidence());
                case Verdict.Fail v -> row(v.milder().orElse(rule.severity()), subject, Outcome.FAIL, v.observed(),
                        v.expected(), v.message(), Optional.empty(), steps, v.evidence());
                case Verdict.NotApplicable v -> row(subject, Outcome.NOT_APPLICABLE, "", "", v.message(),
                        Optional.empty(), List.of(), v.evidence());
                case Verdict.Manual v -> row(subject, Outcome.MANUAL, "", "", v.question(), Optional.empty(),
                        List.of(), v.evidence());
            });
        }

        private Finding row(String subject, Outcome outcome, String observed, String expected, String message,
                            Optional<Cause> cause, List<Step> steps, List<Evidence> evidence) {
            return row(rule.severity(), subject, outcome, observed, expected, message, cause, steps, evidence);
        }

        private Finding row(Severity severity, String subject, Outcome outcome, String observed, String expected,
                            String message, Optional<Cause> cause, List<Step> steps, List<Evidence> evidence) {
            return new Finding(Finding.identity(rule.id(), target, subject, variant), rule.id(), target, subject,
                    variant, outcome, severity, observed, expected, message, cause, steps, evidence,
                    Optional.empty());
        }
    }
}
