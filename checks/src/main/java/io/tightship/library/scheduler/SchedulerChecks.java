package io.tightship.library.scheduler;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on kube-scheduler. */
public final class SchedulerChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new ProfilingOff());
    }
}
