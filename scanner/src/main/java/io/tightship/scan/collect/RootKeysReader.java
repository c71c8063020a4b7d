package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.RootKeys;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KeyFile;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Probe;
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
import java.util.regex.Pattern;

/**
 * Reads by which keys root may log in: in the files that each running sshd says that it reads for root. Those are read
 * beforehand, by the site's value; one that the value does not name is not known.
 */
final class RootKeysReader implements Reader<PerSubject<RootKeys>> {

    private static final NodeProbe HOME = new LoginProbe.UserEntry("root");

    /** A file that holds keys, or is named for them: nothing else may be read by stating it. */
    private static final Pattern ALLOWED = Pattern.compile("/[A-Za-z0-9_./-]*authorized_keys[A-Za-z0-9_.-]*");

    @Override
    public String family() {
        return RootKeys.OF_NODE.family();
    }

    static List<String> files(Target target, SiteView site) {
        return site.values().get(LoginValues.ROOT_KEY_FILES, target).orElseThrow().stream()
                .filter(path -> ALLOWED.matcher(path).matches() && !path.contains("/../")).toList();
    }

    private static SshdDaemons root(SiteView site) {
        SshdDaemons anybody = SshdReader.visitor(site);
        return new SshdDaemons("root", anybody.host(), anybody.address());
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<RootKeys>> key, SiteView site) {
        List<Probe> probes = new ArrayList<>(List.of(SshdDaemons.PROCESSES, HOME));
        files(target, site).forEach(path -> probes.add(new LoginProbe.AuthorizedKeys(path)));
        return List.of(Route.of(SessionId.node((Target.Node) target), probes.toArray(Probe[]::new)).with(root(site),
                new SshdMatchFiles()));
    }

    @Override
    public Fact<PerSubject<RootKeys>> read(Target target, FactKey<PerSubject<RootKeys>> key, SiteView site,
                                           Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading entry = readings.get(session, HOME);
        if (entry.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
            return entry.unavailable(reason, detail);
        }
        String[] fields = entry.text().strip().split(":", -1);
        if (fields.length != 7 || !fields[0].equals("root") || !fields[2].equals("0") || !fields[5].startsWith("/")) {
            return entry.unavailable(Reason.UNPARSABLE, "the host does not say where root's home is");
        }
        return SshdReader.daemons(session, readings).map(daemons -> {
            Map<String, Fact<RootKeys>> members = new TreeMap<>();
            daemons.forEach((name, daemon) -> {
                switch (SshdReader.configuration(daemon, readings.get(session, root(site).probe(daemon)))) {
                    case Fact.Unavailable<SshdConfiguration>(String where, Reason reason, String detail) ->
                            members.put(name, Fact.unavailable(where, reason, detail));
                    case Fact.Known<SshdConfiguration>(SshdConfiguration sshd, List<Source> sources) ->
                            places(name, sshd, sources, fields[5], target, site, readings, members);
                }
                blocks(name, daemon, fields[5], target, site, readings, members);
            });
            return PerSubject.of(members);
        });
    }

    /** What blocks set for root, who may come from elsewhere than was asked about. */
    private static void blocks(String name, SshdDaemons.Daemon daemon, String home, Target target, SiteView site,
                               Readings readings, Map<String, Fact<RootKeys>> members) {
        switch (SshdBlocksReader.blocks(daemon.file(), readings.get(SessionId.node((Target.Node) target),
                new LoginProbe.SshdMatches(daemon.file())))) {
            case Fact.Unavailable<SshdBlocks>(String where, Reason reason, String detail) ->
                    members.put(name + ", Match blocks", Fact.unavailable(where, reason, detail));
            case Fact.Known<SshdBlocks>(SshdBlocks blocks, List<Source> sources) -> blocks.blocks().stream().filter(block ->
                    block.mayBe("root")).forEach(block -> {
                SshdConfiguration set = new SshdConfiguration(block.keywords());
                String who = name + ", Match " + block.criteria();
                others(who, set, sources, members);
                set.value("authorizedkeysfile").ifPresent(written -> files(who, written, sources, home, target, site,
                        readings, members));
            });
        }
    }

    private static void places(String daemon, SshdConfiguration sshd, List<Source> sources, String home, Target target,
                               SiteView site, Readings readings, Map<String, Fact<RootKeys>> members) {
        others(daemon, sshd, sources, members);
        Optional<String> written = sshd.value("authorizedkeysfile");
        if (written.isEmpty()) {
            members.put(daemon, Fact.unavailable(target.id(), Reason.UNPARSABLE, "sshd -T does not say in which files "
                    + "it looks for authorized keys"));
            return;
        }
        files(daemon, written.get(), sources, home, target, site, readings, members);
    }

    /** Ways in that are in no file of keys. */
    private static void others(String daemon, SshdConfiguration sshd, List<Source> sources,
                               Map<String, Fact<RootKeys>> members) {
        for (String keyword : List.of("authorizedkeyscommand", "trustedusercakeys")) {
            Optional<String> other = sshd.value(keyword).filter(text -> !text.equals("none"));
            other.ifPresent(text -> members.put(keyword + " of " + daemon, Fact.known(new RootKeys(List.of(
                    new RootKeys.Key(keyword + " " + text, "", "", 0))), sources)));
        }
    }

    private static void files(String daemon, String written, List<Source> sources, String home, Target target,
                              SiteView site, Readings readings, Map<String, Fact<RootKeys>> members) {
        for (String word : written.split("\\s+")) {
            if (word.equals("none")) {
                members.put("no file of " + daemon, Fact.known(new RootKeys(List.of()), sources));
                continue;
            }
            String path = resolved(word, home);
            if (!files(target, site).contains(path)) {
                members.put(path, Fact.unavailable(target.id(), Reason.NOT_STATED, "sshd looks for root's keys in " + path
                        + ", which is not read: name it in the value " + LoginValues.ROOT_KEY_FILES.id()));
            } else {
                members.putAll(keys(path, readings.get(SessionId.node((Target.Node) target),
                        new LoginProbe.AuthorizedKeys(path))));
            }
        }
    }

    /** As sshd_config(5) says of AuthorizedKeysFile: tokens, then relative to the home. */
    private static String resolved(String word, String home) {
        String path = word.replace("%%", "\u0000").replace("%h", home).replace("%u", "root").replace("%U", "0")
                .replace("\u0000", "%");
        return path.startsWith("/") ? path : home + "/" + path;
    }

    /** The keys of a file; each line that is none that is understood is a member of its own. */
    static Map<String, Fact<RootKeys>> keys(String path, Reading reading) {
        Map<String, Fact<RootKeys>> members = new TreeMap<>();
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) ->
                    members.put(path, reading.unavailable(reason, detail));
            case Reading.Status.Absent absent -> members.put(path, Fact.known(new RootKeys(List.of()),
                    reading.source(Witness.ON_DISK)));
            case Reading.Status.Read read -> {
                try {
                    List<RootKeys.Key> keys = new ArrayList<>();
                    for (KeyFile.Line line : KeyFile.lines(reading)) {
                        line.key().ifPresentOrElse(keys::add, () -> members.put(path + ":" + line.number(),
                                reading.unavailable(Reason.UNPARSABLE, "line " + line.number() + " of " + path
                                        + " is no key that is understood")));
                    }
                    members.put(path, Fact.known(new RootKeys(keys), reading.source(Witness.ON_DISK)));
                } catch (MalformedDocument e) {
                    members.put(path, reading.unavailable(Reason.UNPARSABLE, e.getMessage()));
                }
            }
        }
        return members;
    }
}
