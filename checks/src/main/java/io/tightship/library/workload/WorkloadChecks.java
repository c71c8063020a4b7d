package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;
import java.util.stream.Stream;

/** The rules on what runs in clusters. */
public final class WorkloadChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return Stream.of(WorkloadRows.all(), GpuRows.all(), CoverageRule.all(), List.<Check>of(
                new DefaultNamespaceEmpty(), new ExternalSecrets(), new ImageProvenance(),
                new PodSecurityExemptionsApproved())).flatMap(List::stream).toList();
    }
}
