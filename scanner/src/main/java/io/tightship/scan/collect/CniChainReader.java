package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.CniChain.Plugin;
import io.tightship.fact.kubernetes.CniChain;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.RuntimeProbe;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The chain of network plugins that the runtime calls. It takes the first file of the folder by name; Multus is followed
 * to what it hands on to. A folder without a configuration that counts is unknown, not empty: pods run there.
 */
final class CniChainReader implements Reader<CniChain> {

    private static final RuntimeProbe.CniConfigurations CONFIGURATIONS =
            new RuntimeProbe.CniConfigurations(CniFolders.CONFIGURATIONS);
    private static final FileProbe.Paths PROGRAM = new FileProbe.Paths(CniFolders.program(CniFolders.PROGRAMS));

    @Override
    public String family() {
        return CniChain.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<CniChain> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), CniFolders.SOURCE, CONFIGURATIONS, PROGRAM)
                .with(new CniFolders()));
    }

    @Override
    public Fact<CniChain> read(Target target, FactKey<CniChain> key, SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading containerd = readings.get(session, CniFolders.SOURCE);
        if (containerd.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
            return containerd.unavailable(reason, detail);
        }
        Set<String> folders = CniFolders.named(containerd, "conf_dir");
        Set<String> programs = CniFolders.named(containerd, "bin_dir");
        if (folders.size() > 1 || programs.size() > 1) {
            return containerd.unavailable(Reason.UNPARSABLE, "containerd's configuration names several folders of "
                    + "network plugins: " + folders + " " + programs);
        }
        Reading reading = readings.get(session, new RuntimeProbe.CniConfigurations(folders.stream().findFirst()
                .orElse(CniFolders.CONFIGURATIONS)));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED,
                    "no configuration of network plugins is known: " + proof);
            case Reading.Status.Read read -> {
                try {
                    Network network = network(new TreeMap<>(Json.parse(reading.text()).map()));
                    yield with(network, readings.get(session, new FileProbe.Paths(CniFolders.program(programs.stream()
                            .findFirst().orElse(CniFolders.PROGRAMS)))), reading);
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    private static Fact<CniChain> with(Network network, Reading program, Reading reading) {
        String path = program.probe().place();
        return switch (PathStatReader.of(program)) {
            case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<PerSubject<PathStat>>(PerSubject<PathStat> found, List<Source> sources) -> {
                Optional<Fact<PathStat>> stat = Optional.ofNullable(found.members().get(path));
                if (stat.isPresent() && stat.get() instanceof Fact.Unavailable<PathStat>(String where, Reason reason,
                        String detail)) {
                    yield Fact.unavailable(where, reason, detail);
                }
                yield Fact.known(new CniChain(network.file(), network.plugins(), path, stat.map(fact ->
                        ((Fact.Known<PathStat>) fact).value()).filter(PathStat::exists)),
                        List.of(reading.source(Witness.ON_DISK, network.file()), program.source(Witness.ON_DISK)));
            }
        };
    }

    /** What the runtime takes. */
    private record Network(String file, List<Plugin> plugins) {
    }

    private static Network network(TreeMap<String, Data> files) throws MalformedDocument {
        if (files.isEmpty()) {
            throw new MalformedDocument("the folder of network plugins holds no configuration");
        }
        Map.Entry<String, Data> first = files.firstEntry();
        if (!isMultus(first.getValue())) {
            return new Network(first.getKey(), plugins(first.getKey(), first.getValue()));
        }
        Data multus = first.getValue().get("plugins").isList() ? first.getValue().get("plugins").list().stream()
                .filter(CniChainReader::isMultus).findFirst().orElseThrow() : first.getValue();
        List<Data> delegates = multus.get("delegates").list();
        if (!delegates.isEmpty()) {
            return new Network(first.getKey(), plugins(first.getKey(), delegates.getFirst()));
        }
        String next = multus.get("clusterNetwork").text().orElse("");
        for (Map.Entry<String, Data> file : files.tailMap(first.getKey(), false).entrySet()) {
            String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
            // Multus names a file as its own pod sees it, or a network.
            if (next.endsWith("/" + name) || file.getValue().get("name").text().equals(Optional.of(next))) {
                return new Network(file.getKey(), plugins(file.getKey(), file.getValue()));
            }
        }
        throw new MalformedDocument(first.getKey() + " hands on to '" + next + "', which is not in its folder");
    }

    private static boolean isMultus(Data document) {
        return document.get("type").text().filter(type -> type.equals("multus") || type.equals("multus-shim"))
                .isPresent() || document.get("plugins").list().stream().anyMatch(CniChainReader::isMultus);
    }

    private static List<Plugin> plugins(String file, Data network) throws MalformedDocument {
        List<Plugin> plugins = new ArrayList<>();
        for (Data plugin : network.get("plugins").isList() ? network.get("plugins").list() : List.of(network)) {
            plugins.add(new Plugin(plugin.get("type").text().orElseThrow(() -> new MalformedDocument(file
                    + " is no configuration of network plugins: the runtime does not load it")),
                    plugin.path("capabilities", "bandwidth").bool().orElse(false)));
        }
        if (plugins.isEmpty()) {
            throw new MalformedDocument(file + " calls no plugin: the runtime does not load it");
        }
        return plugins;
    }
}
