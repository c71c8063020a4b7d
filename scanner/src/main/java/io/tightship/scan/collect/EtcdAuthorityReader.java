package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Authority;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * By which certificates each live etcd verifies its clients: of the file that its configuration file names where it has
 * one, else of the one that its command line names, else of the one that its environment names.
 */
final class EtcdAuthorityReader implements Reader<PerSubject<Authority>> {

    @Override
    public String family() {
        return Authority.OF_ETCD.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<Authority>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(NamedFiles.ETCD_AUTHORITY,
                new EtcdAuthorities(), NamedFiles.ETCD_CONFIGURATION, new EtcdFileAuthorities()));
    }

    @Override
    public Fact<PerSubject<Authority>> read(Target target, FactKey<PerSubject<Authority>> key, SiteView site,
                                            Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading argv = ComponentProcesses.reading(node, readings);
        return ProcessTable.of(argv).map(table -> {
            Map<String, Fact<Authority>> members = new TreeMap<>();
            table.of("etcd").stream().sorted(Comparator.comparing((ProcessTable.Process process) ->
                            String.join("\0", process.arguments())).thenComparing(ProcessTable.Process::id))
                    .forEach(process -> members.put("etcd" + (members.isEmpty() ? "" : " " + (members.size() + 1)),
                            authority(process, argv, SessionId.node(node), readings)));
            return PerSubject.of(members);
        });
    }

    private static Fact<Authority> authority(ProcessTable.Process process, Reading argv, SessionId session,
                                             Readings readings) {
        if (EtcdSettings.commandLine(ComponentProcesses.words(process)) instanceof EtcdSettings.Parsed.Invalid(String why)) {
            return argv.unavailable(Reason.UNPARSABLE, why);
        }
        Optional<NodeProbe> byFile = EtcdFileAuthorities.probe(process, argv);
        if (byFile.isPresent()) {
            return ofFile(EtcdSettingsReader.settings(process, argv, session, readings),
                    readings.get(session, byFile.get()));
        }
        Optional<String> named = NamedFiles.ETCD_AUTHORITY.named(process, argv);
        if (named.isPresent()) {
            return switch (NamedFiles.ETCD_AUTHORITY.read(process, named.get(), session, readings)) {
                case Fact.Unavailable<Data>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<Data>(Data kept, List<Source> sources) -> certificates(argv, named.get(), kept, sources);
            };
        }
        Reading environment = readings.get(session, EtcdAuthorities.of(process));
        return switch (environment.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> environment.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> environment.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                try {
                    Data kept = Json.parse(environment.text());
                    yield kept.get("fingerprints").list().isEmpty()
                            ? Fact.known(new Authority("", new TreeSet<>()), environment.source(Witness.RUNNING))
                            : certificates(environment, "the file of ETCD_TRUSTED_CA_FILE", kept,
                            List.of(environment.source(Witness.ON_DISK)));
                } catch (MalformedDocument e) {
                    yield environment.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    /** Of all that the configuration file may mean, the file that it does mean. */
    private static Fact<Authority> ofFile(Fact<EtcdSettings> settings, Reading reading) {
        if (!(settings instanceof Fact.Known<EtcdSettings>(EtcdSettings known, List<Source> sources))) {
            return settings.map(unreachable -> new Authority("", new TreeSet<>()));
        }
        Optional<String> named = known.text("trusted-ca-file");
        if (named.isEmpty()) {
            return Fact.known(new Authority("", new TreeSet<>()), sources);
        }
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Read(int exit, String words) -> {
                try {
                    List<String> fingerprints = Json.parse(reading.text()).get("files").get(named.get()).texts();
                    List<Source> all = new ArrayList<>(sources);
                    all.add(reading.source(Witness.ON_DISK, named.get()));
                    yield fingerprints.isEmpty() || fingerprints.contains("") ? reading.unavailable(
                            words.contains("Permission denied") ? Reason.FORBIDDEN : Reason.UNPARSABLE, named.get()
                                    + " gave no certificates that are understood" + (words.isBlank() ? "" : ": "
                                    + words.lines().findFirst().orElse("")))
                            : Fact.known(new Authority(named.get(), new TreeSet<>(fingerprints)), all);
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    /** A file without certificates, or with something that is none, says nothing. */
    static Fact<Authority> certificates(Reading reading, String file, Data kept, List<Source> sources) {
        List<String> fingerprints = kept.get("fingerprints").texts();
        return fingerprints.isEmpty() || fingerprints.contains("")
                ? reading.unavailable(Reason.UNPARSABLE, file + " holds no certificates that are understood")
                : Fact.known(new Authority(file, new TreeSet<>(fingerprints)), sources);
    }
}
