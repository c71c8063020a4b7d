package io.tightship.scan;

import io.tightship.model.Reason;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Relay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides what a host may make the scanner read: only what a derived probe allows, and not more than it allows. Of a relay
 * it decides between two places that the plan names.
 */
final class SecondRound {

    private SecondRound() {
    }

    /** The probes to ask; those that are refused are put into {@code readings} with the reason. */
    static List<Probe> probes(SessionPlan plan, Map<Probe, Reading> readings, Instant at) {
        List<Probe> allowed = new ArrayList<>();
        for (Derived derived : plan.second()) {
            int count = 0;
            for (NodeProbe probe : derived.derive(readings.get(derived.source()))) {
                if (readings.containsKey(probe) || allowed.contains(probe)) {
                    continue;
                }
                count++;
                String refusal = count > derived.max() ? "the host names more than " + derived.max() + " of these"
                        : refusal(probe, derived);
                if (refusal.isEmpty()) {
                    allowed.add(probe);
                } else {
                    readings.put(probe, Reading.unread(plan.session(), probe, at, Duration.ZERO, Reason.REFUSED,
                            refusal));
                }
            }
        }
        for (Relay relay : plan.relays()) {
            relay.probe(readings.get(Relay.SOURCE)).filter(probe -> !allowed.contains(probe)).ifPresent(allowed::add);
        }
        return allowed;
    }

    private static String refusal(NodeProbe probe, Derived derived) {
        if (probe instanceof BcmProbe.FirewallRole(boolean overlay, String holder) && overlay) {
            return derived.allowed().matcher(holder).matches() ? "" : "no name in Base Command Manager: " + holder;
        }
        if (probe.paths().isEmpty()) {
            return "a host may name nothing but paths, and configuration overlays";
        }
        for (String path : probe.paths()) {
            boolean climbs = List.of(path.split("/")).contains("..");
            if (!path.startsWith("/") || climbs || !derived.allowed().matcher(path).matches()) {
                return "the host names the path " + path + ", which is none of the places that are read for "
                        + derived.description() + ": see 'Paths and rights' in docs/probes.md";
            }
        }
        return "";
    }
}
