package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;

/** Which charts a site installs its policies from. */
public final class ChartValues {

    public static final ValueKey<String> NETWORK = ValueKey.withFallback("netpol-chart", ValueType.TEXT,
            "nmc-network-policies", "which chart installs the network policies");

    public static final ValueKey<String> POLICIES = ValueKey.withFallback("kyverno-policies-chart", ValueType.TEXT,
            "nmc-kyverno-policies", "which chart installs Kyverno's policies");

    private ChartValues() {
    }
}
