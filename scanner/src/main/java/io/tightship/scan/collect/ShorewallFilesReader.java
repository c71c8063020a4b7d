package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.Tar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what Shorewall's next start will load: its files as they are, or with those in place that Base Command Manager
 * keeps ready. One file that cannot be read leaves all of it open.
 */
final class ShorewallFilesReader implements Reader<FirewallTables> {

    private static final String FOLDER = "/etc/shorewall";
    private static final String STAGING = "/etc/shorewall.staging";

    @Override
    public String family() {
        return FirewallTables.OF_FILES.family();
    }

    private static List<String> folders(FactKey<FirewallTables> key) {
        return key.equals(FirewallTables.OF_STAGING) ? List.of(FOLDER, STAGING) : List.of(FOLDER);
    }

    @Override
    public List<Route> routes(Target target, FactKey<FirewallTables> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), folders(key).stream().map(FileProbe.ReadTree::new)
                .toArray(NodeProbe[]::new)));
    }

    @Override
    public Fact<FirewallTables> read(Target target, FactKey<FirewallTables> key, SiteView site, Readings readings) {
        Map<String, String> files = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        String last = "";
        for (String folder : folders(key)) {
            Reading reading = readings.get(SessionId.node((Target.Node) target), new FileProbe.ReadTree(folder));
            switch (reading.status()) {
                case Reading.Status.Unread(Reason reason, String detail) -> {
                    return reading.unavailable(reason, detail);
                }
                case Reading.Status.Absent(String proof) -> { }
                case Reading.Status.Read(int exit, String words) when exit != 0 || !words.isBlank() -> {
                    return reading.unavailable(words.contains("Permission denied") ? Reason.FORBIDDEN : Reason.UNPARSABLE,
                            words.lines().findFirst().orElse("tar ended with status " + exit));
                }
                case Reading.Status.Read read -> {
                    last = folder;
                    try {
                        Tar.entries(reading.body()).values().stream().filter(entry -> !entry.folder()).forEach(entry ->
                                files.put(entry.path().substring(folder.length() + 1), entry.text()));
                    } catch (MalformedDocument e) {
                        return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                    }
                }
            }
            sources.add(reading.source(Witness.ON_DISK));
        }
        try {
            return Fact.known(last.isEmpty() ? FirewallTables.none("there is no " + FOLDER)
                    : ShorewallFiles.compile(last, files), sources);
        } catch (MalformedDocument e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }
}
