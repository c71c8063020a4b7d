package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * What Prometheus's operator is told to collect.
 *
 * @param names {@code NAMESPACE/NAME} of each monitor, followed by what it selects
 */
public record MetricsMonitors(List<String> names) {

    public static final FactKey<MetricsMonitors> KEY = FactKey.of("metrics-monitors", MetricsMonitors.class);

    public MetricsMonitors {
        names = List.copyOf(names);
    }
}
