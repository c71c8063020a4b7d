package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The controllers that the releases of Kyverno's own chart enable by their values, beside the admission controller. The one
 * member of the collection is {@link #RELEASE}; where Helm's Secrets may not be read it is unknown, and the controllers that
 * are there are judged all the same.
 *
 * @param components such as {@code cleanup-controller}; none where there is no release of the chart
 */
public record EnabledControllers(Set<String> components) {

    public static final FactKey<PerSubject<EnabledControllers>> KEY =
            FactKey.perSubject("kyverno-enabled-controllers", "", EnabledControllers.class);

    public static final String RELEASE = "controllers of the release";

    public EnabledControllers {
        components = Collections.unmodifiableSortedSet(new TreeSet<>(components));
    }
}
