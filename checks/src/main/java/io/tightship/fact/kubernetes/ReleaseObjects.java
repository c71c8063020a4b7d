package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policies in the manifest of each release's newest revision, and what policies refer to: everything else that Helm
 * installed is left out.
 *
 * @param ofRelease by {@link HelmReleases.Release#id()}; a release without any is there with an empty list
 */
public record ReleaseObjects(SortedMap<String, List<SpecifiedObject>> ofRelease) {

    public static final FactKey<ReleaseObjects> KEY = FactKey.of("release-objects", ReleaseObjects.class);

    public ReleaseObjects {
        ofRelease = Collections.unmodifiableSortedMap(new TreeMap<>(ofRelease));
    }

    public List<SpecifiedObject> of(HelmReleases.Release release) {
        return ofRelease.getOrDefault(release.id(), List.of());
    }
}
