package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.linux.NamedPath;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Owner and mode of what live processes name. A path that only a file or the environment names, and that is none of the
 * usual ones, would take a third round: it is refused, and so unknown.
 */
final class NamedPathReader implements Reader<PerSubject<NamedPath>> {

    @Override
    public String family() {
        return "named-path";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<NamedPath>> key, SiteView site) {
        NamedPaths paths = new NamedPaths(NamedPath.Use.valueOf(key.parameter()));
        List<Probe> first = new ArrayList<>(paths.firstRound());
        first.add(ComponentProcesses.PROBE);
        Route route = Route.of(SessionId.node((Target.Node) target), first.toArray(Probe[]::new));
        return List.of(switch (paths.use()) {
            case ETCD_PROCESS, KUBELET_KUBECONFIG, KUBELET_CONFIGURATION -> route.with(paths);
            case ETCD_DATA -> route.with(paths, NamedFiles.ETCD_CONFIGURATION, new EtcdEnvironments());
            case KUBELET_CLIENT_AUTHORITY -> route.with(paths, new KubeletFiles());
            case KUBE_PROXY_KUBECONFIG -> route.with(paths, new ProxyFiles());
        });
    }

    @Override
    public Fact<PerSubject<NamedPath>> read(Target target, FactKey<PerSubject<NamedPath>> key, SiteView site,
                                            Readings readings) {
        Reading argv = ComponentProcesses.reading((Target.Node) target, readings);
        Lookup lookup = new Lookup(new NamedPaths(NamedPath.Use.valueOf(key.parameter())),
                SessionId.node((Target.Node) target), readings, argv);
        return ProcessTable.of(argv).map(table -> {
            Map<String, Fact<NamedPath>> members = new TreeMap<>();
            ComponentProcesses.named(table, lookup.paths().use().process()).forEach((name, process) ->
                    members.putAll(lookup.members(name, process)));
            return PerSubject.of(members);
        });
    }

    /** What is known of the paths of one use on one node. */
    private record Lookup(NamedPaths paths, SessionId session, Readings readings, Reading argv) {

        Map<String, Fact<NamedPath>> members(String name, ProcessTable.Process process) {
            return switch (paths.use()) {
                case ETCD_PROCESS -> Map.of(name, stat("/proc/" + process.id(), "/proc/" + process.id(), process));
                case ETCD_DATA -> Map.of(name, etcdData(process));
                case KUBELET_KUBECONFIG, KUBELET_CONFIGURATION, KUBELET_CLIENT_AUTHORITY ->
                        switch (ComponentProcesses.flags(Component.KUBELET, process, argv)) {
                            case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                                    Map.of(name, Fact.unavailable(where, reason, detail));
                            case Fact.Known<Flags>(Flags flags, List<Source> sources) ->
                                    kubelet(name, process, flags, sources);
                        };
                case KUBE_PROXY_KUBECONFIG -> Map.of(name, proxy(process));
            };
        }

        private Fact<NamedPath> etcdData(ProcessTable.Process process) {
            return switch (EtcdSettingsReader.settings(process, argv, session, readings)) {
                case Fact.Unavailable<EtcdSettings>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<EtcdSettings>(EtcdSettings settings, List<Source> sources) -> {
                    String seen = NamedPaths.etcdData(process, settings.text("data-dir").orElse(""),
                            settings.text("name").orElse("")).pattern();
                    yield stat(seen.replaceFirst("^/proc/[0-9]+/(?:root(?=/)|cwd/)", ""), seen, process);
                }
            };
        }

        private Map<String, Fact<NamedPath>> kubelet(String name, ProcessTable.Process process, Flags flags,
                                                     List<Source> sources) {
            return switch (paths.use()) {
                case KUBELET_KUBECONFIG -> Map.of(name, named(flags.text("kubeconfig").orElse(""), process));
                case KUBELET_CONFIGURATION -> configuration(name, process, flags);
                case KUBELET_CLIENT_AUTHORITY -> Map.of(name, authority(process, flags, sources));
                case ETCD_PROCESS, ETCD_DATA, KUBE_PROXY_KUBECONFIG ->
                        throw new IllegalStateException("not of the kubelet");
            };
        }

        private Fact<NamedPath> proxy(ProcessTable.Process process) {
            return switch (ProxySettingsReader.kubeconfig(process, session, argv, readings)) {
                case Fact.Unavailable<String>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<String>(String path, List<Source> sources) -> named(path, process);
            };
        }

        private Fact<NamedPath> named(String path, ProcessTable.Process process) {
            return path.isEmpty() ? Fact.known(new NamedPath("", Optional.empty()), argv.source(Witness.RUNNING))
                    : stat(path, KubeletFiles.seenFrom(process, path), process);
        }

        private Map<String, Fact<NamedPath>> configuration(String name, ProcessTable.Process process, Flags flags) {
            Map<String, Fact<NamedPath>> members = new TreeMap<>();
            members.put(name, named(KubeletFiles.named(flags, "config").orElse(""), process));
            KubeletFiles.folder(process, flags).ifPresent(tree -> {
                Reading reading = readings.get(session, new FileProbe.Paths(tree.path() + "/**"));
                switch (PathStatReader.of(reading)) {
                    case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) ->
                            members.put(name + " " + tree.path(), Fact.unavailable(where, reason, detail));
                    case Fact.Known<PerSubject<PathStat>>(PerSubject<PathStat> found, List<Source> from) ->
                            found.members().forEach((path, stat) -> {
                                if (!(stat instanceof Fact.Known<PathStat> known) || known.value().type() == 'f'
                                        && path.endsWith(".conf")) {
                                    members.put(name + " " + path, stat.map(value ->
                                            new NamedPath(path, Optional.of(value))));
                                }
                            });
                }
            });
            return members;
        }

        private Fact<NamedPath> authority(ProcessTable.Process process, Flags flags, List<Source> sources) {
            return switch (KubeletSettingReader.setting("authentication.x509.clientCAFile", process, flags, sources,
                    new KubeletDocuments(session, readings))) {
                case Fact.Unavailable<KubeletSetting>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<KubeletSetting>(KubeletSetting setting, List<Source> from) ->
                        named(text(setting.effective()), process);
            };
        }

        private static String text(Place place) {
            try {
                Data value = place.origin() == Origin.FLAG ? Data.ABSENT : Json.parse(place.text());
                return value.text().orElse(place.text());
            } catch (MalformedDocument e) {
                return place.text();
            }
        }

        /** @param seen the path as the scanner asks for it */
        private Fact<NamedPath> stat(String path, String seen, ProcessTable.Process process) {
            FileProbe.Paths own = new FileProbe.Paths(seen);
            Optional<FileProbe.Paths> usual = paths.firstRound(seen);
            if (usual.isEmpty() && !paths.probes(process, argv).contains(own)) {
                return argv.unavailable(Reason.REFUSED, "the process " + process.name() + " uses " + path + ", which no "
                        + "command line names and which is none of the usual paths");
            }
            Reading reading = readings.get(session, usual.orElse(own));
            return switch (PathStatReader.of(reading)) {
                case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<PerSubject<PathStat>>(PerSubject<PathStat> found, List<Source> from) ->
                        Optional.ofNullable(found.members().get(seen)).map(stat -> stat.map(value ->
                                new NamedPath(path, value.exists() ? Optional.of(value) : Optional.empty())))
                                .orElseGet(() -> Fact.known(new NamedPath(path, Optional.empty()),
                                        List.of(argv.source(Witness.RUNNING), reading.source(Witness.ON_DISK))));
            };
        }
    }
}
