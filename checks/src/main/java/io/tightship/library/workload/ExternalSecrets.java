package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.SecretStores;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** Secrets come from a store outside of the cluster. */
final class ExternalSecrets implements Check {

    private static final Need.Own<SecretStores> FOUND = Need.Own.of(SecretStores.KEY);

    private static final Rule RULE = Rule.builder("workload-external-secrets")
            .title("Secrets come from a store outside of the cluster")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A Secret of Kubernetes is read by whoever reads etcd or its backups, or has one of many rights in its namespace; a
                    store of its own says who read what, and changes a secret in one place.""")
            .remediation("""
                    Use the External Secrets Operator or the Secrets Store CSI Driver with the site's store. A site that decides to keep
                    Secrets in etcd, encrypted, waives this rule and says so.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.4.2").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FOUND);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<String> objects = context.get(FOUND).objects();
        String observed = objects.isEmpty() ? "neither an ExternalSecret nor a SecretProviderClass" : objects.size()
                + " such objects, the first is " + objects.getFirst();
        return List.of(Verdict.of(!objects.isEmpty(), "", observed, "Secrets of a store outside of the cluster", "the "
                + "cluster has " + observed + (objects.isEmpty() ? "; expected Secrets of a store outside of it"
                : ", as expected"), evidence(context, observed)));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(FOUND).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Install the External Secrets Operator or the Secrets Store CSI Driver, and write an "
                + "ExternalSecret or a SecretProviderClass for each Secret that people make by hand."));
    }
}
