package io.tightship.scan;

import io.tightship.fact.FactKey;
import io.tightship.fact.Need;
import io.tightship.model.Target;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that a run will ask, known before the first packet: the union of what the selected rules need. What is not
 * in the plan is not sent.
 */
public final class ScanPlan {

    /** One fact of one target. */
    public record Wanted(Target target, FactKey<?> key) {
    }

    /** What one session is asked: each probe once, in the order in which it was first needed. */
    public record SessionPlan(SessionId session, List<Probe> first, List<Derived> second, List<Relay> relays) {
        public SessionPlan {
            first = List.copyOf(first);
            second = List.copyOf(second);
            relays = List.copyOf(relays);
        }
    }

    private final SortedMap<SessionId, SessionPlan> sessions = new TreeMap<>();
    private final Map<Wanted, Set<SessionId>> wanted;

    private ScanPlan(Map<Wanted, Set<SessionId>> wanted, Map<SessionId, Asked> asked) {
        this.wanted = wanted;
        asked.forEach((session, all) -> sessions.put(session, new SessionPlan(session, List.copyOf(all.first),
                List.copyOf(all.second), List.copyOf(all.relays))));
    }

    /** What is gathered for one session. */
    private static final class Asked {
        private final Set<Probe> first = new LinkedHashSet<>();
        private final Set<Derived> second = new LinkedHashSet<>();
        private final Set<Relay> relays = new LinkedHashSet<>();
    }

    /**
     * @param judged the targets that rules are judged for; what rules need of others is read all the same
     * @param header facts for the report's header: asked only in sessions that are needed anyway
     */
    public static ScanPlan of(Collection<SelectedRule> rules, Collection<Target> judged, SiteView site,
                              Readers readers, List<FactKey<?>> header) {
        Set<Wanted> wants = new LinkedHashSet<>();
        for (SelectedRule rule : rules) {
            for (Target target : judged) {
                if (rule.check().rule().appliesTo(target)) {
                    rule.check().needs().stream().sorted(java.util.Comparator.comparing(Need::toString))
                            .forEach(need -> want(need, target, site, wants));
                }
            }
        }
        Map<Wanted, Set<SessionId>> wanted = new LinkedHashMap<>();
        Map<SessionId, Asked> asked = new LinkedHashMap<>();
        for (Wanted want : wants) {
            add(want, readers.of(want.key()).routes(want.target(), typed(want.key()), site), wanted, asked);
        }
        for (FactKey<?> key : header) {
            for (SessionId session : List.copyOf(asked.keySet())) {
                if (session.kind() == SessionId.Kind.KUBERNETES) {
                    Wanted want = new Wanted(session.target(), key);
                    add(want, readers.of(key).routes(session.target(), typed(key), site), wanted, asked);
                }
            }
        }
        return new ScanPlan(wanted, asked);
    }

    private static void want(Need<?> need, Target target, SiteView site, Set<Wanted> wants) {
        switch (need) {
            case Need.Own<?> own -> wants.add(new Wanted(target, own.key()));
            case Need.Across<?, ?> across -> across.from().among(target, site.inventory().targets())
                    .forEach(other -> wants.add(new Wanted(other, across.key())));
            case Need.Setting<?> setting -> { }
        }
    }

    private static void add(Wanted want, List<Route> routes, Map<Wanted, Set<SessionId>> wanted,
                            Map<SessionId, Asked> asked) {
        // As small as a set can be: a large site has a million of them.
        wanted.put(want, routes.stream().map(Route::session).collect(Collectors.toUnmodifiableSet()));
        for (Route route : routes) {
            Asked all = asked.computeIfAbsent(route.session(), s -> new Asked());
            all.first.addAll(route.probes());
            for (Derived derived : route.derived()) {
                all.first.add(derived.source());
                all.second.add(derived);
            }
            for (Relay relay : route.relays()) {
                all.first.add(Relay.SOURCE);
                all.relays.add(relay);
            }
        }
    }

    @SuppressWarnings("unchecked") // a reader is looked up by the key's own family
    private static <T> FactKey<T> typed(FactKey<?> key) {
        return (FactKey<T>) key;
    }

    /** By session, sorted. */
    public SortedMap<SessionId, SessionPlan> sessions() {
        return Collections.unmodifiableSortedMap(sessions);
    }

    /** The facts that are read, each with the sessions that it comes from; none where the inventory alone tells. */
    public Map<Wanted, Set<SessionId>> wanted() {
        return Collections.unmodifiableMap(wanted);
    }

    /** One line a probe, under a line a session: what {@code scan --plan} prints. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (SessionPlan plan : sessions.values()) {
            lines.add(plan.session().target().id() + (plan.session().kind() == SessionId.Kind.NETWORK
                    ? " (connects from the scanner)" : "") + ":");
            plan.first().forEach(probe -> lines.add("  " + probe.command()));
            plan.second().forEach(derived -> lines.add("  then " + derived.description()));
            plan.relays().forEach(relay -> lines.add("  then " + relay.description()));
        }
        return lines;
    }
}
