package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a process started, and when each file that configures it was last written, by the host's own clock: what was
 * written later than the start is not what runs.
 *
 * @param changed by path, as the process itself sees it
 */
public record ConfigurationAge(Instant started, SortedMap<String, Instant> changed) {

    /** The kernel tells its start in whole seconds. */
    private static final long EXACT_TO = 2;

    public ConfigurationAge {
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
    }

    /** By process, as {@link Flags#of}; without members on a node where none runs. */
    public static FactKey<PerSubject<ConfigurationAge>> of(Component component) {
        return FactKey.perSubject("configuration-age", component.process(), ConfigurationAge.class);
    }

    /** The files that were written after the process started, sorted. */
    public SortedMap<String, Instant> newer() {
        SortedMap<String, Instant> newer = new TreeMap<>(changed);
        newer.values().removeIf(at -> !at.isAfter(started.plusSeconds(EXACT_TO)));
        return newer;
    }
}
