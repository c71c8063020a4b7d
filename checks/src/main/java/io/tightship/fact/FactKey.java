package io.tightship.fact;

/**
 * Names a fact of a target.
 *
 * @param family    kebab case; one reader reads a family
 * @param parameter what of the family; empty where there is only one
 * @param type      of the value; {@link PerSubject} for a partly readable collection
 */
public record FactKey<T>(String family, String parameter, Class<?> type) {

    public static <T> FactKey<T> of(String family, Class<T> type) {
        return new FactKey<>(family, "", type);
    }

    public static <T> FactKey<T> of(String family, String parameter, Class<T> type) {
        return new FactKey<>(family, parameter, type);
    }

    /** A collection of which each member is readable or not. */
    public static <V> FactKey<PerSubject<V>> perSubject(String family, String parameter, Class<V> member) {
        return new FactKey<>(family, parameter, PerSubject.class);
    }

    @Override
    public String toString() {
        return parameter.isEmpty() ? family : family + ":" + parameter;
    }
}
