package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.EtcdSettings.Given;
import io.tightship.fact.kubernetes.EtcdSettings.Parsed;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings of each live etcd of a node. A configuration file that is named and was not read leaves them unknown. */
final class EtcdSettingsReader implements Reader<PerSubject<EtcdSettings>> {

    @Override
    public String family() {
        return EtcdSettings.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<EtcdSettings>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(NamedFiles.ETCD_CONFIGURATION, new EtcdEnvironments()));
    }

    @Override
    public Fact<PerSubject<EtcdSettings>> read(Target target, FactKey<PerSubject<EtcdSettings>> key, SiteView site,
                                               Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading argv = ComponentProcesses.reading(node, readings);
        return ProcessTable.of(argv).map(table -> {
            Map<String, Fact<EtcdSettings>> members = new TreeMap<>();
            ComponentProcesses.named(table, "etcd").forEach((name, process) -> members.put(name,
                    settings(process, argv, SessionId.node(node), readings)));
            return PerSubject.of(members);
        });
    }

    static Fact<EtcdSettings> settings(ProcessTable.Process process, Reading argv, SessionId session,
                                       Readings readings) {
        SortedMap<String, Given> flags;
        switch (EtcdSettings.commandLine(ComponentProcesses.words(process))) {
            case Parsed.Invalid(String why) -> {
                return argv.unavailable(Reason.UNPARSABLE, why);
            }
            case Parsed.Valid(SortedMap<String, Given> valid) -> flags = valid;
        }
        Optional<String> file = NamedFiles.ETCD_CONFIGURATION.named(process, argv);
        if (file.isPresent()) {
            return switch (NamedFiles.ETCD_CONFIGURATION.read(process, file.get(), session, readings)) {
                case Fact.Unavailable<Data>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<Data>(Data kept, List<Source> sources) -> fromFile(file.get(), kept, sources, argv);
            };
        }
        Reading environment = readings.get(session, EtcdEnvironments.of(process));
        return switch (environment.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> environment.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> environment.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                SortedMap<String, Given> all = EtcdSettings.withEnvironment(flags, variables(environment.text()));
                Optional<Given> named = Optional.ofNullable(all.get("config-file")).filter(given ->
                        !given.value().isEmpty());
                yield named.isPresent() ? environment.unavailable(Reason.REFUSED, "etcd's environment names the file "
                        + named.get().value() + "; only a file that its command line names is read")
                        : Fact.known(new EtcdSettings(all, Optional.empty()), List.of(argv.source(Witness.RUNNING),
                        environment.source(Witness.RUNNING)));
            }
        };
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new TreeMap<>();
        for (String line : text.split("\u0000")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }

    private static Fact<EtcdSettings> fromFile(String path, Data kept, List<Source> sources, Reading argv) {
        SortedMap<String, Given> given = new TreeMap<>();
        try {
            if (!kept.get("settings").isMap()) {
                throw new MalformedDocument("no settings of etcd");
            }
            for (Map.Entry<String, Data> entry : kept.get("settings").map().entrySet()) {
                if (!EtcdSettings.isSection(entry.getKey())) {
                    add(given, path, entry.getKey(), entry.getValue());
                    continue;
                }
                if (!entry.getValue().isMap() && !entry.getValue().isNull()) {
                    throw new MalformedDocument(entry.getKey() + " is no structure: etcd does not start with it");
                }
                for (Map.Entry<String, Data> inner : entry.getValue().map().entrySet()) {
                    add(given, path, EtcdSettings.flag(entry.getKey(), inner.getKey()), inner.getValue());
                }
            }
            return Fact.known(new EtcdSettings(given, Optional.of(path)), sources);
        } catch (MalformedDocument e) {
            return argv.unavailable(Reason.UNPARSABLE, path + ": " + e.getMessage());
        }
    }

    private static void add(SortedMap<String, Given> given, String path, String flag, Data value)
            throws MalformedDocument {
        if (value.isMap() || flag.equals("cipher-suites") && !value.isList() && !value.isNull()) {
            throw new MalformedDocument(flag + " has a value of another kind: etcd does not start with it");
        }
        if (value.isList()) {
            given.put(flag, new Given(String.join(",", value.texts()), path));
        } else if (!value.isNull()) {
            given.put(flag, new Given(value.text().or(() -> value.bool().map(String::valueOf))
                    .or(() -> value.number().map(String::valueOf)).orElseThrow(() ->
                            new MalformedDocument("the value of " + flag + " is not known")), path));
        }
    }
}
