package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API server asks Kyverno about every pod, and refuses it while Kyverno does not answer. */
final class WebhookGuards implements Check {

    private static final Need.Own<ResourceWebhooks> WEBHOOKS = Need.Own.of(ResourceWebhooks.KEY);
    private static final Need.Own<AdmissionEndpoints> ENDPOINTS = Need.Own.of(AdmissionEndpoints.KEY);
    private static final Need.Own<KyvernoPolicies> POLICIES = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Setting<Set<String>> NAMESPACES = Need.Setting.of(KyvernoValues.NAMESPACES);
    private static final Need.Setting<Set<String>> CONDITIONS = Need.Setting.of(KyvernoValues.CONDITIONS);

    private static final String EXPECTED = "one that is asked when pods are created and changed";

    private static final Rule RULE = Rule.builder("kyverno-webhook-guards")
            .title("Kyverno's webhook guards every pod and fails closed")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The webhook is the gate; the policies are only what the gatekeeper knows. Where it is gone, asks about
                    creation alone, leaves namespaces or labelled pods out, or lets everything through while Kyverno is
                    down, policies that are ready and enforcing stop nothing.""")
            .remediation("""
                    Kyverno writes this configuration from its policies and its settings: look at the log of the admission
                    controller where it is missing, at failurePolicy of the policies and at the flag
                    forceFailurePolicyIgnore where it fails open, and at config.webhooks of the chart where it leaves
                    something out.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Required.and(WEBHOOKS, ENDPOINTS, POLICIES, NAMESPACES, CONDITIONS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        ResourceWebhooks webhooks = context.get(WEBHOOKS);
        List<Verdict> verdicts = new ArrayList<>();
        Set<ResourceWebhooks.Webhook> guards = new LinkedHashSet<>();
        for (String name : Required.validating(context)) {
            List<KyvernoPolicy> policies = context.get(POLICIES).named(name);
            Optional<KyvernoPolicy> generated = policies.stream().filter(KyvernoPolicy::generated).findFirst();
            if (generated.isPresent() && policies.stream().noneMatch(policy -> !policy.generated()
                    && guarded(webhooks, policy))) {
                verdicts.add(asAdmissionPolicy(context, generated.get()));
                continue;
            }
            // Of two kinds of one name that which is asked about is the guard.
            policies.stream().max(Comparator.comparing((KyvernoPolicy policy) -> guarded(webhooks, policy)))
                    .ifPresent(policy -> {
                        verdicts.add(judge(context, policy));
                        guards.addAll(webhooks.closedAbout(policy));
                    });
        }
        if (!verdicts.isEmpty() && verdicts.stream().allMatch(Verdict.Manual.class::isInstance)) {
            return verdicts; // no webhook is needed for any of them
        }
        if (verdicts.isEmpty()) { // kyverno-required-policies says that none is there
            webhooks.webhooks().stream().filter(ResourceWebhooks.Webhook::closed).forEach(guards::add);
        }
        List<ResourceWebhooks.Webhook> asked = guards.stream().filter(webhook -> webhook.creates() || webhook.updates())
                .toList();
        boolean creates = asked.stream().anyMatch(ResourceWebhooks.Webhook::creates);
        boolean updates = asked.stream().anyMatch(ResourceWebhooks.Webhook::updates);
        String observed = webhooks.webhooks().isEmpty() ? "no webhook" : guards.isEmpty()
                ? "no webhook for a required policy that fails closed" : "asked when pods are " + (creates ? updates
                ? "created and changed" : "created" : updates ? "changed" : "neither created nor changed");
        verdicts.add(Verdict.of(creates && updates, "pods", observed, EXPECTED, "of webhooks that fail closed, "
                + ResourceWebhooks.CONFIGURATION + " has " + observed + "; expected " + EXPECTED,
                evidence(context, observed)));
        asked.forEach(webhook -> verdicts.add(judge(context, webhook)));
        return verdicts;
    }

    private static Verdict asAdmissionPolicy(Context context, KyvernoPolicy policy) {
        String name = (policy.kind().equals("ValidatingPolicy") ? "vpol-" : "cpol-") + policy.name();
        return new Verdict.Manual(policy.id(), "Kyverno has made an admission policy of the API server's own of "
                + policy.id() + ", and asks about it by no webhook: is the ValidatingAdmissionPolicy " + name
                + " there, with a binding that denies? (kubectl get validatingadmissionpolicies,"
                + "validatingadmissionpolicybindings -o yaml)", evidence(context, policy.id()));
    }

    private static boolean guarded(ResourceWebhooks webhooks, KyvernoPolicy policy) {
        List<ResourceWebhooks.Webhook> closed = webhooks.closedAbout(policy);
        return closed.stream().anyMatch(ResourceWebhooks.Webhook::creates)
                && closed.stream().anyMatch(ResourceWebhooks.Webhook::updates);
    }

    /** Whether the API server asks about this policy, and refuses what it gets no answer about. */
    private static Verdict judge(Context context, KyvernoPolicy policy) {
        List<ResourceWebhooks.Webhook> about = context.get(WEBHOOKS).about(policy);
        boolean holds = guarded(context.get(WEBHOOKS), policy);
        String by = String.join(" and ", about.stream().map(ResourceWebhooks.Webhook::name).toList());
        String observed = holds ? "asked about by " + by : about.isEmpty() ? "asked about by no webhook"
                : !policy.closed() ? "its failure policy is Ignore" : about.stream().noneMatch(
                ResourceWebhooks.Webhook::closed) ? by + " fails open" : by + " is not asked at every change of pods";
        return Verdict.of(holds, policy.id(), observed, EXPECTED + ", and fails closed", policy.id() + ": " + observed
                + (holds ? ", as expected" : "; expected a webhook that is asked when pods are created and changed, and fails "
                + "closed"), evidence(context, observed));
    }

    private static Verdict judge(Context context, ResourceWebhooks.Webhook webhook) {
        List<String> wrong = new ArrayList<>();
        if (!webhook.authority()) {
            wrong.add("names no CA");
        }
        if (webhook.service().isEmpty()) {
            wrong.add("asks an address that is no service of the cluster");
        } else if (context.get(ENDPOINTS).services().getOrDefault(webhook.service(), List.of()).isEmpty()) {
            wrong.add("asks the service " + webhook.service() + ", behind which nothing is ready");
        }
        webhook.exempt().stream().filter(namespace -> !context.get(NAMESPACES).contains(namespace))
                .forEach(namespace -> wrong.add("leaves out namespace " + namespace));
        webhook.narrowed().stream().filter(condition -> !context.get(CONDITIONS).contains(condition))
                .forEach(condition -> wrong.add("asks only where " + condition));
        String seen = wrong.isEmpty() ? "leaves out nothing that is not approved" : String.join(" and ", wrong);
        return Verdict.of(wrong.isEmpty(), webhook.name(), seen, "nothing left out but what is approved", "webhook "
                + webhook.name() + " " + seen + "; expected nothing left out but what is approved",
                evidence(context, seen));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(WEBHOOKS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", Charts.module(context.target())
                + "kubectl get validatingwebhookconfiguration " + ResourceWebhooks.CONFIGURATION + " -o yaml"),
                Step.prose("Where the site means it so, approve it in the inventory: values: kyverno-exempt-namespaces, kyverno-approved-webhook-conditions."));
    }
}
