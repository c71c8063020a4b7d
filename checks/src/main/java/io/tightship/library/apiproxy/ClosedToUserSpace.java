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
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** From user space nobody connects to the proxy of the admin cluster's API. */
final class ClosedToUserSpace implements Check {

    private static final Own<PerSubject<ProvenConnect>> CONNECTS = Own.of(ProvenConnect.TO_PROXY);

    /** What the reader connects to: declared, so that it is a value of the rule and stands in the report. */
    private static final Need.Setting<List<Integer>> PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);
    private static final Need.Setting<List<Integer>> CONTROLS = Need.Setting.of(ReachValues.CONTROL_PORTS);

    private static final Rule RULE = Rule.builder("apiproxy-closed-to-user-space")
            .title("The API proxy of the admin cluster does not answer user space")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Node.class, "user-space vantage nodes",
                    node -> node.vantage() && node.space() == Space.USER)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    The head nodes pass a port on to the API of the admin cluster, which reaches the out-of-band network.
                    While user space can connect there, a job needs only one leaked credential or one defect of the API
                    server. The test by curl that the guide gives tells a firewall that rejects from one that drops, and
                    calls the first one WORKING; both are closed, and an answer that is not connected counts only where
                    another port of the same address proves that the way works.""")
            .remediation("""
                    In BCM's firewall role of every head node, accept the port from each head node and each control-plane
                    node of the admin cluster, and then drop it for everyone else, in this order. Connections that are
                    open by then stay open. Confirm from a node of user space.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Configuring head nodes to restrict network access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CONNECTS, AdminSources.NODES, AdminSources.OVERLAY, PORTS, CONTROLS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(CONNECTS).known().forEach((endpoint, connect) -> {
            String observed = connect.result().words();
            verdicts.add(Verdict.of(!connect.result().open(), endpoint, observed, "refused or timed out",
                    "the connect from " + context.target().name() + " to " + endpoint + " " + observed
                            + "; expected refused or timed out (" + connect.control() + ")",
                    context.sources(CONNECTS, endpoint).stream().map(s -> s.evidence(0, observed)).toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        ProvenConnect connect = context.get(CONNECTS).known().get(fail.subject());
        String port = String.valueOf(connect.port());
        List<Step> steps = new ArrayList<>(List.of(AdminSources.othersFirst(port)));
        // The virtual address is on one head node today and on the other tomorrow; an overlay has one role for both.
        context.get(AdminSources.NODES).keySet().stream().filter(Target.Node::isHead).map(Target::name)
                .filter(head -> connect.host().equals("vip") || connect.host().equals(head))
                .map(head -> AdminSources.rows(context, AdminSources.role(context, head), port, Set.of())).distinct()
                .forEach(steps::add);
        steps.add(AdminSources.ZONE);
        if (context.get(AdminSources.OVERLAY).isEmpty()) {
            steps.add(AdminSources.BY_OVERLAY);
        }
        steps.add(Step.command(context.target().name(), "timeout 3 bash -c 'exec 3<>/dev/tcp/" + connect.address() + "/"
                        + connect.port() + "'"));
        return steps;
    }
}
