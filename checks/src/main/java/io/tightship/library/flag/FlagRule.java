package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
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

/** One row of the table: a rule that is decided by a few flags of a running control plane component. */
final class FlagRule implements Check {

    private final FlagDemand demand;
    private final Component component;
    private final Need.Own<PerSubject<Flags>> flags;
    private final Rule rule;

    private FlagRule(Component component, FlagDemand demand, Rule rule) {
        this.component = component;
        this.demand = demand;
        this.rule = rule;
        this.flags = Need.Own.of(Flags.of(component));
    }

    /**
     * @param why   what an attacker or an accident gains
     * @param how   what to change, and what that may break
     * @param cis   of the CIS Kubernetes Benchmark 1.12; empty where MindEdge asks for it
     * @param stig  of DISA's STIG; may be empty
     */
    static FlagRule of(Component component, String id, Severity severity, String title, FlagDemand demand, String why,
                       String how, String cis, String stig) {
        Rule.Builder rule = Rule.builder(id).title(title).severity(severity)
                .witness(Witness.RUNNING).rationale(why).remediation(how);
        if (component == Component.KUBELET) {
            rule.appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet);
        } else {
            rule.appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane);
        }
        if (!cis.isEmpty()) {
            rule.reference("CIS Kubernetes Benchmark 1.12", cis);
        } else {
            rule.reference("MindEdge: Hardening Kubernetes Security", component.process());
        }
        if (!stig.isEmpty()) {
            rule.reference("DISA STIG for Kubernetes", stig);
        }
        return of(component, demand, rule.build());
    }

    static FlagRule of(Component component, FlagDemand demand, Rule rule) {
        return new FlagRule(component, demand, rule);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(flags);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(flags).known().forEach((process, given) -> {
            String written = given.written(demand.flags().toArray(String[]::new));
            boolean holds = demand.holds().test(given);
            String observed = written.isEmpty() ? "absent, " + demand.absent() : written;
            List<Evidence> evidence = context.sources(flags, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(Verdict.of(holds, process, observed, demand.expected(), process + " was started with "
                    + (written.isEmpty() ? "no --" + demand.flags().getFirst() + ", " + demand.absent() : written)
                    + (holds ? ", as expected" : "; expected " + demand.expected()), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        Flags given = context.get(flags).known().get(fail.subject());
        List<String> literals = demand.literals().apply(given);
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("On " + node + ", edit " + (component == Component.KUBELET
                ? "/var/lib/kubelet/kubeadm-flags.env" : "/etc/kubernetes/manifests/" + component.process() + ".yaml")
                + ", or whatever starts " + component.process() + " there: remove every occurrence of "
                + String.join(" and ", literals.isEmpty() ? demand.flags().stream().map(flag -> "--" + flag).toList()
                        : literals.stream().map(literal -> literal.substring(0, literal.indexOf('='))).toList())
                + (literals.isEmpty() ? "." : ", then add what follows.") + " The kubelet restarts a static pod by "
                + "itself; change one node at a time. kubeadm writes the manifest anew at the next upgrade: change its "
                + "ClusterConfiguration, too."));
        literals.forEach(literal -> steps.add(Step.setting(Step.Place.argument(component.process()), literal)));
        steps.add(Step.command(node, "tr '\\0' '\\n' </proc/$(pgrep -xo " + component.process()
                + ")/cmdline | grep -e --" + demand.flags().getFirst()));
        return steps;
    }
}
