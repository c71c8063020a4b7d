package io.tightship.check;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.model.Finding;
import io.tightship.model.Reason;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A small site made of facts, for judging one target. Immutable: each method gives a changed copy. Targets become part
 * of the site by having a fact, or by {@link #target}.
 */
public final class Case implements Facts, Values {

    public static final Instant AT = Instant.parse("2026-11-21T02:00:00Z");

    private final String name;
    private final Target judged;
    private final SortedMap<Target, Map<FactKey<?>, Fact<?>>> facts;
    private final Map<ValueKey<?>, Object> values;
    private final Set<Class<? extends Target>> none;
    private final Optional<Function<List<Step.Setting>, Case>> hand;

    private Case(String name, Target judged, SortedMap<Target, Map<FactKey<?>, Fact<?>>> facts,
                 Map<ValueKey<?>, Object> values, Set<Class<? extends Target>> none,
                 Optional<Function<List<Step.Setting>, Case>> hand) {
        this.name = name;
        this.judged = judged;
        this.facts = facts;
        this.values = values;
        this.none = none;
        this.hand = hand;
    }

    /** @param name says what is right or wrong here, as a test's name does */
    public static Case of(String name, Target judged) {
        return new Case(name, judged, new TreeMap<>(), Map.of(), Set.of(), Optional.empty()).target(judged);
    }

    public Case named(String other) {
        return new Case(other, judged, facts, values, none, hand);
    }

    public Case target(Target target) {
        SortedMap<Target, Map<FactKey<?>, Fact<?>>> copy = copy();
        copy.computeIfAbsent(target, t -> new LinkedHashMap<>());
        return new Case(name, judged, copy, values, none, hand);
    }

    /** A known fact of the judged target. */
    public <T> Case with(FactKey<T> key, T value) {
        return with(judged, key, value);
    }

    public <T> Case with(Target target, FactKey<T> key, T value) {
        return put(target, key, Fact.known(value, source(target, key.toString())));
    }

    /** A fact that could not be read. */
    public Case without(Target target, FactKey<?> key, Reason reason) {
        return put(target, key, Fact.unavailable(target.id(), reason, "simulated " + reason));
    }

    /** A collection of known members. */
    public <V> Case withMembers(Target target, FactKey<PerSubject<V>> key, Map<String, V> members) {
        Map<String, Fact<V>> known = new TreeMap<>();
        members.forEach((subject, value) -> known.put(subject, Fact.known(value, source(target, key + " " + subject))));
        return with(target, key, PerSubject.of(known));
    }

    public <T> Case value(ValueKey<T> key, T value) {
        Map<ValueKey<?>, Object> copy = new HashMap<>(values);
        copy.put(key, value);
        return new Case(name, judged, facts, copy, none, hand);
    }

    /** The inventory says that there are no targets of the kind. */
    public Case statingNone(Class<? extends Target> kind) {
        Set<Class<? extends Target>> copy = new HashSet<>(none);
        copy.add(kind);
        return new Case(name, judged, facts, values, copy, hand);
    }

    /**
     * How the literals of steps are put into this case.
     *
     * @param hand parses them as the component does, and gives the facts that come of it
     */
    public Case remediedBy(Function<List<Step.Setting>, Case> hand) {
        return new Case(name, judged, facts, values, none, Optional.of(hand));
    }

    /** After somebody put the literals where they belong; empty where the case does not say how. */
    public Optional<Case> remedied(List<Step.Setting> settings) {
        return hand.map(put -> {
            SortedMap<Target, Map<FactKey<?>, Fact<?>>> changed = copy();
            put.apply(settings).facts.forEach((target, known) ->
                    changed.computeIfAbsent(target, t -> new LinkedHashMap<>()).putAll(known));
            return new Case(name + ", after " + settings, judged, changed, values, none, hand);
        });
    }

    public List<Finding> judge(Check check) {
        return new Evaluator(this, AT).evaluate(check, judged, this, "");
    }

    public Target judged() {
        return judged;
    }

    /** Every way to take one fact, or one member of a collection, away. */
    public List<Case> eachWithOneFactLess() {
        List<Case> less = new ArrayList<>();
        facts.forEach((target, known) -> known.forEach((key, fact) -> {
            less.add(without(target, key, Reason.FORBIDDEN).named(name + ", without " + key + " of " + target.id()));
            if (fact instanceof Fact.Known<?> value && value.value() instanceof PerSubject<?> parts) {
                parts.members().keySet().forEach(member -> less.add(
                        put(target, key, Fact.known(without(parts, member, target), value.sources()))
                                .named(name + ", without " + key + " " + member + " of " + target.id())));
            }
        }));
        return less;
    }

    private static <V> PerSubject<V> without(PerSubject<V> parts, String member, Target target) {
        Map<String, Fact<V>> changed = new TreeMap<>(parts.members());
        changed.put(member, Fact.unavailable(target.id(), Reason.FORBIDDEN, "simulated FORBIDDEN"));
        return PerSubject.of(changed);
    }

    private Case put(Target target, FactKey<?> key, Fact<?> fact) {
        Case changed = target(target);
        changed.facts.get(target).put(key, fact);
        return changed;
    }

    private SortedMap<Target, Map<FactKey<?>, Fact<?>>> copy() {
        SortedMap<Target, Map<FactKey<?>, Fact<?>>> copy = new TreeMap<>();
        facts.forEach((target, known) -> copy.put(target, new LinkedHashMap<>(known)));
        return copy;
    }

    private static Source source(Target target, String place) {
        return new Source(Optional.of(Witness.EFFECTIVE), target.id(), place, "", "");
    }

    @Override
    public List<Target> targets() {
        return List.copyOf(facts.keySet());
    }

    @Override
    public boolean statesNone(Class<? extends Target> kind) {
        return none.contains(kind);
    }

    @Override
    @SuppressWarnings("unchecked") // put() stores a fact under the key that types it
    public <T> Fact<T> get(Target target, FactKey<T> key) {
        Fact<?> fact = facts.getOrDefault(target, Collections.emptyMap()).get(key);
        return fact == null ? Fact.unavailable(target.id(), Reason.NOT_COLLECTED, "not part of the case: " + key)
                : (Fact<T>) fact;
    }

    @Override
    @SuppressWarnings("unchecked") // value() stores what the key types
    public <T> Optional<T> get(ValueKey<T> key, Target target) {
        return values.containsKey(key) ? Optional.of((T) values.get(key)) : key.fallback();
    }

    @Override
    public String toString() {
        return name;
    }
}
