package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Every policy that the site asks for, or that its chart brings, is there, as one of Kyverno's own kinds. */
final class RequiredPolicies implements Check {

    private static final Own<KyvernoPolicies> POLICIES = Own.of(KyvernoPolicies.KEY);

    private static final Rule RULE = Rule.builder("kyverno-required-policies")
            .title("Every required Kyverno policy exists")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Without these policies a pod may mount the host's file system, share its namespaces or run
                    privileged, and is then root on the node. kubectl get clusterpolicy does not prove that they are
                    there: the GPU operator has an object of the same kind name.""")
            .remediation("""
                    Install the policies by their chart, for the right type of cluster, and list them by their full
                    name: kubectl get clusterpolicies.kyverno.io.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies")
            .reference("BCM knowledge base: from Pod Security Policies to Kyverno", "").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Required.and(POLICIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        KyvernoPolicies policies = context.get(POLICIES);
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : Required.all(context)) {
            List<KyvernoPolicy> found = policies.named(name);
            String observed = found.isEmpty() ? "absent" : found.stream().map(KyvernoPolicy::id)
                    .collect(Collectors.joining(" and "));
            verdicts.add(Verdict.of(!found.isEmpty(), name, observed, "a policy of Kyverno's named " + name,
                    "Kyverno's policy " + name + " is " + (!found.isEmpty() ? "there as " + observed
                            : "absent; expected a ClusterPolicy of kyverno.io or a ValidatingPolicy of that name"),
                    context.sources(POLICIES).stream().map(source -> source.evidence(0, observed)).toList()));
        }
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.NotApplicable("", "the site requires no policy (value kyverno-required-policies), and no "
                    + "release brings one",
                    context.sources(POLICIES).stream().map(source -> source.evidence(0, "")).toList()));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return Charts.installPolicies((Target.Cluster) context.target());
    }
}
