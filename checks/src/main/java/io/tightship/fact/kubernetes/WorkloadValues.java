package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Set;

/** What a site says of the software that it runs. Workloads are written NAMESPACE/KIND/NAME. */
public final class WorkloadValues {

    public static final ValueKey<Set<String>> MIRRORS = ValueKey.withFallback("workload-image-mirrors", ValueType.TEXTS,
            Set.of(), "which registries (HOST or HOST/PATH) hold copies of public images under the same paths");

    private WorkloadValues() {
    }
}
