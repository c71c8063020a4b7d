package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.ServiceAccounts;
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

/** The service account that pods get where they name none has neither rights nor a token in its pods. */
final class DefaultServiceAccounts implements Check {

    static final ValueKey<Set<String>> APPROVED_NAMESPACES = ValueKey.withFallback(
            "rbac-default-service-accounts-approved", ValueType.TEXTS, Set.of(),
            "in which namespaces may the service account default have rights or mount its token");

    private static final Need.Own<ServiceAccounts> ACCOUNTS = Need.Own.of(ServiceAccounts.KEY);
    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_NAMESPACES);

    private static final Rule RULE = Rule.builder("rbac-default-service-accounts")
            .title("The service accounts called default have no rights and mount no token")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Every pod that names no service account runs as this one. A right that it has is a right of everything
                    in the namespace, and its token is an identity that nobody decided to hand out.""")
            .remediation("""
                    Set automountServiceAccountToken: false on the service account default of each namespace, and bind roles
                    to accounts of their own. Pods that use the API without naming an account stop working: give them one
                    first.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.1.5").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ACCOUNTS, GRANTS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        int judged = 0;
        for (ServiceAccounts.Account account : context.get(ACCOUNTS).all()) {
            if (!account.name().equals("default")) {
                continue;
            }
            judged++;
            List<String> found = faults(context, account);
            if (!found.isEmpty()) {
                boolean holds = context.get(APPROVED).contains(account.namespace());
                String observed = String.join("; ", found);
                verdicts.add(Verdict.of(holds, account.namespace(), observed, "no token and no rights", "the service account "
                        + "default of " + account.namespace() + ": " + observed + (holds ? ", as approved"
                        : "; expected no token and no rights"), evidence(context, observed)));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "none of " + judged, "no token and no rights", "none of the " + judged
                    + " service accounts called default has rights or mounts its token", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<String> faults(Context context, ServiceAccounts.Account account) {
        List<String> found = new ArrayList<>();
        if (!account.mountsToken().equals(Optional.of(false))) {
            found.add("automountServiceAccountToken is " + account.mountsToken().map(String::valueOf)
                    .orElse("not stated, so true"));
        }
        Set<String> own = Set.of(new RoleGrants.Subject("ServiceAccount", account.namespace(), "default").id(),
                "Group:system:serviceaccounts", "Group:system:serviceaccounts:" + account.namespace());
        RoleGrants grants = context.get(GRANTS);
        grants.bindings().stream().filter(binding -> binding.subjects().stream().anyMatch(subject ->
                own.contains(subject.id())) && !discovery(binding, grants)).forEach(binding -> found.add("bound by "
                + binding.id() + " to " + binding.role()));
        return found;
    }

    /** What every API server grants all service accounts: to read how their tokens are verified. */
    private static boolean discovery(RoleGrants.Binding binding, RoleGrants grants) {
        return binding.name().startsWith("system:") && grants.role(binding).filter(role -> role.rules().stream().allMatch(
                rule -> rule.resources().isEmpty())).isPresent();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(ACCOUNTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl patch serviceaccount default -n " + fail.subject()
                + " -p '{\"automountServiceAccountToken\": false}'"), Step.prose("Take the account out of the bindings that "
                + "name it."));
    }
}
