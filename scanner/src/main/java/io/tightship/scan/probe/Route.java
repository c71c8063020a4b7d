package io.tightship.scan.probe;

import java.util.List;

/** What is asked in one session for one fact. */
public record Route(SessionId session, List<Probe> probes, List<Derived> derived, List<Relay> relays) {

    public static Route of(SessionId session, Probe... probes) {
        return new Route(session, List.of(probes), List.of(), List.of());
    }

    /** The sources of the derived probes are asked, too. */
    public Route with(Derived... more) {
        return new Route(session, probes, List.of(more), relays);
    }

    /** The listeners that tell where the endpoints are bound are asked, too. */
    public Route with(Relay... more) {
        return new Route(session, probes, derived, List.of(more));
    }
}
