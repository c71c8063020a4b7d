package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The policies for the whole cluster that the releases of the policies' chart bring, by their manifests: what must be there
 * besides the policies that the site names. The one member of the collection is {@link #RELEASE}; where Helm's Secrets may
 * not be read it is unknown, and the policies that the site names are judged all the same.
 *
 * @param names      of all of them; none where there is no release of the chart
 * @param validating of those that refuse something
 */
public record ChartPolicies(Set<String> names, Set<String> validating) {

    public static final FactKey<PerSubject<ChartPolicies>> KEY =
            FactKey.perSubject("kyverno-chart-policies", "", ChartPolicies.class);

    public static final String RELEASE = "policies of the release";

    public ChartPolicies {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        validating = Collections.unmodifiableSortedSet(new TreeSet<>(validating));
    }
}
