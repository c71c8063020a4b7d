package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Neither a required policy nor Kyverno's own settings leave the namespaces of the system out. */
final class SystemNamespacesGuarded implements Check {

    private static final Need.Own<io.tightship.fact.kyverno.SilentExemptions> SILENT =
            Need.Own.of(io.tightship.fact.kyverno.SilentExemptions.KEY);
    private static final Need.Own<ResourceWebhooks> WEBHOOKS = Need.Own.of(ResourceWebhooks.KEY);
    private static final List<String> NAMESPACES = List.of("kube-system", "kube-public", "tigera-operator");

    private static final Rule RULE = Rule.builder("kyverno-system-namespaces-guarded")
            .title("Neither required policies nor Kyverno's own settings leave out the namespaces of the system")
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
        Set<Need<?>> needs = new LinkedHashSet<>(GuardedNamespaces.NEEDS);
        needs.addAll(List.of(SILENT, WEBHOOKS));
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>(GuardedNamespaces.judge(context, NAMESPACES));
        for (String namespace : NAMESPACES) {
            verdicts.add(judge(context, SILENT, "Kyverno's ConfigMap", namespace, context.get(SILENT).pods().stream()
                    .anyMatch(pattern -> KyvernoExemptions.Exemption.ofNamespace("", "", pattern).holdsIn(namespace))));
            verdicts.add(judge(context, WEBHOOKS, "Kyverno's webhooks", namespace, context.get(WEBHOOKS).webhooks().stream()
                    .anyMatch(webhook -> webhook.closed() && webhook.creates() && webhook.exempt().contains(namespace))));
        }
        return verdicts;
    }

    private static Verdict judge(Context context, Need.Own<?> need, String by, String namespace, boolean open) {
        String observed = open ? "left out by " + by : "not left out";
        return Verdict.of(!open, by + " in " + namespace, observed, "not left out", "namespace " + namespace + " is "
                + observed + (open ? "; expected that nothing leaves it out" : ", as expected"), context.sources(need).stream()
                .map(source -> source.evidence(0, observed)).toList());
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return !fail.subject().startsWith("Kyverno's ") ? GuardedNamespaces.steps(context, fail) : List.of(Step.prose("Take "
                + "the namespace out of config.resourceFiltersExcludeNamespaces, config.resourceFilters and config.webhooks in "
                + "the values of Kyverno's chart, and upgrade the release; or waive the finding with the reason that Kyverno "
                + "must be able to start."), Step.command("the head node", Charts.module(context.target())
                + "kubectl get configmap kyverno -n kyverno -o yaml"));
    }
}
