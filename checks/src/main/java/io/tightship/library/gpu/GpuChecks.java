package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on what runs GPUs; those on its pods are rows of the table of workloads. */
public final class GpuChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new HostPathsAccounted(), new ServiceAccountsBounded(), new PluginHealthy(), new MigConsistent(),
                new RuntimeDetection(), new SchedulerDeclared(), new ToolkitPatched(),
                new ImagesTrusted(), new LimitsRequired(), new MetricsExported(), new NodesSegmented());
    }
}
