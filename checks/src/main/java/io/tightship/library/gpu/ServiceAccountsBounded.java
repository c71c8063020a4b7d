package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Authorizer;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The service accounts of GPU software have no more than narrow rights. */
final class ServiceAccountsBounded implements Check {

    static final ValueKey<Set<String>> APPROVED_ACCOUNTS = ValueKey.withFallback("gpu-service-accounts-bounded-approved",
            ValueType.TEXTS, Set.of(), "which service accounts (NAMESPACE/NAME) of what runs GPUs may have wide rights");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_ACCOUNTS);

    private static final Rule RULE = Rule.builder("gpu-service-accounts-bounded")
            .title("Service accounts of what runs GPUs have no wildcards, no Secrets of the whole cluster, and are no administrators")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Their pods run privileged on every GPU node, so whoever takes one node holds their tokens: a wide
                    right of theirs turns one node into the cluster.""")
            .remediation("""
                    Give the account a Role in its own namespace, or a ClusterRole with the verbs and kinds that the
                    software names in its chart.""")
            .reference("Securing GPU device plugins", "Short-term improvements, 1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, GRANTS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        SortedSet<String> accounts = new TreeSet<>();
        context.get(WORKLOADS).all().stream().filter(GpuSoftware::is).forEach(workload -> workload.running()
                .forEach(shape -> accounts.add(workload.namespace() + "/" + shape.serviceAccount())));
        if (accounts.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "nothing of the cluster runs GPUs", evidence(context, "")));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (String account : accounts) {
            List<String> wide = wide(context.get(GRANTS), account);
            boolean holds = wide.isEmpty() || context.get(APPROVED).contains(account);
            String observed = wide.isEmpty() ? "narrow rights" : String.join("; ", wide);
            verdicts.add(Verdict.of(holds, account, observed, "no wide right", "service account " + account + ": " + observed
                    + (wide.isEmpty() ? ", as expected" : holds ? ", as approved" : "; expected no wide right"),
                    evidence(context, observed)));
        }
        return verdicts;
    }

    private static List<String> wide(RoleGrants grants, String account) {
        String namespace = account.substring(0, account.indexOf('/'));
        // Also what all service accounts have, or all who are known.
        Authorizer.Identity own = Authorizer.Identity.serviceAccount(namespace, account.substring(namespace.length() + 1));
        List<String> wide = new ArrayList<>();
        for (RoleGrants.Binding binding : new Authorizer(grants).bindingsOf(own)) {
            List<RoleGrants.Rule> rules = grants.role(binding).map(RoleGrants.Role::rules).orElse(List.of());
            if (rules.stream().anyMatch(rule -> rule.verbs().contains("*") && rule.names().isEmpty())) {
                wide.add("all verbs, by " + binding.id());
            } else if (binding.namespace().isEmpty() && rules.stream().anyMatch(rule -> rule.names().isEmpty()
                    && List.of("get", "list", "watch").stream().anyMatch(verb -> rule.allows(verb, "", "secrets")))) {
                wide.add("Secrets of the whole cluster, by " + binding.id());
            }
        }
        return wide;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Narrow the role behind " + fail.observed() + "."), Step.command("the head node",
                "module load kubernetes/" + context.target().name() + " && kubectl auth can-i --list --as=system:serviceaccount:"
                        + fail.subject().replace('/', ':')));
    }
}
