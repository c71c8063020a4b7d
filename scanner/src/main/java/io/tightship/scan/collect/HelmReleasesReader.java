package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A fact of Helm's releases: what they are, or the policies of their manifests.
 *
 * @param fact of the newest revisions; throws IllegalArgumentException where one is not in a form that is known
 */
record HelmReleasesReader<T>(String family, Function<List<Data>, T> fact) implements Reader<T> {

    static List<Reader<?>> all() {
        return List.of(new HelmReleasesReader<>(HelmReleases.KEY.family(), items -> new HelmReleases(items.stream()
                .map(HelmReleasesReader::release).toList())),
                new HelmReleasesReader<>(ReleaseObjects.KEY.family(), items -> {
                    SortedMap<String, List<SpecifiedObject>> objects = new TreeMap<>();
                    items.forEach(item -> objects.put(HelmSecrets.id(item), objects(item)));
                    return new ReleaseObjects(objects);
                }));
    }

    @Override
    public List<Route> routes(Target target, FactKey<T> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), HelmSecrets.PROBE));
    }

    @Override
    public Fact<T> read(Target target, FactKey<T> key, SiteView site, Readings readings) {
        Fact<List<Data>> newest = HelmSecrets.newest(target, readings);
        try {
            return newest.map(fact);
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static List<SpecifiedObject> objects(Data item) {
        return HelmSecrets.policies(item).stream().map(policy -> SpecifiedObjects.ofManifest(policy,
                HelmSecrets.text(item, "namespace"))).toList();
    }

    private static Release release(Data item) {
        SortedMap<String, String> values = new TreeMap<>();
        flatten("", item.get("values"), values);
        return new Release(HelmSecrets.text(item, "namespace"), HelmSecrets.text(item, "name"), HelmSecrets.revision(item),
                HelmSecrets.text(item, "status"), HelmSecrets.text(item, "chart"), HelmSecrets.text(item, "version"), values);
    }

    private static void flatten(String prefix, Data value, SortedMap<String, String> values) {
        if (value.isMap()) {
            value.map().forEach((key, below) -> flatten(prefix.isEmpty() ? key : prefix + "." + key, below, values));
        } else if (!value.isAbsent() && !prefix.isEmpty()) {
            values.put(prefix, value.text().orElse(value.toString()));
        }
    }
}
