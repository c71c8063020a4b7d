package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoValues;
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
import java.util.TreeSet;

/** Required policies step aside only where the site approved it. */
final class ExclusionsApproved implements Check {

    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Own<PermissionUsers> USERS = Need.Own.of(PermissionUsers.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(KyvernoValues.EXCLUSIONS);

    /** BCM's knowledge base leaves users' namespaces out, since each user has a policy on host paths of their own. */
    private static final String OF_USERS = "disallow-host-path: namespace *-restricted";

    private static final Rule RULE = Rule.builder("kyverno-exclusions-approved")
            .title("Required policies step aside only where that is approved")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A policy that enforces everywhere but in the namespaces, for the users or under the conditions that it
                    leaves out is open there, and a list of policies does not show it. Whoever may create a namespace of an
                    excluded name, or put the label that is left out on a pod, passes.""")
            .remediation("""
                    Take the exclusion out of the values of the policies' chart, or approve it verbatim in the value
                    kyverno-approved-exclusions. See first which workloads need it: what runs goes on, what is created
                    anew is refused.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Required.and(EXEMPTIONS, POLICIES, USERS, NAMESPACES, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String policy : Required.validating(context)) {
            if (context.get(POLICIES).named(policy).isEmpty()) {
                continue; // kyverno-required-policies says it.
            }
            Set<String> seen = new TreeSet<>();
            for (KyvernoExemptions.Exemption exemption : context.get(EXEMPTIONS).of(policy)) {
                if (!seen.add(exemption.text())) {
                    continue;
                }
                boolean users = exemption.text().equals(OF_USERS) && confined(context);
                boolean approved = users || context.get(APPROVED).contains(exemption.text());
                verdicts.add(Verdict.of(approved, exemption.text(), exemption.what(), "an exclusion that is approved",
                        "Kyverno's policy " + policy + " steps aside for " + exemption.what() + (users
                                ? ", and each such namespace has its user's own policy" : approved ? ", as approved" : "; expected an exclusion of the value kyverno-approved-exclusions"),
                        evidence(context, exemption.text())));
            }
            if (seen.isEmpty()) {
                verdicts.add(new Verdict.Pass(policy, "no exclusion", "no exclusion", "Kyverno's policy " + policy
                        + " steps aside for nothing", evidence(context, "")));
            }
        }
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.NotApplicable("", "none of the required policies is there "
                    + "(kyverno-required-policies judges that)", evidence(context, "")));
        }
        return verdicts;
    }

    private static boolean confined(Context context) {
        return context.get(NAMESPACES).labels().keySet().stream().filter(namespace -> namespace.endsWith("-restricted"))
                .allMatch(context.get(USERS)::confines);
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXEMPTIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String policy = fail.subject().substring(0, fail.subject().indexOf(':'));
        return List.of(Step.command("the head node", Charts.module(context.target())
                        + "kubectl get clusterpolicies.kyverno.io,validatingpolicies.policies.kyverno.io " + policy
                        + " -o yaml"), Step.prose("Where the site means it so, approve it in the inventory: values: kyverno-approved-exclusions."));
    }
}
