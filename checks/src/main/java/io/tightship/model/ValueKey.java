package io.tightship.model;

import java.util.Optional;

/**
 * A value that a site or a profile may set, and that rules ask for.
 *
 * @param id       kebab case
 * @param fallback what holds where nobody states it; empty: a rule that asks for it is ERROR
 * @param question what to ask the operator where it is not stated
 */
public record ValueKey<T>(String id, ValueType<T> type, Optional<T> fallback, String question) {

    public static <T> ValueKey<T> withFallback(String id, ValueType<T> type, T fallback, String question) {
        return new ValueKey<>(id, type, Optional.of(fallback), question);
    }

    public static <T> ValueKey<T> mustBeStated(String id, ValueType<T> type, String question) {
        return new ValueKey<>(id, type, Optional.empty(), question);
    }
}
