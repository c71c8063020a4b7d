package io.tightship.scan;

import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.SessionId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Endpoints that a run asks in two ways. That the scanner itself did not reach one is no trouble where its node's session
 * did, and which of the two sessions ends first is not known. Safe for several threads.
 */
final class TwoWays {

    private final Set<Probe> direct;
    private final Set<Probe> answered = ConcurrentHashMap.newKeySet();
    private final Map<Probe, SessionId> missed = new ConcurrentHashMap<>();

    TwoWays(Collection<SessionPlan> plans) {
        direct = plans.stream().flatMap(plan -> plan.relays().stream()).map(Relay::direct)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** True for what another session may make good. */
    boolean covers(Reading reading) {
        return direct.contains(reading.probe());
    }

    /** Takes what a session gave. */
    void settle(SessionPlan plan, Map<Probe, Reading> readings) {
        for (Relay relay : plan.relays()) {
            Reading listeners = readings.get(Relay.SOURCE);
            if (listeners != null && relay.probe(listeners).map(readings::get).filter(reading ->
                    reading.status() instanceof Reading.Status.Read).isPresent()) {
                answered.add(relay.direct());
            }
        }
        readings.forEach((probe, reading) -> {
            if (covers(reading) && Collector.sessionLevel(reading)) {
                missed.put(probe, plan.session());
            }
        });
    }

    /** The sessions with an endpoint that neither way reached. */
    Set<SessionId> failed() {
        Set<SessionId> failed = new TreeSet<>();
        missed.forEach((probe, session) -> {
            if (!answered.contains(probe)) {
                failed.add(session);
            }
        });
        return failed;
    }
}
