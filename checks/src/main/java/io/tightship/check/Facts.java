package io.tightship.check;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.model.Target;
import java.util.List;

/** All facts of a run, and the targets that the inventory lists. */
public interface Facts {

    /** Sorted; the site itself is among them. */
    List<Target> targets();

    /** True where the inventory says in so many words that there are no targets of the kind. */
    boolean statesNone(Class<? extends Target> kind);

    <T> Fact<T> get(Target target, FactKey<T> key);
}
