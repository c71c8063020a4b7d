package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.MirrorFlags;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The flags of a node's control plane as its mirror pods have them, out of the one list of its cluster's pods. */
final class MirrorFlagsReader implements Reader<MirrorFlags> {

    private static final KubernetesProbe PODS = new KubernetesProbe.Pods();

    @Override
    public String family() {
        return "mirror-flags";
    }

    @Override
    public List<Route> routes(Target target, FactKey<MirrorFlags> key, SiteView site) {
        return KubeletSources.cluster((Target.Node) target, site).map(cluster ->
                Route.of(SessionId.kubernetes(cluster), PODS)).stream().toList();
    }

    @Override
    public Fact<MirrorFlags> read(Target target, FactKey<MirrorFlags> key, SiteView site, Readings readings) {
        Optional<Target.Cluster> cluster = KubeletSources.cluster((Target.Node) target, site);
        if (cluster.isEmpty()) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory does not say of which cluster "
                    + target.name() + " is, so its mirror pods cannot be asked for");
        }
        Reading reading = readings.get(SessionId.kubernetes(cluster.get()), PODS);
        return switch (ApiLists.items(reading)) {
            case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<List<Data>>(List<Data> pods, var sources) -> flags(target.name(),
                    ComponentProcesses.component(key.parameter()), pods, reading);
        };
    }

    /** The Node of the host's name, or else the only one with mirror pods that has the same name before the first dot. */
    private static String nodeOf(String host, List<Data> pods) {
        Set<String> same = pods.stream().flatMap(pod -> pod.path("mirror", "node").text().stream()).filter(name ->
                !name.matches("[0-9.]+") && BcmLists.shortName(name).equals(BcmLists.shortName(host)))
                .collect(Collectors.toSet());
        return same.size() == 1 ? same.iterator().next() : host;
    }

    private static Fact<MirrorFlags> flags(String node, Component component, List<Data> pods, Reading reading) {
        List<Flags> found = new ArrayList<>();
        String named = nodeOf(node, pods);
        for (Data pod : pods) {
            List<String> words = pod.path("mirror", "words").texts();
            if (pod.get("finished").bool().orElse(false) || words.isEmpty()
                    || !words.getFirst().replaceFirst(".*/", "").equals(component.process())
                    || !pod.path("mirror", "node").text().equals(Optional.of(named))) {
                continue;
            }
            String place = "the mirror pod " + pod.get("example").text().orElse("");
            if (words.stream().anyMatch(word -> word.contains("$("))) {
                return reading.unavailable(Reason.UNPARSABLE, place + " has variables among the arguments");
            }
            switch (Flags.parse(component, words.subList(1, words.size()))) {
                case Flags.Parsed.Valid(Flags flags) -> found.add(flags);
                case Flags.Parsed.Invalid(String why) -> {
                    return reading.unavailable(Reason.UNPARSABLE, place + ": " + why);
                }
            }
        }
        return Fact.known(new MirrorFlags(found), reading.source(io.tightship.model.Witness.RUNNING));
    }
}
