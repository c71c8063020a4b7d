package io.tightship.library.kyverno;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.model.Evidence;
import io.tightship.model.Step;
import io.tightship.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether required policies leave certain namespaces out by name. */
final class GuardedNamespaces {

    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);

    /** What a rule that asks must declare. */
    static final Set<Need<?>> NEEDS = Required.and(EXEMPTIONS, POLICIES);

    private GuardedNamespaces() {
    }

    /** A verdict for each namespace and policy; a policy that is not there is judged by kyverno-required-policies. */
    static List<Verdict> judge(Context context, List<String> namespaces) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : namespaces) {
            for (String policy : Required.validating(context)) {
                if (context.get(POLICIES).named(policy).isEmpty()) {
                    continue;
                }
                boolean open = context.get(EXEMPTIONS).of(policy).stream().anyMatch(exemption ->
                        exemption.holdsIn(namespace));
                String observed = open ? "excluded" : "not excluded";
                verdicts.add(Verdict.of(!open, policy + " in " + namespace, observed, "not excluded", "namespace "
                        + namespace + " is " + observed + " from " + policy + (open ? "; expected not excluded"
                        : ", as expected"), evidence(context, policy + " " + observed)));
            }
        }
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.NotApplicable("", "none of the required policies is there "
                    + "(kyverno-required-policies judges that)", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXEMPTIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    static List<Step> steps(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take the namespace out of policyExclude in the values of the policies' chart, and "
                + "upgrade the release."), Step.command("the head node", Charts.module(context.target())
                + "kubectl get pods -n " + fail.subject().substring(fail.subject().lastIndexOf(' ') + 1)));
    }
}
