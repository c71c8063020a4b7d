package io.tightship.library.reach;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.FactKey;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One row of the table of what must be closed to user space, by real connects from a vantage node. */
final class ClosedRule implements Check {

    private static final String NMC = "NVIDIA Mission Control Kubernetes security hardening";

    private final Need.Own<PerSubject<ProvenConnect>> connects;
    private final Set<Need<?>> needs = new LinkedHashSet<>();
    private final Rule rule;
    private final String advice;

    private ClosedRule(FactKey<PerSubject<ProvenConnect>> key, Rule rule, String advice, ValueKey<?>... values) {
        this.connects = Need.Own.of(key);
        this.rule = rule;
        this.advice = advice;
        needs.add(connects);
        Stream.of(values).map(Need.Setting::of).forEach(needs::add);
    }

    static List<Check> all() {
        return List.of(
                new ClosedRule(ProvenConnect.TO_API_SERVERS, rule("switches-kubeapi-closed-to-user-space",
                        Severity.CRITICAL, "The API servers of the admin cluster do not answer user space", """
                        The access list of the border switches is there so that a job cannot speak to the API of the
                        cluster that reaches the out-of-band network. Whether it works is seen by trying: a list that
                        reads well and is bound to the wrong port lets everybody through.""", """
                        Bind an access list that permits the port to head nodes and admin control nodes alone, outbound
                        on every physical in-band port of these nodes on both border switches. Confirm from a node of
                        user space.""").reference(NMC, "Configuring Border Top Of Rack (BTOR) switching").build(),
                        "Look at the rules switches-acl-*: they say what the border switches' lists let through.",
                        ApiServerValues.PORT, ReachValues.NODE_CONTROL_PORTS),
                new ClosedRule(ProvenConnect.TO_CONTROL_PORTS, rule("apiproxy-admin-ports-closed-to-user-space",
                        Severity.HIGH, "The other ports of the admin control plane do not answer user space", """
                        Behind 2379 lies the whole state of the cluster, behind 10250 a shell in every container of the
                        node. Certificates guard them; a port that cannot be reached needs no guard.""", """
                        Close these ports to user space on the control-plane nodes of the admin cluster, by the access
                        lists of the border switches or by host firewalls. Confirm from a node of user space.""")
                        .reference(NMC, "Configuring head nodes to restrict network access").build(),
                        "Close the port to user space on the border switches, next to that of the API server.",
                        ReachValues.CONTROL_PLANE_PORTS, ReachValues.NODE_CONTROL_PORTS),
                new ClosedRule(ProvenConnect.TO_OUT_OF_BAND, rule("site-oob-closed-to-user-space", Severity.HIGH,
                        "The out-of-band network does not answer user space", """
                        Whoever reaches the management controllers and the switches owns the machines below the operating
                        system. The two clusters are apart for this one reason.""", """
                        Route no traffic from user space to the out-of-band network, and name its addresses in the value
                        out-of-band-addresses: only those, and the switches of the inventory, are tried.""")
                        .reference(NMC, "User and Admin Cluster Background").build(),
                        "Look at the routes and access lists between user space and this network.",
                        ReachValues.OUT_OF_BAND, ReachValues.OUT_OF_BAND_PORTS, ReachValues.CONTROL_PORTS));
    }

    private static Rule.Builder rule(String id, Severity severity, String title, String why, String how) {
        return Rule.builder(id).title(title).severity(severity).appliesTo(Target.Node.class,
                        "user-space vantage nodes", node -> node.vantage() && node.space() == Space.USER)
                .witness(Witness.EFFECTIVE).rationale(why).remediation(how);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(connects).known().forEach((endpoint, connect) -> {
            String observed = connect.result().words();
            verdicts.add(Verdict.of(!connect.result().open(), endpoint, observed, "refused or timed out", "the connect "
                    + "from " + context.target().name() + " to " + endpoint + " " + observed
                    + "; expected refused or timed out (" + connect.control() + ")",
                    context.sources(connects, endpoint).stream().map(source -> source.evidence(0, observed)).toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        ProvenConnect connect = context.get(connects).known().get(fail.subject());
        return List.of(Step.prose(advice), Step.command(context.target().name(), "timeout 3 bash -c 'exec 3<>/dev/tcp/"
                + connect.address() + "/" + connect.port() + "'"));
    }
}
