package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** From admin space the proxy of the admin cluster's API answers. */
final class OpenToAdminSpace implements Check {

    private static final Own<PerSubject<ProvenConnect>> CONNECTS = Own.of(ProvenConnect.TO_PROXY);

    /** What the reader connects to: declared, so that it is a value of the rule and stands in the report. */
    private static final Need.Setting<List<Integer>> PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);
    private static final Need.Setting<List<Integer>> CONTROLS = Need.Setting.of(ReachValues.CONTROL_PORTS);

    private static final Rule RULE = Rule.builder("apiproxy-open-to-admin-space")
            .title("The API proxy of the admin cluster answers admin space")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes and control-plane nodes of the admin cluster",
                    node -> node.isHead() || node.isAdminControlPlane())
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    A firewall whose drop comes before its accepts shuts the administrators out together with everybody
                    else: kubectl on the head nodes and the cluster's own services go through this port.""")
            .remediation("""
                    Put the accepts for head nodes and control-plane nodes of the admin cluster before the drop in BCM's
                    firewall role of the head node, and see that the proxy runs.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Configuring head nodes to restrict network access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CONNECTS, PORTS, CONTROLS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(CONNECTS).known().forEach((endpoint, connect) -> {
            String observed = connect.result().words();
            verdicts.add(Verdict.of(connect.result().open(), endpoint, observed, "connected",
                    "the connect from " + context.target().name() + " to " + endpoint + " " + observed
                            + "; expected connected (" + connect.control() + ")",
                    context.sources(CONNECTS, endpoint).stream().map(s -> s.evidence(0, observed)).toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        ProvenConnect connect = context.get(CONNECTS).known().get(fail.subject());
        return List.of(Step.prose("See that nginx on " + connect.host() + " listens on " + connect.port()
                        + ", and that the firewall role accepts " + context.target().name() + " before it drops."),
                Step.command("the head node", "cmsh -c \"device; use " + connect.host()
                        + "; roles; use firewall; openports; list\""));
    }
}
