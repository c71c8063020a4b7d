package io.tightship.scan;

import io.tightship.check.Facts;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan.Wanted;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The facts of a run. A fact that comes from one session is made as soon as that session has ended, and the readings
 * that nothing else needs are let go: thousands of nodes are never held as bytes.
 */
final class FactStore implements Facts {

    private final SiteView site;
    private final Readers readers;
    private final Instant at;
    private final Map<Wanted, Set<SessionId>> wanted;
    private final Map<SessionId, List<Wanted>> bySession = new HashMap<>();
    private final Set<SessionId> shared = new HashSet<>();
    private final Map<SessionId, Map<Probe, Reading>> kept = new ConcurrentHashMap<>();
    private final Map<Wanted, Fact<?>> facts = new ConcurrentHashMap<>();

    FactStore(ScanPlan plan, SiteView site, Readers readers, Instant at) {
        this.site = site;
        this.readers = readers;
        this.at = at;
        this.wanted = plan.wanted();
        wanted.forEach((want, sessions) -> {
            if (sessions.size() == 1) {
                bySession.computeIfAbsent(sessions.iterator().next(), s -> new ArrayList<>()).add(want);
            } else {
                shared.addAll(sessions);
            }
        });
    }

    /** Takes what a session gave. Safe for several threads. */
    void accept(SessionId session, Map<Probe, Reading> readings) {
        kept.put(session, readings);
        for (Wanted want : bySession.getOrDefault(session, List.of())) {
            facts.put(want, read(want.target(), want.key()));
        }
        if (!shared.contains(session)) {
            kept.remove(session);
        }
    }

    @Override
    public List<Target> targets() {
        return site.inventory().targets();
    }

    @Override
    public boolean statesNone(Class<? extends Target> kind) {
        return site.inventory().statedNone().contains(kind);
    }

    @Override
    @SuppressWarnings("unchecked") // read() gives what the key types
    public <T> Fact<T> get(Target target, FactKey<T> key) {
        Wanted want = new Wanted(target, key);
        if (!wanted.containsKey(want)) {
            return Fact.unavailable(target.id(), Reason.NOT_ATTEMPTED, key + " was not part of the plan");
        }
        return (Fact<T>) facts.computeIfAbsent(want, w -> read(target, key));
    }

    private <T> Fact<T> read(Target target, FactKey<T> key) {
        Reader<T> reader = readers.of(key);
        try {
            return reader.read(target, key, site, new OfSessions());
        } catch (RuntimeException | StackOverflowError defect) {
            return Fact.unavailable(target.id(), Reason.INTERNAL, "the reader of " + key + " broke: " + defect);
        }
    }

    /** The readings that are held, and the reason of each that is not. */
    private final class OfSessions implements Readings {
        @Override
        public Reading get(SessionId session, Probe probe) {
            Map<Probe, Reading> readings = kept.getOrDefault(session, Map.of());
            Reading reading = readings.get(probe);
            if (reading != null) {
                return reading;
            }
            // A second-round probe of a session that failed has the reason of the first round.
            for (Reading other : readings.values()) {
                if (Collector.sessionLevel(other)) {
                    return other.likewise(probe);
                }
            }
            return Reading.unread(session, probe, at, Duration.ZERO, Reason.NOT_ATTEMPTED,
                    "the session ended before this was asked: " + probe.command());
        }
    }
}
