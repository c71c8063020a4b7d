package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.LoginValues;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the allow lists of the login gate: one name or several on a line, comments by {@code #}. */
final class AllowListReader implements Reader<PerSubject<AllowList>> {

    static final Pattern ALLOWED = Pattern.compile("/etc/security/[A-Za-z0-9._-]+");

    @Override
    public String family() {
        return AllowList.OF_NODE.family();
    }

    /** Where the lists are on a node. */
    static String folder(Target target, SiteView site) {
        return site.values().get(LoginValues.ALLOW_LIST_FOLDER, target).orElseThrow();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<AllowList>> key, SiteView site) {
        String folder = folder(target, site);
        return ALLOWED.matcher(folder).matches()
                ? List.of(Route.of(SessionId.node((Target.Node) target), new FileProbe.ReadTree(folder))) : List.of();
    }

    @Override
    public Fact<PerSubject<AllowList>> read(Target target, FactKey<PerSubject<AllowList>> key, SiteView site,
                                            Readings readings) {
        String folder = folder(target, site);
        if (!ALLOWED.matcher(folder).matches()) {
            return Fact.unavailable(target.id(), Reason.REFUSED, "the value login-allow-list-directory is " + folder
                    + ", and only folders directly below /etc/security are read");
        }
        return lists(readings.get(SessionId.node((Target.Node) target), new FileProbe.ReadTree(folder)), "", target,
                site);
    }

    /** @param image the folder that stands for the node's root; empty for the node itself */
    static Fact<PerSubject<AllowList>> lists(Reading reading, String image, Target target, SiteView site) {
        String folder = image + folder(target, site);
        Map<String, Tar.Entry> entries = new TreeMap<>();
        String unreadable = "";
        switch (reading.status()) {
            case Reading.Status.Unread unread -> {
                return reading.unavailable(unread.reason(), unread.detail());
            }
            case Reading.Status.Absent absent -> { }
            case Reading.Status.Read read -> {
                unreadable = read.words();
                try {
                    entries.putAll(Tar.entries(reading.body()));
                } catch (MalformedDocument e) {
                    return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        }
        Map<String, Fact<AllowList>> members = new TreeMap<>();
        for (String name : site.values().get(LoginValues.ALLOW_LIST_FILES, target).orElseThrow()) {
            String path = folder + "/" + name;
            String onNode = path.substring(image.length());
            Optional<String> refused = unreadable.lines().filter(line -> line.contains(path + ": ")
                    || !line.contains(folder + "/")).findFirst();
            members.put(onNode, entries.containsKey(path)
                    ? Fact.known(parse(path, entries.get(path).text(), name.contains("group")),
                    reading.source(Witness.ON_DISK, path))
                    : refused.isPresent() ? reading.unavailable(Reason.FORBIDDEN, refused.get())
                    : Fact.known(new AllowList(path, false, List.of()), reading.source(Witness.ON_DISK, path)));
        }
        return Fact.known(PerSubject.of(members), reading.source(Witness.ON_DISK));
    }

    static AllowList parse(String path, String text, boolean groups) {
        List<AllowList.Entry> entries = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].replaceFirst("#.*", "").strip();
            for (String name : line.split("[\\s,]+")) {
                if (!name.isEmpty()) {
                    entries.add(new AllowList.Entry(groups && !name.startsWith("@") ? "@" + name : name, i + 1));
                }
            }
        }
        return new AllowList(path, true, entries);
    }
}
