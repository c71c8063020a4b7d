package io.tightship.model;

/**
 * A value as it held for a target, for the report.
 *
 * @param id     of the {@link ValueKey}
 * @param value  as written
 * @param origin {@code --set}, {@code target}, {@code cluster}, {@code site}, {@code profile}, {@code control},
 *               {@code fallback}
 * @param target {@link Target#id()} where it holds for this one only; else empty
 */
public record Setting(String id, String value, String origin, String target) implements Comparable<Setting> {
    @Override
    public int compareTo(Setting other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : target.compareTo(other.target);
    }
}
