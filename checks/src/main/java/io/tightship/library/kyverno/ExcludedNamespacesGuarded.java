package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Authorizer;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.fact.kyverno.KyvernoExemptions;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Where policies step aside, only approved subjects create pods; and only they create or label namespaces. */
final class ExcludedNamespacesGuarded implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Own<KyvernoExemptions> EXEMPTIONS = Need.Own.of(KyvernoExemptions.KEY);
    private static final Need.Own<io.tightship.fact.kyverno.SilentExemptions> SILENT =
            Need.Own.of(io.tightship.fact.kyverno.SilentExemptions.KEY);
    private static final Need.Own<ResourceWebhooks> WEBHOOKS = Need.Own.of(ResourceWebhooks.KEY);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(KyvernoValues.EXCLUDED_NAMESPACE_USERS);

    private static final String EXPECTED = "a subject of kyverno-excluded-namespaces-approved";

    /** What makes pods: who creates one of these has its controller create them. */
    private static final Map<String, List<String>> MAKERS = Map.of("", List.of("pods", "replicationcontrollers"), "apps",
            List.of("deployments", "daemonsets", "statefulsets", "replicasets"), "batch", List.of("jobs", "cronjobs"));

    private static final Rule RULE = Rule.builder("kyverno-excluded-namespaces-guarded")
            .title("Only approved subjects create pods in namespaces that policies leave out, or make such namespaces")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A namespace that a required policy leaves out is as safe as those are who may create pods in it. Whoever
                    may create namespaces, or put labels on them, makes one that is left out, by a name that fits a pattern or
                    one that is not there yet.""")
            .remediation("""
                    Take the right out of the role, or the subject out of the binding; or approve the subject in the value
                    kyverno-excluded-namespaces-approved. Fewer exclusions need fewer approvals.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Prepare Kyverno Policies values file").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Required.and(GRANTS, NAMESPACES, EXEMPTIONS, SILENT, WEBHOOKS, ADMINS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> patterns = patterns(context);
        Set<String> excluded = new TreeSet<>(context.get(NAMESPACES).labels().keySet());
        excluded.removeIf(namespace -> patterns.stream().noneMatch(pattern -> KyvernoExemptions.Exemption
                .ofNamespace("", "", pattern).holdsIn(namespace)));
        if (patterns.isEmpty()) {
            return !Required.complete(context) ? List.of() : List.of(new Verdict.Pass("", "no namespace is left out", EXPECTED,
                    "no required policy leaves a namespace out", evidence(context, EXEMPTIONS, "")));
        }
        Map<String, Set<String>> found = new TreeMap<>();
        Authorizer authorizer = new Authorizer(context.get(GRANTS));
        add(context, found, authorizer.giving(ExcludedNamespacesGuarded::makesPods, false), excluded, "create pods");
        add(context, found, authorizer.giving(rule -> rule.names().isEmpty() && rule.allows("create", "", "namespaces"),
                true), excluded, "create namespaces");
        add(context, found, authorizer.giving(labels(excluded), false), excluded, "label namespaces");
        List<Verdict> verdicts = new ArrayList<>();
        found.forEach((subject, doings) -> {
            boolean approved = context.get(APPROVED).contains(subject)
                    || context.get(APPROVED).contains(subject.replaceFirst(" in [^ ]+$", ""));
            String observed = String.join("; ", doings);
            verdicts.add(Verdict.of(approved, subject, observed, EXPECTED, subject + " may " + observed + (approved
                    ? ", as approved" : "; expected " + EXPECTED), evidence(context, GRANTS, observed)));
        });
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.Pass("", "nobody else", EXPECTED, "nobody but the system's own and cluster-admins may "
                    + "create pods in " + (excluded.isEmpty() ? "namespaces that are left out" : String.join(", ", excluded))
                    + ", or make namespaces", evidence(context, GRANTS, "")));
        }
        return verdicts;
    }

    /** Names, with wildcards, of what required policies, Kyverno's own settings or its webhooks leave out. */
    private static Set<String> patterns(Context context) {
        Set<String> patterns = new TreeSet<>(context.get(SILENT).pods());
        context.get(WEBHOOKS).webhooks().forEach(webhook -> patterns.addAll(webhook.exempt()));
        for (String policy : Required.validating(context)) {
            context.get(EXEMPTIONS).of(policy).stream().map(KyvernoExemptions.Exemption::what).filter(what ->
                    what.startsWith("namespace ")).forEach(what -> patterns.add(what.substring("namespace ".length())));
        }
        return patterns;
    }

    private static void add(Context context, Map<String, Set<String>> found, List<Binding> bindings, Set<String> excluded,
                            String doing) {
        for (Binding binding : bindings) {
            if (binding.ofTheSystem() || !binding.namespace().isEmpty() && !excluded.contains(binding.namespace())) {
                continue;
            }
            String where = binding.namespace().isEmpty() ? "" : " in " + binding.namespace();
            binding.subjects().stream().map(RoleGrants.Subject::id).filter(subject -> !context.get(ADMINS)
                    .contains(subject)).forEach(subject -> found.computeIfAbsent(subject + where, id -> new TreeSet<>())
                    .add(doing + " by " + binding.id()));
        }
    }

    private static boolean makesPods(RoleGrants.Rule rule) {
        return rule.names().isEmpty() && MAKERS.entrySet().stream().anyMatch(group -> group.getValue().stream()
                .anyMatch(resource -> rule.allows("create", group.getKey(), resource)));
    }

    private static Predicate<RoleGrants.Rule> labels(Set<String> excluded) {
        return rule -> (rule.names().isEmpty() || rule.names().stream().anyMatch(excluded::contains))
                && (rule.allows("update", "", "namespaces") || rule.allows("patch", "", "namespaces"));
    }

    private static List<Evidence> evidence(Context context, Need.Own<?> need, String excerpt) {
        return context.sources(need).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Look at the bindings: " + fail.observed() + "."), Step.command("the head node",
                Charts.module(context.target()) + "kubectl get clusterrolebindings,rolebindings -A -o wide"));
    }
}
