package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ChartLabels;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads which charts objects say that they come from. */
final class ChartLabelsReader implements Reader<PerSubject<ChartLabels>> {

    private static final String LABEL = "helm.sh/chart";

    private final LiveObjectsReader live = new LiveObjectsReader();

    @Override
    public String family() {
        return ChartLabels.NETWORK.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ChartLabels>> key, SiteView site) {
        return key.equals(ChartLabels.DEPLOYMENTS) ? List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                ApiLists.DEPLOYMENTS)) : live.routes(target, objects(key), site);
    }

    private static FactKey<LiveObjects> objects(FactKey<PerSubject<ChartLabels>> key) {
        return key.equals(ChartLabels.KYVERNO) ? LiveObjects.KYVERNO : LiveObjects.NETWORK;
    }

    @Override
    public Fact<PerSubject<ChartLabels>> read(Target target, FactKey<PerSubject<ChartLabels>> key, SiteView site,
                                              Readings readings) {
        Fact<ChartLabels> labels = key.equals(ChartLabels.DEPLOYMENTS) ? ApiLists.items(readings.get(SessionId.kubernetes(
                (Target.Cluster) target), ApiLists.DEPLOYMENTS)).map(items -> ChartLabels.of(items.stream().map(item ->
                ApiLists.labels(item).getOrDefault(LABEL, "")).collect(Collectors.toSet())))
                : live.read(target, objects(key), site, readings).map(objects -> ChartLabels.of(objects.objects().stream()
                .map(SpecifiedObject::chart).collect(Collectors.toSet())));
        return Fact.known(PerSubject.of(Map.of(ChartLabels.OBJECTS, labels)),
                labels instanceof Fact.Known<ChartLabels> known ? known.sources() : List.of());
    }
}
