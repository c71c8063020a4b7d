package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a site says of the policies on pods. */
public final class PodPolicyValues {

    public static final ValueKey<Set<String>> ALIASES = ValueKey.withFallback("pod-policy-aliases", ValueType.TEXTS,
            Set.of(), "which policies of the site's do what policies of Kyverno's charts do (CHART-POLICY=POLICY)");

    /** All of the level baseline: a benchmark may ask for fewer. */
    public static final ValueKey<Set<String>> CONTROLS = ValueKey.withFallback("pod-policy-controls", ValueType.TEXTS,
            all(), "which policies of Kyverno's charts must be enforced on pods, by these or by Pod Security admission");

    private PodPolicyValues() {
    }

    private static Set<String> all() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(BaselineControl.values()).stream()
                .map(BaselineControl::policy).toList()));
    }

    /** @throws IllegalArgumentException for a name that none of the controls has */
    public static Set<BaselineControl> controls(Set<String> policies) {
        Set<BaselineControl> controls = new LinkedHashSet<>();
        for (String policy : policies) {
            controls.add(List.of(BaselineControl.values()).stream().filter(control -> control.policy().equals(policy))
                    .findFirst().orElseThrow(() -> new IllegalArgumentException("'" + policy
                            + "' is no control of the level baseline (value " + CONTROLS.id() + ")")));
        }
        return controls;
    }
}
