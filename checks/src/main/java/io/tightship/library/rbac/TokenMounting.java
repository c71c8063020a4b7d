package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Authorizer;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.SystemWorkload;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
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
import java.util.Optional;
import java.util.Set;

/** Pods hold a token of the API only where their service account may do something with it. */
final class TokenMounting implements Check {

    static final ValueKey<Set<String>> APPROVED_WORKLOADS = ValueKey.withFallback("rbac-token-mounting-approved",
            ValueType.TEXTS, Set.of(), "which workloads (NAMESPACE/KIND/NAME) need a token of a service account that no "
                    + "role is bound to");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> MIRRORS = Need.Setting.of(WorkloadValues.MIRRORS);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_WORKLOADS);

    private static final Rule RULE = Rule.builder("rbac-token-mounting")
            .title("Tokens are mounted only into pods whose service account has rights")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A token lets whoever is in the pod speak to the API server as somebody who is known: it lists what
                    everybody may list, tries what is new, and gets each right that is given to its account, or to all
                    accounts, later. A pod whose account has no rights of its own does not use the API.""")
            .remediation("""
                    Set automountServiceAccountToken: false in the pod's template or on its service account. A program that
                    uses the token for something else than rights (to prove who it is) is approved in the value
                    rbac-token-mounting-approved.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.1.6").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, GRANTS, MIRRORS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Workload workload : context.get(WORKLOADS).all()) {
            Optional<PodShape> needless = workload.running().stream().filter(PodShape::mountsToken).filter(shape ->
                    !hasRights(context.get(GRANTS), workload.namespace(), shape.serviceAccount())).findFirst();
            if (needless.isPresent() && SystemWorkload.of(workload, context.get(MIRRORS)).isEmpty()) {
                boolean holds = context.get(APPROVED).contains(workload.id());
                String observed = "a token of the service account " + needless.get().serviceAccount()
                        + ", which no role is bound to";
                verdicts.add(Verdict.of(holds, workload.id(), observed, "no token", workload.kind() + " "
                        + workload.namespace() + "/" + workload.name() + " (" + workload.pods()
                        + (workload.pods() == 1 ? " pod)" : " pods)") + " has " + observed + (holds ? ", as approved"
                        : "; expected no token"), evidence(context, "pod " + needless.get().example())));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "none", "no token without rights", "no pod has a token of a service account "
                    + "that no role is bound to", evidence(context, "")));
        }
        return verdicts;
    }

    /** Rights that all accounts, or all who are known, have do not count: they are no need of this one. */
    private static boolean hasRights(RoleGrants grants, String namespace, String account) {
        Authorizer.Identity own = new Authorizer.Identity(Authorizer.Identity.serviceAccount(namespace, account).user(),
                Set.of("system:serviceaccounts:" + namespace));
        return !new Authorizer(grants).bindingsOf(own).isEmpty();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Set automountServiceAccountToken: false in the pod's template of " + fail.subject()
                + "."));
    }
}
