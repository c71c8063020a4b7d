package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoPolicies;
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

/** No required policy leaves the namespaces of the system out. */
final class SystemNamespacesGuarded implements Check {

    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Setting<Set<String>> REQUIRED = Need.Setting.of(KyvernoPolicies.REQUIRED);

    private static final Rule RULE = Rule.builder("kyverno-system-namespaces-guarded")
            .title("No required policy leaves out the namespaces of the system")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The guide says that new and changed objects are refused also in system namespaces. With the stock chart
                    that is not so: its values, and Kyverno's own filters, leave kube-system out. There is a price: where
                    kube-system is guarded and Kyverno is down, what Kyverno itself needs may not start, and the cluster is
                    stuck until its webhooks are deleted by hand.""")
            .remediation("""
                    Take the namespace out of policyExclude and out of Kyverno's filters, with three replicas of the
                    admission controller; or leave it and waive this finding with that reason.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(EXEMPTIONS, POLICIES, REQUIRED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : List.of("kube-system", "kube-public", "tigera-operator")) {
            for (String policy : context.get(REQUIRED)) {
                if (context.get(POLICIES).named(policy).isEmpty()) {
                    continue; // kyverno-required-policies says it.
                }
                boolean open = context.get(EXEMPTIONS).of(policy).stream().anyMatch(exemption ->
                        exemption.holdsIn(namespace));
                String observed = open ? "excluded" : "not excluded";
                verdicts.add(Verdict.of(!open, policy + " in " + namespace, observed, "not excluded", "namespace "
                        + namespace + " is " + observed + (open ? " from " : " from ") + policy + (open
                        ? "; expected not excluded" : ", as expected"), evidence(context, policy + " " + observed)));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "none of the required policies is there "
                    + "(kyverno-required-policies judges that)", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXEMPTIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take the namespace out of policyExclude in the values of the policies' chart, and "
                + "upgrade the release."), Step.command("the head node", Charts.module(context.target())
                + "kubectl get pods -n " + fail.subject().substring(fail.subject().lastIndexOf(' ') + 1)));
    }
}
