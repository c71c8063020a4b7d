package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The newest revision of each release. One that cannot be unpacked leaves it open which charts are there. */
final class HelmReleasesReader implements Reader<HelmReleases> {

    private static final KubernetesProbe PROBE = new KubernetesProbe.HelmReleases();

    @Override
    public String family() {
        return HelmReleases.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<HelmReleases> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), PROBE));
    }

    @Override
    public Fact<HelmReleases> read(Target target, FactKey<HelmReleases> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), PROBE);
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> {
                return reading.unavailable(reason, detail);
            }
            case Reading.Status.Absent(String proof) -> {
                return reading.unavailable(Reason.BLIND, proof);
            }
            case Reading.Status.Read read -> { }
        }
        Map<String, Release> newest = new TreeMap<>();
        try {
            for (Data item : Json.parse(reading.text()).get("items").list()) {
                String secret = item.path("metadata", "namespace").text().orElse("") + "/" + ApiLists.name(item);
                if (!item.get("broken").isAbsent()) {
                    return reading.unavailable(Reason.UNPARSABLE, "the Secret " + secret + " of Helm's: "
                            + item.get("broken").text().orElse(""));
                }
                SortedMap<String, String> values = new TreeMap<>();
                flatten("", item.get("values"), values);
                Release release = new Release(text(item, "namespace"), text(item, "name"), item.get("revision").number()
                        .orElseThrow(() -> new MalformedDocument(secret + " has no revision")).longValueExact(),
                        text(item, "status"), text(item, "chart"), text(item, "version"), values);
                newest.merge(release.id(), release, (a, b) -> a.revision() >= b.revision() ? a : b);
            }
        } catch (MalformedDocument | ArithmeticException e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        return Fact.known(new HelmReleases(new ArrayList<>(newest.values())), reading.source(Witness.DESIRED));
    }

    private static String text(Data item, String key) throws MalformedDocument {
        return item.get(key).text().orElseThrow(() -> new MalformedDocument("a release of Helm's has no " + key));
    }

    private static void flatten(String prefix, Data value, SortedMap<String, String> values) {
        if (value.isMap()) {
            value.map().forEach((key, below) -> flatten(prefix.isEmpty() ? key : prefix + "." + key, below, values));
        } else if (!value.isAbsent() && !prefix.isEmpty()) {
            values.put(prefix, value.text().orElse(value.toString()));
        }
    }
}
