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

/** No required policy leaves the namespace default out. */
final class DefaultNamespaceGuarded implements Check {

    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Setting<Set<String>> REQUIRED = Need.Setting.of(KyvernoPolicies.REQUIRED);

    private static final Rule RULE = Rule.builder("kyverno-default-namespace-guarded")
            .title("No required policy leaves out the namespace default")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Objects without a namespace land in default, and it exists in every cluster. BCM's knowledge base leaves
                    it out of five policies: whoever may create pods there creates privileged ones.""")
            .remediation("""
                    Take default out of policyExclude, once nothing runs there that needs it.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

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
        for (String namespace : List.of("default")) {
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
