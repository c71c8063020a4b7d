package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PodSecurityPolicies;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.ServerVersion;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Nothing of Pod Security Policies is left: no object, no role, no manifest, no pod that one of them let in. */
final class LeftoversAbsent implements Check {

    private static final Need.Own<PodSecurityPolicies> POLICIES = Need.Own.of(PodSecurityPolicies.KEY);
    private static final Need.Own<RoleGrants> ROLES = Need.Own.of(RoleGrants.KEY);
    private static final Need.Own<ReleaseObjects> MANIFESTS = Need.Own.of(ReleaseObjects.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<ServerVersion> VERSION = Need.Own.of(ServerVersion.KEY);

    /** What charts, operators and Kubernetes itself write on what they bring; nobody writes it by hand. */
    private static final Set<String> MARKS = Set.of("helm.sh/chart", "chart", "olm.owner", "kubernetes.io/bootstrapping");

    private static final String EXPECTED = "nothing of Pod Security Policies";

    private static final Rule RULE = Rule.builder("psp-leftovers-absent")
            .title("Nothing of Pod Security Policies is left")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Helm cannot upgrade a release whose last manifest holds a kind that the API server knows no more. Roles
                    that name PodSecurityPolicies, and pods that were let in by one, show that nobody has looked at them
                    since. On Kubernetes 1.25 and later such roles grant nothing; those that a chart or an operator brought
                    can wait for its next version, and are of low severity.""")
            .remediation("""
                    Delete the objects while their API is there, update charts that still bring them, take the resource out of
                    roles, and create pods anew that bear the annotation kubernetes.io/psp.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Verify if PSP are enabled").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(POLICIES, ROLES, MANIFESTS, WORKLOADS, VERSION);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(POLICIES).names().forEach(name -> verdicts.add(left(context, POLICIES, "PodSecurityPolicy " + name,
                "the object is there")));
        for (RoleGrants.Role role : context.get(ROLES).roles()) {
            if (role.rules().stream().anyMatch(rule -> rule.resources().contains("podsecuritypolicies"))) {
                Verdict.Fail left = left(context, ROLES, role.namespace().isEmpty() ? "ClusterRole " + role.name() : "Role "
                        + role.namespace() + "/" + role.name(), "it names podsecuritypolicies");
                verdicts.add(ofVendor(role) && !context.get(VERSION).knowsPodSecurityPolicies() ? left.as(Severity.LOW)
                        : left);
            }
        }
        context.get(MANIFESTS).ofRelease().forEach((release, objects) -> {
            if (objects.stream().anyMatch(object -> object.kind().equals("PodSecurityPolicy"))) {
                verdicts.add(left(context, MANIFESTS, "release " + release, "its manifest holds a PodSecurityPolicy"));
            }
        });
        for (Workloads.Workload workload : context.get(WORKLOADS).all()) {
            workload.running().stream().flatMap(shape -> shape.annotations().entrySet().stream()).filter(entry ->
                    entry.getKey().equals("kubernetes.io/psp")).findFirst().ifPresent(entry -> verdicts.add(left(context,
                    WORKLOADS, "pods of " + workload.id(), "they were let in by the policy " + entry.getValue())));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nothing", EXPECTED, "no object, role, release or pod of the cluster has to do "
                    + "with Pod Security Policies", evidence(context, POLICIES, "")));
        }
        return verdicts;
    }

    private static boolean ofVendor(RoleGrants.Role role) {
        return role.labels().entrySet().stream().anyMatch(label -> MARKS.contains(label.getKey())
                || label.getKey().startsWith("operators.coreos.com/") || label.getKey().equals("app.kubernetes.io/managed-by")
                && label.getValue().equals("Helm"));
    }

    private static Verdict.Fail left(Context context, Need.Own<?> need, String subject, String observed) {
        return new Verdict.Fail(subject, observed, EXPECTED, subject + ": " + observed + "; expected " + EXPECTED,
                evidence(context, need, subject));
    }

    private static List<Evidence> evidence(Context context, Need.Own<?> need, String excerpt) {
        return context.sources(need).stream().limit(1).map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = "module load kubernetes/" + context.target().name() + " && ";
        String[] words = fail.subject().split(" ", 2);
        String[] names = words[1].split("/");
        return List.of(switch (words[0]) {
            case "PodSecurityPolicy" -> Step.command("the head node", module + "kubectl delete psp " + names[0]);
            case "ClusterRole" -> Step.command("the head node", module + "kubectl edit clusterrole " + names[0]);
            case "Role" -> Step.command("the head node", module + "kubectl edit role -n " + names[0] + " " + names[1]);
            case "release" -> Step.command("the head node", module + "helm get manifest -n " + names[0] + " " + names[1]);
            default -> Step.prose("Create the " + fail.subject() + " anew, once the successor is in place.");
        }, Step.prose("See that a newer version of the chart or of the software brings it no more."));
    }
}
