package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletGates;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The feature gates that the files and the command line of each live kubelet name: each place adds to the others. */
final class KubeletGatesReader implements Reader<PerSubject<KubeletGates>> {

    @Override
    public String family() {
        return KubeletGates.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<KubeletGates>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(new KubeletFiles()));
    }

    @Override
    public Fact<PerSubject<KubeletGates>> read(Target target, FactKey<PerSubject<KubeletGates>> key, SiteView site,
                                               Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading argv = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, Component.KUBELET, argv).map(processes -> PerSubject.of(
                ComponentProcesses.each(processes, process -> switch (
                        ComponentProcesses.flags(Component.KUBELET, process, argv)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> gates(process, flags, sources,
                            new KubeletDocuments(SessionId.node(node), readings), argv);
                })));
    }

    private static Fact<KubeletGates> gates(ProcessTable.Process process, Flags flags, List<Source> argv,
                                            KubeletDocuments documents, Reading reading) {
        return switch (documents.places("featureGates", process, flags)) {
            case Fact.Unavailable<List<Place>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<List<Place>>(List<Place> places, List<Source> sources) -> {
                SortedMap<String, String> given = new TreeMap<>();
                try {
                    for (Place place : places.reversed()) {
                        Json.parse(place.text()).map().keySet().forEach(gate -> given.put(gate, place.where()));
                    }
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
                flags.gates("feature-gates").keySet().forEach(gate -> given.put(gate, "--feature-gates"));
                List<Source> all = new ArrayList<>(sources);
                all.addAll(argv);
                yield Fact.known(new KubeletGates(given), all);
            }
        };
    }
}
