package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.collect.SshdDaemons.Daemon;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the effective configuration of each running sshd. */
final class SshdReader implements Reader<PerSubject<SshdConfiguration>> {

    private static final String HOST = "unapproved.invalid";
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

    @Override
    public String family() {
        return SshdConfiguration.FOR_USERS.family();
    }

    /** A user whom nobody approved, from an address of user space, or from one of the documentation's range. */
    static SshdDaemons visitor(SiteView site) {
        return new SshdDaemons("tightship-unapproved", HOST, address(Space.USER, site).orElse("192.0.2.1"));
    }

    private static Optional<String> address(Space space, SiteView site) {
        return site.inventory().nodes().values().stream().filter(entry -> entry.node().space() == space)
                .map(NodeEntry::host).filter(host -> IpAddress.parse(host).isPresent()).findFirst();
    }

    /** Who is asked about, by what tells them apart in the names of members; nothing for the first of them. */
    private static Map<String, SshdDaemons> visitors(FactKey<?> key, Target target, SiteView site) {
        List<String> users = new ArrayList<>();
        switch (key.parameter()) {
            case "unapproved-user" -> {
                return Map.of("", visitor(site));
            }
            case "users" -> {
                users.add(visitor(site).user());
                site.values().get(LoginValues.APPROVED_NAMES, target).orElse(Set.of()).stream()
                        .filter(name -> USER.matcher(name).matches() && !name.equals("root")).sorted().forEach(users::add);
            }
            case "root" -> users.add("root");
            default -> throw new IllegalArgumentException("sshd is not asked for " + key.parameter());
        }
        Map<String, SshdDaemons> visitors = new LinkedHashMap<>();
        String outside = visitor(site).address();
        for (String user : users) {
            visitors.put(visitors.isEmpty() ? "" : ", " + user + " from user space", new SshdDaemons(user, HOST, outside));
            // Match blocks may open to one network what they close to another.
            address(Space.ADMIN, site).ifPresent(inside -> visitors.put(", " + (user.equals(visitor(site).user())
                    ? "anybody" : user) + " from admin space", new SshdDaemons(user, HOST, inside)));
        }
        return visitors;
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SshdConfiguration>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), SshdDaemons.PROCESSES)
                .with(visitors(key, target, site).values().toArray(SshdDaemons[]::new)));
    }

    @Override
    public Fact<PerSubject<SshdConfiguration>> read(Target target, FactKey<PerSubject<SshdConfiguration>> key,
                                                    SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        return daemons(session, readings).map(daemons -> {
            Map<String, Fact<SshdConfiguration>> members = new TreeMap<>();
            visitors(key, target, site).forEach((who, visitor) -> daemons.forEach((name, daemon) ->
                    members.put(name + who, configuration(daemon, readings.get(session, visitor.probe(daemon))))));
            return PerSubject.of(members);
        });
    }

    /** The running daemons; none in a visible table is not a value, since something must let people in. */
    static Fact<Map<String, Daemon>> daemons(SessionId session, Readings readings) {
        Reading reading = readings.get(session, SshdDaemons.PROCESSES);
        return switch (ProcessTable.visible(reading)) {
            case Fact.Unavailable<ProcessTable>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<ProcessTable>(ProcessTable table, List<Source> sources) -> {
                Map<String, Daemon> daemons = SshdDaemons.daemons(table);
                yield daemons.isEmpty() ? reading.unavailable(Reason.NOT_COLLECTED,
                        "no sshd runs on " + session.target().name() + ", so nothing says how it would let users in")
                        : Fact.known(daemons, sources);
            }
        };
    }

    static Fact<SshdConfiguration> configuration(Daemon daemon, Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Read read when read.exit() == 0 && !daemon.overridden().isEmpty() -> reading.unavailable(
                    Reason.NOT_COLLECTED, "this sshd was started with -o " + String.join(", -o ", daemon.overridden())
                    + ", which sshd -T does not tell of a running daemon; write it into " + daemon.file());
            case Reading.Status.Unread unread -> reading.unavailable(unread.reason(), unread.detail());
            case Reading.Status.Absent absent -> reading.unavailable(Reason.BLIND, absent.proof());
            case Reading.Status.Read read when read.exit() != 0 -> reading.unavailable(
                    read.words().contains("Permission denied") ? Reason.FORBIDDEN : Reason.UNPARSABLE,
                    "sshd -T ended with status " + read.exit() + words(reading.probe(), read.words()));
            case Reading.Status.Read read -> {
                Map<String, String> keywords = new LinkedHashMap<>();
                reading.text().lines().filter(line -> line.indexOf(' ') > 0).forEach(line -> keywords.putIfAbsent(
                        line.substring(0, line.indexOf(' ')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(' ') + 1).strip()));
                // Every version prints these; an answer without them is not sshd's.
                yield keywords.containsKey("port") && keywords.containsKey("permitrootlogin")
                        ? Fact.known(new SshdConfiguration(keywords), reading.source(Witness.EFFECTIVE))
                        : reading.unavailable(Reason.UNPARSABLE, "sshd -T printed something that is not its "
                        + "configuration: " + first(reading.text()));
            }
        };
    }

    /**
     * sshd's own words. Of a file that a process named, sshd repeats the line that it does not understand: whoever
     * titles a process could make it show the first line of a file of root's, so these are not repeated.
     */
    private static String words(Probe probe, String words) {
        String line = words.lines().findFirst().orElse("");
        return probe instanceof LoginProbe.SshdTest test && test.file().equals(SshdDaemons.USUAL)
                || line.endsWith("Permission denied") || line.endsWith("No such file or directory")
                || line.startsWith("sshd: no hostkeys available") ? ": " + line : "";
    }

    private static String first(String text) {
        return text.substring(0, Math.min(120, text.length())).replaceAll("\\s+", " ");
    }
}
