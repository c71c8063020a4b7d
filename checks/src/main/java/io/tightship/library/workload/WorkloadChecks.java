package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on what runs in clusters. */
public final class WorkloadChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return WorkloadRows.all();
    }
}
