package io.tightship.catalog;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import io.tightship.fact.Need;
import io.tightship.model.Rule;
import io.tightship.model.ValueKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** All checks that are there: the library's and those of plugins. */
public final class Catalog {

    private final SortedMap<String, Check> checks = new TreeMap<>();
    private final SortedMap<String, ValueKey<?>> values = new TreeMap<>();

    /** @throws IllegalArgumentException where two checks have one id, or two values of one id differ */
    public Catalog(List<Check> all) {
        for (Check check : all) {
            Rule rule = check.rule();
            if (checks.put(rule.id(), check) != null) {
                throw new IllegalArgumentException("two checks have the id " + rule.id());
            }
            for (Need<?> need : check.needs()) {
                if (need instanceof Need.Setting<?>(ValueKey<?> key)) {
                    ValueKey<?> other = values.put(key.id(), key);
                    if (other != null && other != key) {
                        throw new IllegalArgumentException("two values have the id " + key.id());
                    }
                }
            }
        }
    }

    /** The library and every plugin on the class path. */
    public static Catalog load() {
        List<Check> all = new ArrayList<>();
        for (CheckProvider provider : ServiceLoader.load(CheckProvider.class)) {
            all.addAll(provider.checks());
        }
        return new Catalog(all);
    }

    /** Sorted by id. */
    public List<Check> checks() {
        return List.copyOf(checks.values());
    }

    public Optional<Check> find(String id) {
        return Optional.ofNullable(checks.get(id));
    }

    /** The values that some check asks for, by id. */
    public SortedMap<String, ValueKey<?>> values() {
        return new TreeMap<>(values);
    }

    /** The ids nearest to a misspelt one, best first; at most three. */
    public List<String> near(String misspelt) {
        return checks.keySet().stream().filter(id -> distance(id, misspelt) <= Math.max(3, misspelt.length() / 3))
                .sorted(Comparator.comparingInt((String id) -> distance(id, misspelt)).thenComparing(id -> id))
                .limit(3).toList();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
