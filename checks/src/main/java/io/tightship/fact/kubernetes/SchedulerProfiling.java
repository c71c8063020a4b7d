package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/**
 * Whether a scheduler serves profiles: by its configuration file where it was given one, since then it ignores its flag,
 * else by the flag; where nothing says so, it does.
 *
 * @param where the flag as it was given, or the file; empty where nothing says so
 */
public record SchedulerProfiling(boolean on, String where) {

    /** By process, {@code kube-scheduler}. */
    public static final FactKey<PerSubject<SchedulerProfiling>> KEY =
            FactKey.perSubject("scheduler-profiling", "", SchedulerProfiling.class);
}
