package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
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
import java.util.Optional;
import java.util.function.Function;

/**
 * What each live process of a component was told by a file that one of its flags names, or, where it names none, by its
 * flags alone. A file that is named and was not read leaves it unknown.
 */
record NamedFileReader<V>(FactKey<PerSubject<V>> fact, Component component, NamedFiles files,
                          Function<Flags, V> withoutFile, FromFile<V> fromFile) implements Reader<PerSubject<V>> {

    /** Makes the value of what was kept of the file. */
    interface FromFile<V> {
        /** @param path as the flag has it */
        V of(Flags flags, String path, Data kept) throws MalformedDocument;
    }

    @Override
    public String family() {
        return fact.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<V>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(files));
    }

    @Override
    public Fact<PerSubject<V>> read(Target target, FactKey<PerSubject<V>> key, SiteView site, Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading argv = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, component, argv).map(processes -> PerSubject.of(
                ComponentProcesses.each(processes, process -> switch (
                        ComponentProcesses.flags(component, process, argv)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> value(process, flags, sources, argv,
                            SessionId.node(node), readings);
                })));
    }

    private Fact<V> value(ProcessTable.Process process, Flags flags, List<Source> sources, Reading argv,
                          SessionId session, Readings readings) {
        Optional<String> path = files.named(process, argv);
        if (path.isEmpty()) {
            return Fact.known(withoutFile.apply(flags), sources);
        }
        return switch (files.read(process, path.get(), session, readings)) {
            case Fact.Unavailable<Data>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<Data>(Data kept, List<Source> read) -> {
                try {
                    List<Source> all = new ArrayList<>(read);
                    all.addAll(sources);
                    yield Fact.known(fromFile.of(flags, path.get(), kept), all);
                } catch (MalformedDocument e) {
                    yield argv.unavailable(Reason.UNPARSABLE, path.get() + " " + e.getMessage());
                }
            }
        };
    }
}
