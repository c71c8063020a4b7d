package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNamespaces;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Each namespace that a required policy leaves out by its name is there: nobody else can come and make it. */
final class ExcludedNamespacesExist implements Check {

    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> REQUIRED = Need.Setting.of(KyvernoPolicies.REQUIRED);

    private static final String EXPECTED = "a namespace that is there";

    private static final Rule RULE = Rule.builder("kyverno-excluded-namespaces-exist")
            .title("Namespaces that required policies leave out by name exist")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A name that a policy leaves out and that nobody has taken is a way out of the policy for whoever may
                    create namespaces: by that name he gets one in which privileged pods are allowed. BCM's knowledge base
                    leaves out namespaces of software that not every cluster has. Patterns, of which no end of names is still
                    free, are judged by kyverno-excluded-namespaces-guarded.""")
            .remediation("""
                    Take the name out of policyExclude in the values of the policies' chart, and upgrade the release. Put it
                    back when the software that needs it is installed.

                    What may break: installing that software before the name is back.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Prepare Kyverno Policies values file").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(EXEMPTIONS, POLICIES, NAMESPACES, REQUIRED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<String> there = context.get(REQUIRED).stream().filter(policy -> !context.get(POLICIES).named(policy).isEmpty())
                .toList();
        if (there.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "none of the required policies is there "
                    + "(kyverno-required-policies judges that)", evidence(context, "")));
        }
        SortedMap<String, SortedSet<String>> byName = new TreeMap<>();
        there.forEach(policy -> context.get(EXEMPTIONS).of(policy).forEach(exemption -> exemption.namespace().ifPresent(name ->
                byName.computeIfAbsent(name, n -> new TreeSet<>()).add(policy))));
        List<Verdict> verdicts = new ArrayList<>();
        byName.forEach((name, policies) -> {
            boolean exists = context.get(NAMESPACES).labels().containsKey(name);
            String by = String.join(", ", policies);
            verdicts.add(Verdict.of(exists, name, exists ? "it is there" : "it is not there", EXPECTED, "namespace " + name
                    + ", which " + by + " leave" + (policies.size() == 1 ? "s" : "") + " out, " + (exists ? "is there"
                    : "does not exist: whoever may create it is outside of the policy; expected " + EXPECTED),
                    evidence(context, by)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "no namespace is left out by name", EXPECTED,
                    "no required policy leaves a namespace out by its name", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXEMPTIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take " + fail.subject() + " out of policyExclude in the values of the policies' chart, and "
                + "upgrade the release."), Step.command("the head node", Charts.module(context.target())
                + "kubectl get namespace " + fail.subject()));
    }
}
