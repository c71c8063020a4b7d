package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What gives a head node its firewall role: itself, or the configuration overlay that the site names or that Base Command
 * Manager lists. Where the lists leave that open or contradict each other, nothing is taken for it.
 */
final class BcmFirewallRole {

    static final String ROLE = "firewall";
    static final NodeProbe OVERLAYS = new BcmProbe.Cmsh(CmshQuestion.OVERLAYS);

    private static final Pattern LISTED = Pattern.compile("\\[([^\\]]+)] *(\\S.*)");
    private static final Pattern BY_OVERLAY = Pattern.compile("overlay:(.+):(-?[0-9]+)");

    private BcmFirewallRole() {
    }

    static NodeProbe roles(Target target) {
        return new BcmProbe.DeviceRoles(BcmLists.shortName(target.name()));
    }

    /** The overlay that the site names; empty where it leaves that to Base Command Manager. */
    static String named(Target target, SiteView site) {
        return site.values().get(OpenPorts.OVERLAY, target).orElse("");
    }

    /** The overlay that gives the role; empty for the node itself. */
    static Fact<Optional<String>> overlay(Target target, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading listed = readings.get(session, OVERLAYS);
        try {
            return switch (listed.status()) {
                case Reading.Status.Unread(Reason reason, String detail) -> listed.unavailable(reason, detail);
                case Reading.Status.Absent(String proof) -> listed.unavailable(Reason.BLIND, proof);
                case Reading.Status.Read(int exit, String words) when !words.isBlank() -> listed.unavailable(
                        Reason.UNPARSABLE, "cmsh lists no configuration overlays: " + words.lines().findFirst().orElse(""));
                case Reading.Status.Read read -> {
                    Optional<BcmOverlay> best = best(target, BcmOverlay.list(listed.text()), readings.get(session,
                            BcmLists.DEVICES));
                    yield decided(listed, best, readings.get(session, roles(target)));
                }
            };
        } catch (MalformedDocument e) {
            return listed.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static Optional<BcmOverlay> best(Target target, List<BcmOverlay> overlays, Reading devices)
            throws MalformedDocument {
        String head = BcmLists.shortName(target.name());
        List<BcmOverlay> giving = overlays.stream().filter(overlay -> overlay.gives(ROLE)).toList();
        boolean byCategory = giving.stream().anyMatch(overlay -> !overlay.allHeads() && !overlay.categories().isEmpty());
        String category = byCategory ? category(head, devices) : "";
        List<BcmOverlay> best = new ArrayList<>();
        for (BcmOverlay overlay : giving) {
            boolean covers = overlay.covers(head, category).orElseThrow(() -> new MalformedDocument("whether the configuration "
                    + "overlay " + overlay.name() + " holds " + head + " is not known here: " + overlay.nodes()));
            if (covers && (best.isEmpty() || overlay.priority() >= best.getFirst().priority())) {
                best.removeIf(other -> other.priority() < overlay.priority());
                best.add(overlay);
            }
        }
        if (best.size() > 1) {
            throw new MalformedDocument("the configuration overlays " + best.get(0).name() + " and " + best.get(1).name()
                    + " both give " + head + " the firewall role with priority " + best.getFirst().priority());
        }
        return best.stream().findFirst();
    }

    /** A head node has none as a rule. */
    private static String category(String head, Reading devices) throws MalformedDocument {
        if (!(devices.status() instanceof Reading.Status.Read)) {
            throw new MalformedDocument("a configuration overlay gives the firewall role to a category, and the devices were "
                    + "not read: " + devices.status());
        }
        for (Map<String, String> row : CmshTable.rows(devices.text(), "hostname", "type", "category", "ip")) {
            if (BcmLists.shortName(row.get("hostname")).equals(head)) {
                return row.get("category");
            }
        }
        throw new MalformedDocument("Base Command Manager lists no device " + head);
    }

    private static Fact<Optional<String>> decided(Reading listed, Optional<BcmOverlay> best, Reading roles)
            throws MalformedDocument {
        boolean above = best.isPresent() && best.get().priority() > BcmOverlay.OF_THE_NODE;
        if (best.isPresent() && !above && roles.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
            return roles.unavailable(reason, detail);
        }
        Optional<List<String>> givers;
        try {
            givers = Optional.of(givers(roles));
        } catch (MalformedDocument e) {
            if (best.isPresent() && !above) {
                throw e;
            }
            givers = Optional.empty();
        }
        String name = best.map(BcmOverlay::name).orElse("");
        List<String> others = givers.orElse(List.of()).stream().map(BY_OVERLAY::matcher).filter(Matcher::matches)
                .map(matcher -> matcher.group(1)).filter(overlay -> !overlay.equals(name)).toList();
        boolean own = givers.orElse(List.of()).contains(String.valueOf(BcmOverlay.OF_THE_NODE));
        if (!others.isEmpty() || best.isPresent() && givers.isPresent() && givers.get().isEmpty()) {
            throw new MalformedDocument("by the configuration overlays the firewall role comes from " + (best.isPresent()
                    ? name : "none of them") + ", by the node's roles from " + (others.isEmpty() ? "nowhere"
                    : String.join(", ", new TreeSet<>(others))));
        }
        return Fact.known(own && !above ? Optional.empty() : best.map(BcmOverlay::name), listed.source(Witness.DESIRED));
    }

    /** Whatever gives the node a firewall role, as {@code roles; list -p} prints it in brackets. */
    private static List<String> givers(Reading roles) throws MalformedDocument {
        if (!(roles.status() instanceof Reading.Status.Read(int exit, String words)) || !words.isBlank()) {
            throw new MalformedDocument("cmsh lists no roles of the node");
        }
        List<String> givers = new ArrayList<>();
        boolean any = false;
        for (String raw : roles.text().lines().toList()) {
            String line = raw.strip();
            if (line.isEmpty() || line.matches("-{2,}") || line.equalsIgnoreCase("name (key)")) {
                continue;
            }
            Matcher listed = LISTED.matcher(line);
            if (!listed.matches()) {
                throw new MalformedDocument("cmsh lists a role of the node in a form that is not known here: \"" + line + "\"");
            }
            any = true;
            if (listed.group(2).equalsIgnoreCase(ROLE)) {
                givers.add(listed.group(1));
            }
        }
        if (!any) {
            throw new MalformedDocument("cmsh lists no roles of the node");
        }
        return givers;
    }
}
