package io.tightship.scan.cli;

import io.tightship.check.Values;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.bcm.BcmDevices;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.inventory.BcmInventoryText;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.ssh.SshSessions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks one head node what Base Command Manager lists, with the questions and the strictness of an audit. */
final class BcmSurvey {

    private static final Pattern HOST = Pattern.compile(
            "(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?");

    private final String host;
    private final BcmInventoryText.Way way;
    private final SiteView site;
    private final Target.Node head;

    private BcmSurvey(String host, BcmInventoryText.Way way, SiteView site, Target.Node head) {
        this.host = host;
        this.way = way;
        this.site = site;
        this.head = head;
    }

    /**
     * @param where      {@code [USER@]HOST[:PORT]}
     * @param key        the private key; empty for an agent's keys
     * @param knownHosts empty for the user's own
     */
    static BcmSurvey of(String where, Optional<Path> key, Optional<Path> knownHosts) {
        Matcher parts = HOST.matcher(where);
        int port = parts.matches() && parts.group(3) != null ? Integer.parseInt(parts.group(3)) : 22;
        if (!parts.matches() || port < 1 || port > 65535) {
            throw new UsageError("--from-bcm is '" + where + "'; expected HOST, USER@HOST or USER@HOST:PORT");
        }
        String user = parts.group(1) == null ? "root" : parts.group(1);
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        Path known = knownHosts.orElse(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
        Credential credential = key.<Credential>map(file -> new Credential.SshKey("nodes", user, file, Optional.empty()))
                .orElse(new Credential.SshAgent("nodes", user, Optional.empty()));
        Target.Node head = new Target.Node(host, Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN, Optional.empty(),
                false, Optional.empty());
        Target.Site target = new Target.Site(host);
        Inventory.NodeEntry entry = new Inventory.NodeEntry(head, Optional.empty(), new NodeConnection.Ssh(port,
                credential, known, Optional.empty(), user.equals("root") ? NodeConnection.Privilege.ROOT_LOGIN
                : NodeConnection.Privilege.NONE), Map.of());
        Inventory inventory = new Inventory(Path.of("inventory.yaml"), target, List.of(target, head), Set.of(),
                new TreeMap<>(Map.of(host, entry)), new TreeMap<>(), new TreeMap<>(), Optional.empty(), Map.of(),
                List.of());
        return new BcmSurvey(host, new BcmInventoryText.Way(user, port, key.map(file ->
                file.toAbsolutePath().normalize().toString()), knownHosts.map(file ->
                file.toAbsolutePath().normalize().toString()).orElse("~/.ssh/known_hosts")),
                new SiteView(inventory, new Fallbacks()), head);
    }

    /** The inventory's text. @throws UsageError where the head node does not tell */
    String inventory(Duration timeout, Clock clock) {
        Readers readers = new Readers();
        Set<Probe> probes = new LinkedHashSet<>();
        for (FactKey<?> key : List.of(BcmDevices.KEY, SiteListing.OF_CLUSTERS)) {
            routes(readers, key).forEach(route -> probes.addAll(route.probes()));
        }
        Map<Probe, Reading> answers = new LinkedHashMap<>();
        SshSessions sessions = new SshSessions(site.inventory(), clock);
        try (Session session = sessions.open(SessionId.node(head), Deadline.in(timeout))) {
            session.run(new ArrayList<>(probes)).forEach(reading -> answers.put(reading.probe(), reading));
        } catch (SessionFailure failure) {
            throw new UsageError("nothing is written: " + host + ": " + failure.reason() + ": " + failure.getMessage());
        } finally {
            sessions.close();
        }
        Readings readings = (session, probe) -> answers.getOrDefault(probe, Reading.unread(session, probe,
                Instant.now(clock), Duration.ZERO, Reason.NOT_ATTEMPTED, "this was not asked: " + probe.command()));
        Target.Site target = site.inventory().site();
        Fact<SortedSet<String>> clusters = readers.of(SiteListing.OF_CLUSTERS).read(target, SiteListing.OF_CLUSTERS,
                site, readings).map(listing -> new TreeSet<>(listing.entries().keySet()));
        return switch (readers.of(BcmDevices.KEY).read(target, BcmDevices.KEY, site, readings)) {
            case Fact.Unavailable<BcmDevices>(String from, Reason reason, String detail) ->
                    throw new UsageError("nothing is written: " + host + ": " + reason + ": " + detail);
            case Fact.Known<BcmDevices> devices -> text(devices.value(), clusters);
        };
    }

    private String text(BcmDevices devices, Fact<SortedSet<String>> clusters) {
        try {
            return BcmInventoryText.of(host, way, devices, clusters);
        } catch (IllegalArgumentException e) {
            throw new UsageError("nothing is written: " + host + ": " + e.getMessage());
        }
    }

    private <T> List<Route> routes(Readers readers, FactKey<T> key) {
        return readers.of(key).routes(site.inventory().site(), key, site);
    }

    /** Nothing is stated before there is an inventory. */
    private record Fallbacks() implements Values {
        @Override
        public <T> Optional<T> get(ValueKey<T> key, Target target) {
            return key.fallback();
        }
    }
}
