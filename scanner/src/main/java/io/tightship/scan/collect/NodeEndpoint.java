package io.tightship.scan.collect;

import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A TLS endpoint of a node and the two ways to it: the scanner's own connect, by the address that the inventory states,
 * else by name; and, where that ends at a filter or the port is bound to loopback, the node's SSH connection.
 */
record NodeEndpoint(Target.Node node, int port, RelayProbe.Question question) {

    /** What says that nobody was reached: any other answer came from somebody. */
    private static final Set<Reason> NOBODY = Set.of(Reason.UNREACHABLE, Reason.TIMED_OUT);

    /** At the port that the site states; one that is none is beyond all ports. */
    static NodeEndpoint of(Target.Node node, ValueKey<Long> port, RelayProbe.Question question, SiteView site) {
        long stated = site.values().get(port, node).or(port::fallback).orElseThrow();
        return new NodeEndpoint(node, (int) Math.max(0, Math.min(stated, 65536)), question);
    }

    boolean isPort() {
        return port > 0 && port < 65536;
    }

    String host(SiteView site) {
        return site.inventory().entry(node).host();
    }

    List<Route> routes(SiteView site) {
        return isPort() ? List.of(Route.of(SessionId.network(site.inventory().site()), relay(site).direct()),
                Route.of(SessionId.node(node)).with(relay(site))) : List.of();
    }

    private Relay relay(SiteView site) {
        return new Relay(question, host(site), port);
    }

    /** The answer, or why neither way gave one. */
    Reading reading(SiteView site, Readings readings) {
        Reading direct = readings.get(SessionId.network(site.inventory().site()), relay(site).direct());
        if (!(direct.status() instanceof Reading.Status.Unread(Reason reason, String detail))
                || !NOBODY.contains(reason)) {
            return direct;
        }
        SessionId session = SessionId.node(node);
        Optional<RelayProbe> relayed = relay(site).probe(readings.get(session, Relay.SOURCE));
        if (relayed.isEmpty()) {
            return direct;
        }
        Reading through = readings.get(session, relayed.get());
        return switch (through.status()) {
            case Reading.Status.Read read -> through;
            case Reading.Status.Absent absent -> direct;
            case Reading.Status.Unread(Reason other, String words) when other == Reason.NOT_COLLECTED -> direct;
            case Reading.Status.Unread(Reason other, String words) -> Reading.unread(session, relayed.get(),
                    through.at(), through.duration(), other, words + "; by itself the scanner had no answer either: "
                            + detail);
        };
    }

    /** What was connected to, for a command that is typed on the node. */
    String connected(SiteView site, Reading reading) {
        return reading.probe() instanceof RelayProbe relayed ? relayed.host() : host(site);
    }
}
