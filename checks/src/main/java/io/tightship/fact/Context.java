package io.tightship.fact;

import io.tightship.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** What a check may look at: what it declared, and only what is known. */
public interface Context {

    Target target();

    /** When the run started: the only clock that a check has. */
    Instant at();

    <T> T get(Need.Own<T> need);

    /** The known facts by target, in the order of targets. Empty only where the inventory lists no such target. */
    <T, O extends Target> SortedMap<O, T> get(Need.Across<T, O> need);

    <T> T get(Need.Setting<T> need);

    /** Where an own fact came from, strongest first; never empty. */
    List<Source> sources(Need.Own<?> need);

    /** Where a known member of an own {@link PerSubject} came from. */
    List<Source> sources(Need.Own<?> need, String member);

    /** Where another target's fact came from. */
    List<Source> sources(Need.Across<?, ?> need, Target other);

    /** Where a known member of another target's {@link PerSubject} came from. */
    List<Source> sources(Need.Across<?, ?> need, Target other, String member);
}
