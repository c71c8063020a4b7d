package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;

/**
 * How many process ids a node's kernel gives out.
 *
 * @param value {@code kernel.pid_max}
 */
public record PidMaximum(long value) {

    public static final FactKey<PidMaximum> KEY = FactKey.of("pid-maximum", PidMaximum.class);
}
