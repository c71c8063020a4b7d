package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.library.flag.FlagSteps;
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

/** The API server has an audit policy that records something, and somewhere to write: one without the other is nothing. */
final class AuditPolicy implements Check {

    private static final String EXPECTED = "an audit policy with a rule above None, and a log or a webhook";
    private static final Need.Own<PerSubject<AuditRules>> RULES = Need.Own.of(AuditRules.KEY);
    private static final Need.Own<PerSubject<Flags>> FLAGS = Need.Own.of(Flags.of(Component.KUBE_APISERVER));

    private static final Rule RULE = Rule.builder("apiserver-audit-policy")
            .title("The API server records requests by an audit policy")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Without a record nobody can tell afterwards who read a Secret or ran a command in a pod. A policy
                    without a place to write, or a place without a policy, records nothing and says so nowhere.""")
            .remediation("""
                    Write a policy (audit.k8s.io/v1, kind Policy), put it beside the manifests on every control-plane
                    node, mount it into the static pod, and name it by --audit-policy-file, together with
                    --audit-log-path or --audit-webhook-config-file.

                    Confirm that the log grows. What may break: a policy at the level RequestResponse for everything
                    fills disks and holds Secrets; begin with Metadata. The API server reads the policy only when it
                    starts, and does not start with one that has no rules.""")
            .reference("CIS Kubernetes Benchmark 1.12", "3.2.1")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .reference("DISA STIG for Kubernetes", "V-242461")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RULES, FLAGS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        var flags = context.get(FLAGS).known();
        context.get(RULES).known().forEach((process, policy) -> {
            if (!flags.containsKey(process)) {
                return; // its own ERROR stands in this place
            }
            boolean backend = backend(flags.get(process));
            boolean records = policy.recordsAnything();
            String written = flags.get(process).written("audit-policy-file", "audit-log-path",
                    "audit-webhook-config-file");
            String observed = policy.file().map(file -> records ? "the policy " + file : "the policy " + file
                    + ", which records nothing").orElse("no audit policy") + (backend ? "" : "; no log and no webhook");
            List<Evidence> evidence = new ArrayList<>(context.sources(RULES, process).stream()
                    .map(source -> source.evidence(0, observed)).toList());
            context.sources(FLAGS, process).forEach(source -> evidence.add(source.evidence(0, written)));
            verdicts.add(Verdict.of(records && backend, process, observed, EXPECTED, process + " has " + observed
                    + (records && backend ? " and somewhere to write, as expected" : "; expected " + EXPECTED),
                    evidence));
        });
        return verdicts;
    }

    private static boolean backend(Flags flags) {
        return List.of("audit-log-path", "audit-webhook-config-file").stream().anyMatch(flag ->
                flags.text(flag).filter(text -> !text.isEmpty()).isPresent());
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        List<Step> steps = new ArrayList<>();
        AuditRules policy = context.get(RULES).known().get(fail.subject());
        if (!policy.recordsAnything()) {
            steps.add(Step.prose("On " + node + ", write a policy that records at least this much, and have the static pod "
                    + "see the file."));
            steps.add(Step.setting(Step.Place.file(policy.file().orElse("/etc/kubernetes/audit-policy.yaml")),
                    "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n"));
            if (policy.file().isEmpty()) {
                steps.addAll(FlagSteps.set(Component.KUBE_APISERVER, node,
                        "--audit-policy-file=/etc/kubernetes/audit-policy.yaml"));
            }
        }
        if (!backend(context.get(FLAGS).known().get(fail.subject()))) {
            steps.addAll(FlagSteps.set(Component.KUBE_APISERVER, node,
                    "--audit-log-path=/var/log/kubernetes/audit.log"));
        }
        return steps;
    }
}
