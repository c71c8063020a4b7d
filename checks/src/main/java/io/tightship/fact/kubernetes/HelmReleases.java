package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Helm has installed in a cluster, by the Secrets in which it keeps its releases: the newest revision of each. A site
 * that has Helm keep them elsewhere shows none. Source: helm 3 and 4, pkg/storage/driver and pkg/release.
 */
public record HelmReleases(List<Release> releases) {

    public static final FactKey<HelmReleases> KEY = FactKey.of("helm-releases", HelmReleases.class);

    public HelmReleases {
        releases = List.copyOf(releases);
    }

    /**
     * @param status deployed, failed, pending-upgrade and so on, in Helm's words
     * @param values the values that rules ask about, by dotted name: the chart's defaults with the user's over them
     */
    public record Release(String namespace, String name, long revision, String status, String chart, String version,
                          SortedMap<String, String> values) {
        public Release {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        /** {@code NAMESPACE/NAME}. */
        public String id() {
            return namespace + "/" + name;
        }

        public Optional<String> value(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /** Whether the chart's version is at least so new; a version that is none is not. */
        public boolean atLeast(String wanted) {
            return compare(version, wanted).filter(order -> order >= 0).isPresent();
        }
    }

    /** All releases of a chart, wherever they were installed; those that were taken away and left a history are none. */
    public List<Release> ofChart(String chart) {
        return releases.stream().filter(release -> release.chart().equals(chart) && !release.status().equals("uninstalled"))
                .sorted(Comparator.comparing(Release::id)).toList();
    }

    /** By semantic versioning, a leading v and build metadata aside; a pre-release is older than its release. */
    public static Optional<Integer> compare(String one, String two) {
        Optional<List<Integer>> a = numbers(one);
        Optional<List<Integer>> b = numbers(two);
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < 4; i++) {
            int order = a.get().get(i).compareTo(b.get().get(i));
            if (order != 0) {
                return Optional.of(order);
            }
        }
        return Optional.of(0);
    }

    /** Major, minor, patch, and 1 for a release or 0 for a pre-release. */
    private static Optional<List<Integer>> numbers(String version) {
        String text = version.replaceFirst("^v", "").replaceFirst("\\+.*$", "");
        String core = text.replaceFirst("-.*$", "");
        if (!core.matches("[0-9]{1,6}(\\.[0-9]{1,6}){0,2}")) {
            return Optional.empty();
        }
        String[] parts = core.split("\\.");
        return Optional.of(List.of(Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0,
                parts.length > 2 ? Integer.parseInt(parts[2]) : 0, text.contains("-") ? 0 : 1));
    }
}
