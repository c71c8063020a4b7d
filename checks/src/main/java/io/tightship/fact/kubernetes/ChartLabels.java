package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The labels {@code helm.sh/chart} of some kinds of objects: what tells a chart's version where it was applied by other
 * means than Helm's, which leave no release. The one member of the collection is {@link #OBJECTS}; where the objects could
 * not be read, a release is judged all the same.
 */
public record ChartLabels(SortedSet<String> labels) {

    /** Of network policies of Kubernetes and of Calico. */
    public static final FactKey<PerSubject<ChartLabels>> NETWORK = key("network");

    /** Of Kyverno's policies. */
    public static final FactKey<PerSubject<ChartLabels>> KYVERNO = key("kyverno");

    /** Of Deployments. */
    public static final FactKey<PerSubject<ChartLabels>> DEPLOYMENTS = key("deployments");

    public static final String OBJECTS = "objects that bear a chart's label";

    public ChartLabels {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
    }

    private static FactKey<PerSubject<ChartLabels>> key(String parameter) {
        return FactKey.perSubject("chart-labels", parameter, ChartLabels.class);
    }

    public static ChartLabels of(Set<String> labels) {
        return new ChartLabels(new TreeSet<>(labels));
    }

    /** Of a chart that the labels name: {@code NAME-VERSION}. */
    public SortedSet<String> versions(String chart) {
        SortedSet<String> versions = new TreeSet<>();
        labels.stream().filter(label -> label.startsWith(chart + "-")).map(label -> label.substring(chart.length() + 1))
                .filter(version -> version.matches("v?[0-9].*")).forEach(versions::add);
        return versions;
    }
}
