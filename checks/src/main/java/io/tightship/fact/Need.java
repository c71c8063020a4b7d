package io.tightship.fact;

import io.tightship.model.Target;
import io.tightship.model.ValueKey;

/** Something that a check looks at. It sees nothing that it did not declare. */
public sealed interface Need<T> {

    /**
     * A fact of the judged target.
     *
     * @param quantifier what an unreadable member does, where the fact is a {@link PerSubject}
     */
    record Own<T>(FactKey<T> key, Quantifier quantifier) implements Need<T> {
        /** Known members are judged; each other one is an ERROR row. */
        public static <T> Own<T> of(FactKey<T> key) {
            return new Own<>(key, Quantifier.EACH);
        }

        /** Any unreadable member makes the rule ERROR. */
        public static <T> Own<T> whole(FactKey<T> key) {
            return new Own<>(key, Quantifier.WHOLE);
        }
    }

    /** A fact of other targets. For the members of a {@link PerSubject} the same quantifier holds. */
    record Across<T, O extends Target>(TargetSet<O> from, FactKey<T> key, Quantifier quantifier) implements Need<T> {
        public static <T, O extends Target> Across<T, O> each(TargetSet<O> from, FactKey<T> key) {
            return new Across<>(from, key, Quantifier.EACH);
        }

        public static <T, O extends Target> Across<T, O> whole(TargetSet<O> from, FactKey<T> key) {
            return new Across<>(from, key, Quantifier.WHOLE);
        }
    }

    /** A value of the site or the profile. */
    record Setting<T>(ValueKey<T> key) implements Need<T> {
        public static <T> Setting<T> of(ValueKey<T> key) {
            return new Setting<>(key);
        }
    }
}
