package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.StoredEncryption;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets are written to etcd by a provider that encrypts: the first one of the first group that names them. The others
 * of the group only read what was written before.
 */
final class EncryptionProviders implements Check {

    private static final Need.Own<PerSubject<StoredEncryption>> ENCRYPTION = Need.Own.of(StoredEncryption.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(ApiServerValues.ENCRYPTION_PROVIDERS);

    private static final Rule RULE = Rule.builder("apiserver-encryption-providers")
            .title("Secrets are stored by a provider that encrypts them")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.ON_DISK)
            .rationale("""
                    A configuration file alone encrypts nothing: with identity as the first provider, or without a word
                    on secrets, every Secret lies in etcd and in its backups in plain text.""")
            .remediation("""
                    In the EncryptionConfiguration, let the first group that names secrets begin with a real provider of
                    the site's list (value encryption-providers), and keep identity as the last one while old Secrets
                    are still in plain text. Have the same file on every control-plane node, restart the API servers one
                    by one, and rewrite what exists: kubectl get secrets -A -o json | kubectl replace -f -.

                    Confirm that etcd's value of a new Secret begins with k8s:enc:. What may break: an API server that
                    lacks the key cannot read what the others wrote; losing the key loses the Secrets.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.28")
            .reference("DISA STIG for Kubernetes", "V-274882")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ENCRYPTION, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> approved = context.get(APPROVED);
        String expected = "one of " + String.join(", ", approved) + " (value encryption-providers) as the first provider "
                + "for secrets";
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ENCRYPTION).known().forEach((process, encryption) -> {
            Optional<String> writer = encryption.writer("secrets");
            String observed = writer.orElse(encryption.file().isEmpty() ? "no --encryption-provider-config"
                    : "no provider for secrets");
            List<Evidence> evidence = context.sources(ENCRYPTION, process).stream()
                    .map(source -> source.evidence(0, observed)).toList();
            boolean holds = writer.filter(approved::contains).isPresent();
            verdicts.add(Verdict.of(holds, process, observed, expected, process + " writes Secrets "
                    + writer.filter(name -> !name.equals("identity")).map(name -> "by the provider " + name)
                    .orElse("in plain text") + encryption.file().map(file -> ": " + file + (writer.isPresent()
                    ? " has " + writer.get() + " as the first provider for them" : " does not name them"))
                    .orElse(": it was given no --encryption-provider-config") + (holds ? ", as expected"
                    : "; expected " + expected), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        String file = context.get(ENCRYPTION).known().get(fail.subject()).file()
                .orElse("/etc/kubernetes/encryption.yaml, which --encryption-provider-config must name");
        return List.of(Step.prose("On " + node + ", change " + file + ": the first group of resources that names secrets "
                        + "must begin its providers with " + String.join(" or ", context.get(APPROVED)) + "."),
                Step.command(node, "ETCDCTL_API=3 etcdctl get /registry/secrets --prefix --limit 1 | head -c 80"));
    }
}
