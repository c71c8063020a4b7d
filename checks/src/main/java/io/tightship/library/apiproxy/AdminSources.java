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

    /** The rows of the firewall role's open ports for a port, whole and in order, as cmsh takes them. */
    static Step openPorts(Context context, String port) {
        return openPorts(context, context.target().name(), port);
    }

    static Step openPorts(Context context, String head, String port) {
        StringBuilder commands = new StringBuilder();
        Set<IpAddress> nodes = new TreeSet<>();
        context.get(NODES).values().forEach(addresses -> nodes.addAll(addresses.all()));
        nodes.stream().filter(address -> address.bits() == 32).forEach(address -> commands.append("add accept nat ")
                .append(port).append(" tcp fw ").append(address).append("/32; "));
        return Step.setting(Step.Place.cmsh(role(context, head) + "; openports"),
                commands + "add drop nat " + port + " tcp fw 0.0.0.0/0; commit");
    }

    /** The way to the firewall role in cmsh. */
    static String role(Context context) {
        return role(context, context.target().name());
    }

    private static String role(Context context, String head) {
        String overlay = context.get(OVERLAY);
        return (overlay.isEmpty() ? "device; use " + head : "configurationoverlay; use " + overlay)
                + "; roles; use firewall";
    }

    static Step othersFirst(String port) {
        return Step.prose("First take out what the role already has for tcp " + port
                + ": the rows are asked in their order, and one that stands before these counts before them.");
    }
}
