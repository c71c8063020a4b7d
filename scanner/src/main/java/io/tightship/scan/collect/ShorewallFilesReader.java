package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.Tar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what Shorewall's next start will load. One file that cannot be read leaves all of it open. */
final class ShorewallFilesReader implements Reader<FirewallTables> {

    private static final String FOLDER = "/etc/shorewall";
    private static final NodeProbe PROBE = new NodeProbe.ReadTree(FOLDER);

    @Override
    public String family() {
        return FirewallTables.OF_FILES.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<FirewallTables> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<FirewallTables> read(Target target, FactKey<FirewallTables> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> Fact.known(FirewallTables.none("there is no " + FOLDER),
                    reading.source(Witness.ON_DISK));
            case Reading.Status.Read(int exit, String words) when exit != 0 || !words.isBlank() ->
                    reading.unavailable(words.contains("Permission denied") ? Reason.FORBIDDEN : Reason.UNPARSABLE,
                            words.lines().findFirst().orElse("tar ended with status " + exit));
            case Reading.Status.Read read -> {
                try {
                    Map<String, String> files = new TreeMap<>();
                    Tar.entries(reading.body()).values().stream().filter(entry -> !entry.folder()).forEach(entry ->
                            files.put(entry.path().substring(FOLDER.length() + 1), entry.text()));
                    yield Fact.known(ShorewallFiles.compile(FOLDER, files), reading.source(Witness.ON_DISK));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }
}
