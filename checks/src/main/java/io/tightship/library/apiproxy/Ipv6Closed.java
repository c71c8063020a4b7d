package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.linux.Listeners;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** IPv6 is no way around the firewall of the API proxy. */
final class Ipv6Closed implements Check {

    private static final Need.Own<Listeners> LISTENERS = Need.Own.of(Listeners.KEY);
    private static final Need.Own<FirewallTables> FIREWALL = Need.Own.of(FirewallTables.KEY6);

    private static final Rule RULE = Rule.builder("apiproxy-ipv6-closed")
            .title("The API proxy does not answer user space by IPv6")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    Shorewall's rules are for IPv4 alone. Every interface has an IPv6 address by itself, so a proxy that
                    listens there as well answers every neighbour, whatever the rules for IPv4 say.""")
            .remediation("""
                    Let nginx listen on IPv4 only (listen PORT; without [::]), or close the port in the IPv6 firewall
                    (shorewall6) to everyone but admin space.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Configuring head nodes to restrict network access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(LISTENERS, FIREWALL, AdminSources.NODES, AdminSources.VIRTUAL, AdminSources.PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        CidrSet approved = AdminSources.approved(context);
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(AdminSources.PORTS)) {
            List<String> listening = context.get(LISTENERS).byIpv6(port);
            Admission admission = Admission.of(context.get(FIREWALL), port);
            CidrSet admitted = admission.perhaps();
            boolean closed = listening.isEmpty() || admitted.minus(approved).isEmpty();
            String at = String.join(", ", listening);
            String observed = listening.isEmpty() ? "nothing listens there by IPv6" : "it listens on " + at
                    + (closed ? ", and the IPv6 firewall admits nobody else" : ", and the IPv6 firewall admits "
                    + Admission.words(admitted, CidrSet.ALL6));
            if (!listening.isEmpty() && AdminSources.undecided(context, admission)) {
                verdicts.add(new Verdict.Manual("tcp " + port, AdminSources.question("the IPv6 firewall of "
                        + context.target().name() + " for tcp " + port, admission), evidence(context, at)));
                continue;
            }
            String expected = "no listener by IPv6, or a firewall that admits only admin space";
            verdicts.add(Verdict.of(closed, "tcp " + port, observed, expected, "tcp " + port + " of "
                    + context.target().name() + ": " + observed + (closed ? ", as expected" : "; expected " + expected),
                    evidence(context, at)));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String listening) {
        return Stream.concat(context.sources(LISTENERS).stream(), context.sources(FIREWALL).stream())
                .map(source -> source.evidence(0, listening)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring("tcp ".length());
        return List.of(Step.prose("This line takes the place of every other listen for the port in the block stream."),
                Step.setting(Step.Place.file("/etc/nginx/nginx.conf"), "listen 0.0.0.0:" + port + ";"),
                Step.command(context.target().name(), "nginx -t && systemctl restart nginx && ss -lnt 'sport = " + port
                        + "'"));
    }
}
