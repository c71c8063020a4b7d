package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.model.Target;
import java.util.List;

/**
 * Knows what to read for the facts of one family, and makes the facts of the readings. Stateless and pure: it does no
 * I/O, and gives the same facts for readings out of an evidence bundle.
 */
public interface Reader<T> {

    String family();

    /** What must be read; empty where the inventory alone tells. The plan is the union of these. */
    List<Route> routes(Target target, FactKey<T> key, SiteView site);

    /** Only ever sees readings that {@link #routes} asked for. A missing one is its reason, never a value. */
    Fact<T> read(Target target, FactKey<T> key, SiteView site, Readings readings);
}
