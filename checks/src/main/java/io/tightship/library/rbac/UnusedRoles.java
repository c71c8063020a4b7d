package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every role is bound to somebody, and every binding binds a role that exists to somebody who does. */
final class UnusedRoles implements Check {

    static final ValueKey<Set<String>> APPROVED_OBJECTS = ValueKey.withFallback("rbac-unused-roles-approved",
            ValueType.TEXTS, Set.of(), "which roles and bindings (clusterrole/NAME, role/NAMESPACE/NAME, "
                    + "clusterrolebinding/NAME, rolebinding/NAMESPACE/NAME) are kept although nobody uses them");

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Own<ServiceAccounts> ACCOUNTS = Need.Own.of(ServiceAccounts.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_OBJECTS);

    private static final Rule RULE = Rule.builder("rbac-unused-roles")
            .title("No roles and bindings are left over")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A binding to an account that is gone gives its rights to whoever makes an account of that name; one to a
                    role that is gone, to whatever is called so next. Roles that nobody uses hide those that somebody
                    does.""")
            .remediation("""
                    Delete what is left over; see first whether a chart that is installed owns it, and remove it there.""")
            .reference("Securing GPU device plugins", "Short-term improvements, 1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS, ACCOUNTS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, String> unused = new TreeMap<>(Comparator.naturalOrder());
        RoleGrants grants = context.get(GRANTS);
        Set<String> accounts = context.get(ACCOUNTS).all().stream().map(account -> account.namespace() + "/"
                + account.name()).collect(Collectors.toSet());
        Set<Role> bound = new HashSet<>();
        for (Binding binding : grants.bindings()) {
            grants.role(binding).ifPresent(bound::add);
            if (binding.name().startsWith("system:")) {
                continue;
            }
            if (grants.role(binding).isEmpty()) {
                unused.put(binding.id(), "binds the " + binding.roleKind() + " " + binding.role() + ", which does not exist");
            } else if (binding.subjects().stream().allMatch(subject -> subject.kind().equals("ServiceAccount")
                    && !accounts.contains((subject.namespace().isEmpty() ? binding.namespace() : subject.namespace()) + "/"
                    + subject.name()))) {
                unused.put(binding.id(), binding.subjects().isEmpty() ? "binds nobody" : "binds only service accounts that "
                        + "do not exist: " + binding.subjects().stream().map(RoleGrants.Subject::id)
                        .collect(Collectors.joining(", ")));
            }
        }
        grants.roles().stream().filter(role -> !bound.contains(role) && !ofTheSystem(role) && !aggregated(role, grants))
                .forEach(role -> unused.put(id(role), "is bound to nobody"));
        List<Verdict> verdicts = new ArrayList<>();
        unused.forEach((id, observed) -> {
            boolean holds = context.get(APPROVED).contains(id);
            verdicts.add(Verdict.of(holds, id, observed, "a use", id + " " + observed + (holds ? ", as approved"
                    : "; expected a role that is used by somebody who exists"), evidence(context, observed)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "none", "none left over", "each role of the site's is bound to somebody who "
                    + "exists", evidence(context, "")));
        }
        return verdicts;
    }

    private static String id(Role role) {
        return role.namespace().isEmpty() ? "clusterrole/" + role.name() : "role/" + role.namespace() + "/" + role.name();
    }

    /** What the API server makes itself, whether somebody needs it or not. */
    private static boolean ofTheSystem(Role role) {
        return role.name().startsWith("system:") || role.labels().containsKey("kubernetes.io/bootstrapping");
    }

    /** Its rules are part of another role. */
    private static boolean aggregated(Role role, RoleGrants grants) {
        return role.namespace().isEmpty() && grants.roles().stream().flatMap(other -> other.aggregates().stream())
                .anyMatch(selector -> selector.selects(role.labels()));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] id = fail.subject().split("/");
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl delete " + id[0] + " " + (id.length == 3 ? "-n " + id[1] + " " : "") + id[id.length - 1]));
    }
}
