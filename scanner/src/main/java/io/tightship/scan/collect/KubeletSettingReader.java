package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One setting of each live kubelet. A flag decides also where the files cannot be read; without one, files that are
 * named and not read leave the setting unknown. The files are read as they are now: that they were changed after the
 * kubelet started is not seen.
 */
final class KubeletSettingReader implements Reader<PerSubject<KubeletSetting>> {

    /**
     * How a field is set elsewhere.
     *
     * @param otherwise the value where nothing sets it, as JSON
     */
    private record Setting(String flag, String otherwise) {
    }

    private static final Map<String, Setting> SETTINGS = Map.of("podPidsLimit", new Setting("pod-max-pids", "-1"));

    @Override
    public String family() {
        return "kubelet-setting";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<KubeletSetting>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(new KubeletFiles()));
    }

    @Override
    public Fact<PerSubject<KubeletSetting>> read(Target target, FactKey<PerSubject<KubeletSetting>> key, SiteView site,
                                                 Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading reading = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, Component.KUBELET, reading).map(processes -> PerSubject.of(
                ComponentProcesses.each(processes, process -> switch (
                        ComponentProcesses.flags(Component.KUBELET, process, reading)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> setting(key.parameter(), process,
                            flags, sources, new KubeletDocuments(SessionId.node(node), readings));
                })));
    }

    private static Fact<KubeletSetting> setting(String field, ProcessTable.Process process, Flags flags,
                                                List<Source> argv, KubeletDocuments documents) {
        Setting known = Optional.ofNullable(SETTINGS.get(field)).orElseThrow(() ->
                new IllegalArgumentException("no such setting of the kubelet: " + field));
        Optional<Place> flag = flags.text(known.flag()).map(text -> new Place(Origin.FLAG, "--" + known.flag(), 0,
                text));
        Fact<List<Place>> inFiles = documents.places(field, process, flags);
        List<Place> places = new ArrayList<>(flag.stream().toList());
        Set<Source> sources = new LinkedHashSet<>(flag.isPresent() ? argv : List.of());
        switch (inFiles) {
            case Fact.Known<List<Place>>(List<Place> found, List<Source> read) -> {
                places.addAll(found);
                sources.addAll(read);
            }
            case Fact.Unavailable<List<Place>>(String where, Reason reason, String detail) -> {
                if (flag.isEmpty()) {
                    return Fact.unavailable(where, reason, detail);
                }
            }
        }
        sources.addAll(argv);
        places.add(new Place(Origin.DEFAULT, "the kubelet's default", 0, known.otherwise()));
        return Fact.known(new KubeletSetting(field, places, KubeletFiles.named(flags, "config")),
                List.copyOf(sources));
    }
}
