package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.AuditRules.Request;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the audit policy records of the requests that matter, for a user that it does not name: access to what holds
 * credentials at Metadata, neither less nor more, and changes of workloads and doors into pods at Metadata at least.
 */
final class AuditPolicyCovers implements Check {

    private static final String EXPECTED = "Secrets, ConfigMaps and TokenReviews at Metadata; changes of pods and "
            + "deployments, exec, attach, port forwarding and proxies at Metadata or above";
    private static final String ANY_NAMESPACE = "a namespace that no rule names";
    private static final List<String> CHANGES = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final List<String> ALL = List.of("get", "list", "watch", "create", "update", "patch", "delete",
            "deletecollection");
    private static final List<String> DOORS = List.of("get", "create");

    /** Requests of one kind. @param exactly whether more than Metadata would put credentials into the log */
    private record Asked(String group, String resource, String subresource, List<String> verbs, boolean exactly) {
        String words() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    private static final List<Asked> ASKED = List.of(
            new Asked("", "secrets", "", ALL, true), new Asked("", "configmaps", "", ALL, true),
            new Asked("authentication.k8s.io", "tokenreviews", "", List.of("create"), true),
            new Asked("", "pods", "", CHANGES, false), new Asked("apps", "deployments", "", CHANGES, false),
            new Asked("", "pods", "exec", DOORS, false), new Asked("", "pods", "attach", DOORS, false),
            new Asked("", "pods", "portforward", DOORS, false), new Asked("", "pods", "proxy", DOORS, false),
            new Asked("", "services", "proxy", DOORS, false));

    private static final Need.Own<PerSubject<AuditRules>> RULES = Need.Own.of(AuditRules.KEY);

    private static final Rule RULE = Rule.builder("apiserver-audit-policy-covers")
            .title("The audit policy records what matters, and no credentials")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.ON_DISK)
            .rationale("""
                    A policy that leaves out Secrets or exec is blind where an intruder works. One that records the
                    bodies of Secrets and TokenReviews turns the audit log into a list of the cluster's credentials.""")
            .remediation("""
                    The first rule that matches a request decides. Begin with {level: Metadata, resources: [{group: "",
                    resources: [secrets, configmaps]}, {group: authentication.k8s.io, resources: [tokenreviews]}]}, then
                    leave out what is noise, and end with {level: Metadata}, which catches all the rest. A rule of level
                    None with resources or namespaces hides them from every rule behind it.

                    The API server reads the policy only when it starts. Rules for users by name are not judged here.""")
            .reference("CIS Kubernetes Benchmark 1.12", "3.2.2")
            .reference("DISA STIG for Kubernetes", "V-242403")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RULES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(RULES).known().forEach((process, policy) -> {
            List<String> gaps = gaps(policy);
            String observed = gaps.isEmpty() ? "all of it" : String.join("; ", gaps);
            List<Evidence> evidence = context.sources(RULES, process).stream()
                    .map(source -> source.evidence(0, observed)).toList();
            String of = policy.file().map(file -> "the audit policy " + file).orElse("no audit policy");
            verdicts.add(Verdict.of(gaps.isEmpty(), process, observed, EXPECTED, process + " has " + of
                    + (gaps.isEmpty() ? ", which records what matters and no credentials" : ": " + observed
                    + "; expected " + EXPECTED), evidence));
        });
        return verdicts;
    }

    /** One sentence for each kind of request that is not recorded as it should be. */
    private static List<String> gaps(AuditRules policy) {
        Set<String> namespaces = new TreeSet<>(policy.namespaces());
        namespaces.add(ANY_NAMESPACE);
        List<String> gaps = new ArrayList<>();
        for (Asked asked : ASKED) {
            Map<Level, Set<String>> wrong = new LinkedHashMap<>();
            boolean global = asked.resource().equals("tokenreviews");
            for (String namespace : global ? Set.of("") : namespaces) {
                for (String verb : asked.verbs()) {
                    Level level = policy.level(new Request(verb, asked.group(), asked.resource(), asked.subresource(),
                            namespace));
                    if (level == Level.NONE || asked.exactly() && level != Level.METADATA) {
                        wrong.computeIfAbsent(level, l -> new TreeSet<>()).add(verb + (global
                                || namespace.equals(ANY_NAMESPACE) ? "" : " in " + namespace));
                    }
                }
            }
            wrong.forEach((level, where) -> gaps.add(asked.words() + (level == Level.NONE ? " not at all"
                    : " at " + level.word() + ", with what they hold") + " (" + String.join(", ", where) + ")"));
        }
        return gaps;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        String file = context.get(RULES).known().get(fail.subject()).file()
                .orElse("/etc/kubernetes/audit-policy.yaml, which --audit-policy-file must name");
        return List.of(Step.prose("On " + node + ", change " + file + ": the first rule must be level: Metadata for "
                + "secrets and configmaps of the group \"\" and tokenreviews of authentication.k8s.io, and the last one "
                + "level: Metadata for everything. Restart kube-apiserver."),
                Step.command(node, "tail -n 3 /var/log/kubernetes/audit.log"));
    }
}
