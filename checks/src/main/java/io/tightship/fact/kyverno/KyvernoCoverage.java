package io.tightship.fact.kyverno;

import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which controls of the level baseline Kyverno enforces where, by everything that it is known to hold: its policies, what
 * they leave out, what its own settings and its webhooks leave out, and PolicyExceptions.
 *
 * @param levels rules of the form podSecurity, as {@code POLICY/RULE}, that hold a whole level without leaving a control out
 */
public record KyvernoCoverage(KyvernoPolicies policies, KyvernoExemptions exemptions, Set<String> levels,
                              SilentExemptions silent, ResourceWebhooks webhooks, PolicyExceptions exceptions,
                              ExceptionFeature feature) {

    public KyvernoCoverage {
        levels = Set.copyOf(levels);
    }

    /**
     * Who of Kyverno's enforces a control in a namespace.
     *
     * @param names of the policies that a site has for the control
     */
    public Guard guard(BaselineControl control, Set<String> names, String namespace, Map<String, String> labels) {
        List<String> by = new ArrayList<>();
        Set<Exemption> leftOut = new LinkedHashSet<>();
        List<String> why = new ArrayList<>();
        for (KyvernoPolicy policy : policies.policies()) {
            List<KyvernoPolicy.Rule> rules = names.contains(policy.name()) ? policy.rules() : policy.rules().stream()
                    .filter(rule -> levels.contains(policy.name() + "/" + rule.name())).toList();
            if (rules.isEmpty()) {
                continue;
            }
            List<ResourceWebhooks.Webhook> asked = webhooks.closedAbout(policy).stream().filter(
                    ResourceWebhooks.Webhook::creates).toList();
            Optional<String> not = policy.generated() ? Optional.of("became an admission policy of the API server's own, which "
                    + "is not looked at here") : !policy.ready().orElse(false) ? Optional.of("is not ready")
                    : asked.isEmpty() ? Optional.of("is asked by no webhook that fails closed when pods are created")
                    : rules.stream().allMatch(rule -> policy.blocks(rule, namespace, labels)) ? Optional.empty()
                    : Optional.of("does not block there");
            if (not.isPresent()) {
                why.add(policy.id() + " " + not.get());
                continue;
            }
            List<Exemption> missing = missing(policy, asked, namespace);
            if (missing.isEmpty()) {
                by.add(policy.id());
            } else {
                leftOut.addAll(missing);
                why.add(policy.id() + " leaves out " + String.join(" and ", missing.stream().map(Exemption::text).toList()));
            }
        }
        if (why.isEmpty() && by.isEmpty()) {
            why.add("Kyverno has no policy " + String.join(" or ", names.stream().sorted().toList()));
        }
        return by.isEmpty() ? new Guard(List.of(), List.copyOf(leftOut), String.join("; ", why))
                : new Guard(by, List.of(), "");
    }

    /** What keeps a policy that blocks from concerning every pod of the namespace. */
    private List<Exemption> missing(KyvernoPolicy policy, List<ResourceWebhooks.Webhook> asked, String namespace) {
        Set<Exemption> found = new LinkedHashSet<>();
        for (KyvernoExemptions.Exemption exemption : exemptions.of(policy.name())) {
            if (!exemption.what().startsWith("namespace ") || exemption.holdsIn(namespace)) {
                found.add(new Exemption(Exemption.Kind.EXCLUSION, exemption.text()));
            }
        }
        silent.pods().stream().filter(pattern -> holds(pattern, namespace)).forEach(pattern ->
                found.add(new Exemption(Exemption.Kind.NAMESPACE, pattern)));
        for (ResourceWebhooks.Webhook webhook : asked) {
            webhook.exempt().stream().filter(namespace::equals).forEach(name ->
                    found.add(new Exemption(Exemption.Kind.NAMESPACE, name)));
            webhook.narrowed().forEach(condition -> found.add(new Exemption(Exemption.Kind.CONDITION, condition)));
        }
        exceptions.exceptions().stream().filter(feature::heeds).filter(exception -> exception.names(policy.name()))
                .forEach(exception -> found.add(new Exemption(Exemption.Kind.EXCEPTION, exception.id())));
        return List.copyOf(found);
    }

    private static boolean holds(String pattern, String name) {
        return KyvernoExemptions.Exemption.ofNamespace("", "", pattern).holdsIn(name);
    }
}
