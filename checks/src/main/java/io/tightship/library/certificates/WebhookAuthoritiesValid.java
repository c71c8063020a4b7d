package io.tightship.library.certificates;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.WebhookAuthorities;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of the authorities by which the API server verifies each admission webhook, one holds for some time yet. What the
 * webhook itself shows is not seen: its address is one of the cluster's own network.
 */
final class WebhookAuthoritiesValid implements Check {

    private static final Need.Own<PerSubject<WebhookAuthorities>> WEBHOOKS = Need.Own.of(WebhookAuthorities.KEY);
    private static final Need.Setting<Long> LEFT = Need.Setting.of(Valid.DAYS);

    private static final Rule RULE = Rule.builder("certificates-webhook-authorities-valid")
            .title("The authorities of admission webhooks hold for some time yet")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    When the authority in its caBundle runs out, no answer of a webhook is believed any more: one that fails
                    closed stops what it guards, one that fails open guards nothing from then on, and nobody is told.""")
            .remediation("""
                    Renew the authority with whatever made it (cert-manager, the chart's own job, the webhook's controller)
                    and see that it puts the new certificate into caBundle. During the change both may stand there.

                    Confirm with the caBundle of the configuration. What may break: a webhook that still shows a certificate
                    of the old authority after that was taken out. The webhook's own certificate is not seen by this rule.""")
            .reference("Kubernetes", "Dynamic Admission Control")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WEBHOOKS, LEFT);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        PerSubject<WebhookAuthorities> all = context.get(WEBHOOKS);
        if (all.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", context.target().name() + " has no admission webhooks",
                    context.sources(WEBHOOKS).stream().map(source -> source.evidence(0, "")).toList()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        all.known().forEach((configuration, authorities) -> verdicts.add(verdict(configuration, authorities, context)));
        return verdicts;
    }

    private static Verdict verdict(String configuration, WebhookAuthorities authorities, Context context) {
        Duration left = Duration.ofDays(context.get(LEFT));
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        authorities.bundles().forEach((webhook, bundle) -> {
            bundle.forEach(certificate -> seen.add("until " + certificate.getNotAfter().toInstant()));
            if (!bundle.isEmpty() && bundle.stream().noneMatch(certificate -> holds(certificate, context.at(), left))) {
                wrong.add(webhook);
            }
        });
        List<Evidence> evidence = context.sources(WEBHOOKS, configuration).stream().map(source ->
                source.evidence(0, String.join(", ", seen))).toList();
        if (seen.isEmpty()) {
            return new Verdict.NotApplicable(configuration, configuration + " names no authorities: the API server trusts "
                    + "those of its system", evidence);
        }
        String expected = "in each caBundle a certificate that is valid for more than " + left.toDays() + " days";
        String observed = String.join(", ", seen);
        return Verdict.of(wrong.isEmpty(), configuration, observed, expected, configuration + (wrong.isEmpty()
                ? " is verified by certificates that hold " + observed : " has webhooks whose caBundle holds none that "
                + "lasts: " + String.join(", ", wrong) + " (" + observed + "); expected " + expected), evidence);
    }

    private static boolean holds(X509Certificate certificate, Instant at, Duration left) {
        return !certificate.getNotBefore().toInstant().isAfter(at)
                && certificate.getNotAfter().toInstant().isAfter(at.plus(left));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Renew the authority of " + fail.subject() + " with what made it, and let it write the "
                        + "new one into caBundle."),
                Step.command(context.target().name(), "kubectl get " + fail.subject().replace('/', ' ')
                        + " -o jsonpath='{.webhooks[0].clientConfig.caBundle}' | base64 -d | openssl x509 -noout -subject "
                        + "-dates"));
    }
}
