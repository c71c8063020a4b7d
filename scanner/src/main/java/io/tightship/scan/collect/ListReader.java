package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
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
import java.util.LinkedHashMap;
import java.util.function.Function;

/**
 * Makes a fact of one or several API lists of a cluster: all of them must have been read.
 *
 * @param fact gets the items by list; throws IllegalArgumentException where they are not in a form that is known
 */
record ListReader<T>(String family, List<KubernetesProbe.List> lists,
                     Function<Map<KubernetesProbe.List, List<Data>>, T> fact) implements Reader<T> {

    @Override
    public List<Route> routes(Target target, FactKey<T> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                lists.toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<T> read(Target target, FactKey<T> key, SiteView site, Readings readings) {
        SessionId session = SessionId.kubernetes((Target.Cluster) target);
        Map<KubernetesProbe.List, List<Data>> items = new LinkedHashMap<>();
        List<Source> sources = new ArrayList<>();
        for (KubernetesProbe.List list : lists) {
            Reading reading = readings.get(session, list);
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> found, List<Source> from) -> {
                    items.put(list, found);
                    sources.addAll(from);
                }
            }
        }
        try {
            return Fact.known(fact.apply(items), sources);
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }
}
