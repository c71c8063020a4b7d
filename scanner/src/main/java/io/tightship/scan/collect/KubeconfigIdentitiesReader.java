package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
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

/** Reads whose certificates lie in the kubeconfigs of administrators and, on head nodes, of users. */
final class KubeconfigIdentitiesReader implements Reader<PerSubject<KubeconfigIdentities>> {

    private static final List<FileProbe.ClientCertificates> PROBES = List.of("/etc/kubernetes/admin.conf",
            "/etc/kubernetes/super-admin.conf", "/root/.kube/config").stream().map(FileProbe.ClientCertificates::new)
            .toList();

    @Override
    public String family() {
        return KubeconfigIdentities.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<KubeconfigIdentities>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBES.toArray(NodeProbe[]::new)).with(
                lists(target).toArray(Derived[]::new)));
    }

    /** Homes are looked through where they are exported from. */
    private static List<NamedKubeconfigs> lists(Target target) {
        List<NamedKubeconfigs> lists = new ArrayList<>(List.of(new NamedKubeconfigs(NamedKubeconfigs.OF_ROOT)));
        if (((Target.Node) target).isHead()) {
            lists.add(new NamedKubeconfigs(NamedKubeconfigs.OF_USERS));
            lists.add(new NamedKubeconfigs(ModuleKubeconfigs.LINES));
        }
        return lists;
    }

    @Override
    public Fact<PerSubject<KubeconfigIdentities>> read(Target target, FactKey<PerSubject<KubeconfigIdentities>> key,
                                                       SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Map<String, Fact<KubeconfigIdentities>> members = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        PROBES.forEach(probe -> put(probe, readings.get(session, probe), members, sources));
        for (NamedKubeconfigs list : lists(target)) {
            Reading listed = readings.get(session, list.source());
            list.derive(listed).forEach(probe -> put((FileProbe.ClientCertificates) probe, readings.get(session, probe),
                    members, sources));
            if (listed.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
                members.put(list.source().place(), listed.unavailable(reason, detail));
            } else if (list.source() instanceof FileProbe.Paths && listed.status() instanceof Reading.Status.Read) {
                unseen(listed, members);
            } else if (listed.status() instanceof Reading.Status.Read) {
                ModuleKubeconfigs.named(listed.text()).unclear().forEach((file, line) -> members.put(file, listed.unavailable(
                        Reason.UNPARSABLE, file + " names a kubeconfig in a way that is not understood: " + line)));
            }
        }
        return Fact.known(PerSubject.of(members), sources);
    }

    /** What could not be looked at below a folder. */
    private static void unseen(Reading listed, Map<String, Fact<KubeconfigIdentities>> members) {
        switch (PathStatReader.of(listed)) {
            case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) ->
                    members.put(listed.probe().place(), Fact.unavailable(where, reason, detail));
            case Fact.Known<PerSubject<PathStat>> known -> known.value().members().forEach((path, stat) -> {
                if (stat instanceof Fact.Unavailable<PathStat>(String where, Reason reason, String detail)) {
                    members.put(path, Fact.unavailable(where, reason, detail));
                }
            });
        }
    }

    private static void put(FileProbe.ClientCertificates probe, Reading reading,
                            Map<String, Fact<KubeconfigIdentities>> members, List<Source> sources) {
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) ->
                    members.put(probe.path(), reading.unavailable(reason, detail));
            case Reading.Status.Absent absent -> sources.add(reading.source(Witness.ON_DISK));
            case Reading.Status.Read read -> {
                sources.add(reading.source(Witness.ON_DISK));
                members.put(probe.path(), identities(reading));
            }
        }
    }

    private static Fact<KubeconfigIdentities> identities(Reading reading) {
        try {
            List<Data> certificates = Json.parse(reading.text()).get("certificates").list();
            Optional<String> file = certificates.stream().flatMap(one -> one.get("file").text().stream()).findFirst();
            if (file.isPresent()) {
                return reading.unavailable(Reason.NOT_COLLECTED, reading.probe().place() + " names its client certificate as the "
                        + "file " + file.get() + ", which is not read");
            }
            if (certificates.stream().anyMatch(one -> one.get("name").text().isEmpty())) {
                return reading.unavailable(Reason.UNPARSABLE, "a client certificate of " + reading.probe().place()
                        + " is none that can be read");
            }
            return Fact.known(new KubeconfigIdentities(certificates.stream().map(one -> new KubeconfigIdentities.Identity(
                    one.get("name").text().orElseThrow(), one.get("groups").texts())).toList()),
                    reading.source(Witness.ON_DISK));
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }
}
