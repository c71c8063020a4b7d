package io.tightship.fact;

import io.tightship.model.Reason;
import java.util.List;
import java.util.function.Function;

/** A value that was read, or why it was not. That something does not exist is a known value where that is proven. */
public sealed interface Fact<T> {

    static <T> Fact<T> known(T value, Source... sources) {
        return new Known<>(value, List.of(sources));
    }

    static <T> Fact<T> known(T value, List<Source> sources) {
        return new Known<>(value, sources);
    }

    static <T> Fact<T> unavailable(String target, Reason reason, String detail) {
        return new Unavailable<>(target, reason, detail);
    }

    /** The same with another value; an unavailable fact stays so. */
    default <U> Fact<U> map(Function<T, U> change) {
        return switch (this) {
            case Known<T>(T value, List<Source> sources) -> new Known<>(change.apply(value), sources);
            case Unavailable<T>(String target, Reason reason, String detail) ->
                    new Unavailable<>(target, reason, detail);
        };
    }

    /** @param sources where the value came from, strongest first */
    record Known<T>(T value, List<Source> sources) implements Fact<T> {
        public Known {
            java.util.Objects.requireNonNull(value);
            sources = List.copyOf(sources);
        }
    }

    /**
     * @param target {@link io.tightship.model.Target#id()} of the target that could not be read: not always the one
     *               that the fact is about
     * @param detail one sentence, in the tool's own words
     */
    record Unavailable<T>(String target, Reason reason, String detail) implements Fact<T> {
    }
}
