package io.tightship.check;

import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.Optional;

/** The values that hold for a target. */
public interface Values {

    /** Empty where nobody states it and it has no fallback. */
    <T> Optional<T> get(ValueKey<T> key, Target target);
}
