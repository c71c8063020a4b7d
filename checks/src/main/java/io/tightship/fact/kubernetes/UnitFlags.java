package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Optional;

/**
 * The flags that the systemd service of a component's name gives it, with drop-ins and environment files: what the next
 * start would run.
 *
 * @param flags empty where there is no such service, or it is masked
 */
public record UnitFlags(Optional<Flags> flags) {

    /** Of a node. */
    public static FactKey<UnitFlags> of(Component component) {
        return FactKey.of("unit-flags", component.process(), UnitFlags.class);
    }
}
