package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ImageVerification;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** An admission policy refuses images that nobody trusted has signed. */
final class ImageProvenance implements Check {

    private static final Need.Own<ImageVerification> FOUND = Need.Own.of(ImageVerification.KEY);

    private static final Rule RULE = Rule.builder("workload-image-provenance")
            .title("Images are admitted only with a signature that is verified")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Whoever can write to a registry, or to the way there, chooses what the cluster runs. A signature that is checked
                    when a pod is created is the only thing that tells the image that was built from another one of its name.""")
            .remediation("""
                    Let Kyverno verify signatures: a ClusterPolicy with verifyImages, or an ImageValidatingPolicy, that enforces. Begin
                    with Audit, and with the registries whose images are all signed. A site that verifies by other means (the plugin
                    ImagePolicyWebhook, another admission controller) waives this rule and says so.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.5.1").build();

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
        List<ImageVerification.Policy> policies = context.get(FOUND).policies();
        List<String> enforcing = policies.stream().filter(ImageVerification.Policy::enforcing).map(policy ->
                policy.kind() + " " + policy.name()).toList();
        List<String> all = policies.stream().map(policy -> policy.kind() + " " + policy.name()).toList();
        String observed = !enforcing.isEmpty() ? String.join(", ", enforcing) : all.isEmpty()
                ? "no policy that verifies images" : "none that enforces: " + String.join(", ", all);
        return List.of(Verdict.of(!enforcing.isEmpty(), "", observed, "an enforcing policy that verifies images",
                "signatures of images: " + observed + (enforcing.isEmpty()
                        ? "; expected an enforcing policy that verifies images" : " enforces"),
                evidence(context, observed)));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(FOUND).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get clusterpolicies.kyverno.io,imagevalidatingpolicies.policies.kyverno.io"),
                Step.prose("Set failureAction: Enforce (validationActions: [Deny]) on a policy that verifies images."));
    }
}
