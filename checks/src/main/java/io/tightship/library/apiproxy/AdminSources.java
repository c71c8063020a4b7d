package io.tightship.library.apiproxy;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.TargetSet;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Evidence;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who may connect to the API proxy of the admin cluster, and what rules on its firewall say where others can. */
final class AdminSources {

    static final Need.Across<Addresses, Target.Node> NODES =
            Need.Across.whole(TargetSet.ADMIN_SPACE_NODES, Addresses.OF_NODE);
    static final Need.Across<Addresses, Target.Site> VIRTUAL =
            Need.Across.whole(TargetSet.SITE, Addresses.VIRTUAL);
    static final Need.Setting<List<Integer>> PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);

    /** Where the role is read and written: declared, so that it is a value of the rules and stands in the report. */
    static final Need.Setting<String> OVERLAY = Need.Setting.of(OpenPorts.OVERLAY);

    /** How the guide calls the zone of the internal network, and Shorewall's usage the other one. */
    private static final String INTERNAL = "nat";
    private static final String EXTERNAL = "net";

    static final Step ZONE = Step.prose("Here " + INTERNAL + " is how the guide calls the zone of the internal network: where "
            + "/etc/shorewall/zones of the head node has another name for it, take that one.");
    static final Step BY_OVERLAY = Step.prose("Where a configuration overlay gives the head node its firewall role (cmsh -c "
            + "\"configurationoverlay; list\" tells), these rows go there.");

    private static final String EXPECTED = "only head nodes and admin control nodes";
    private static final int SHOWN = 4;

    private AdminSources() {
    }

    /** Head nodes, admin control nodes and the virtual address. */
    static CidrSet approved(Context context) {
        Set<IpAddress> approved = new TreeSet<>();
        context.get(NODES).values().forEach(addresses -> approved.addAll(addresses.all()));
        context.get(VIRTUAL).values().forEach(addresses -> approved.addAll(addresses.all()));
        return CidrSet.of(approved.stream().map(Cidr::of).toList());
    }

    /** One verdict for each port. */
    static List<Verdict> onlyThese(Context context, Need.Own<FirewallTables> need, String firewall) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(PORTS)) {
            FirewallTables tables = context.get(need);
            Admission admission = Admission.of(tables, port);
            CidrSet others = admission.perhaps().minus(approved(context));
            String observed = others.isEmpty() ? "nobody else is admitted"
                    : "admits " + Admission.words(admission.perhaps(), tables.everybody());
            String by = String.join(" | ", admission.why().stream().limit(SHOWN).toList());
            String subject = firewall + " of " + context.target().name() + " for tcp " + port;
            List<Evidence> evidence = context.sources(need).stream().map(source -> source.evidence(0, by)).toList();
            verdicts.add(undecided(context, admission) ? new Verdict.Manual("tcp " + port, question(subject, admission),
                    evidence) : Verdict.of(others.isEmpty(), "tcp " + port, observed, EXPECTED, subject + ": " + observed
                    + (others.isEmpty() ? ", as expected" : ", by " + by + "; expected " + EXPECTED), evidence));
        }
        return verdicts;
    }

    /** Whether others than those who may are admitted only as far as something holds that is not known here. */
    static boolean undecided(Context context, Admission admission) {
        CidrSet approved = approved(context);
        return !admission.doubts().isEmpty() && !admission.perhaps().minus(approved).isEmpty()
                && admission.surely().minus(approved).minus(Admission.LOOPBACK).isEmpty();
    }

    static String question(String firewall, Admission admission) {
        return firewall + ": does anybody else get in than head nodes and admin control nodes, by rules that depend on what is "
                + "not known here: " + String.join(" | ", admission.doubts().stream().limit(SHOWN).toList()) + "?";
    }

    /**
     * The open ports of the firewall role for a port, whole and in order, as cmsh takes them: accepts in the zones of the
     * internal networks, and a drop in each zone.
     *
     * @param role  the way to it in cmsh
     * @param zones of Shorewall, as far as they are known
     */
    static List<Step> openPorts(Context context, String role, String port, Set<String> zones) {
        List<Step> steps = new ArrayList<>(List.of(othersFirst(port), rows(context, role, port, zones)));
        if (inner(zones).isEmpty()) {
            steps.add(ZONE);
        }
        return steps;
    }

    static Step rows(Context context, String role, String port, Set<String> zones) {
        StringBuilder commands = new StringBuilder();
        Set<IpAddress> nodes = new TreeSet<>();
        context.get(NODES).values().forEach(addresses -> nodes.addAll(addresses.all()));
        Set<String> inner = inner(zones).isEmpty() ? Set.of(INTERNAL) : inner(zones);
        Set<String> all = new TreeSet<>(zones);
        all.addAll(inner);
        nodes.stream().filter(address -> address.bits() == 32).forEach(address -> inner.forEach(zone -> commands
                .append("add accept ").append(zone).append(' ').append(port).append(" tcp fw ").append(address)
                .append("/32; ")));
        all.forEach(zone -> commands.append("add drop ").append(zone).append(' ').append(port)
                .append(" tcp fw 0.0.0.0/0; "));
        return Step.setting(Step.Place.cmsh(role + "; openports"), commands + "commit");
    }

    private static Set<String> inner(Set<String> zones) {
        Set<String> inner = new TreeSet<>(zones);
        inner.remove(EXTERNAL);
        return inner;
    }

    static Step othersFirst(String port) {
        return Step.prose("First take out what the role already has for tcp " + port
                + ": the rows are asked in their order, and one that stands before these counts before them.");
    }

    /** The way to a head node's firewall role in cmsh, as far as the site's own word tells. */
    static String role(Context context, String head) {
        String overlay = context.get(OVERLAY);
        return role(overlay.isEmpty() ? Optional.empty() : Optional.of(overlay), head);
    }

    /** The same, where it is known which overlay gives the role. */
    static String role(Optional<String> overlay, String head) {
        return overlay.map(name -> "configurationoverlay; use " + name).orElse("device; use " + head)
                + "; roles; use firewall";
    }
}
