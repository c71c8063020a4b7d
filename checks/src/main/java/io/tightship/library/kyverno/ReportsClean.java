package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.PolicyReports;
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

/** No object that is there violates a policy, outside of the infrastructure's namespaces. */
final class ReportsClean implements Check {

    private static final Need.Own<PolicyReports> REPORTS = Need.Own.of(PolicyReports.KEY);
    private static final Need.Setting<Set<String>> INFRASTRUCTURE =
            Need.Setting.of(KyvernoValues.INFRASTRUCTURE);

    private static final String EXPECTED = "no violation outside of kyverno-infrastructure-namespaces";

    private static final Rule RULE = Rule.builder("kyverno-reports-clean")
            .title("No report names a violation outside of the infrastructure's namespaces")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A policy that enforces stops what is created from then on; what was there before goes on, and even may be
                    changed. The reports are where such objects are seen. What was refused at admission leaves no report.""")
            .remediation("""
                    Change the workload so that the policy holds, or except it from the policy where the site means it so
                    and approve that exception. Results of the kind error mean that the policy could not be evaluated: mend
                    the policy.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(REPORTS, INFRASTRUCTURE);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        long inside = 0;
        for (PolicyReports.Violation violation : context.get(REPORTS).violations()) {
            if (context.get(INFRASTRUCTURE).contains(violation.namespace())) {
                inside += violation.count();
                continue;
            }
            String where = violation.namespace().isEmpty() ? "cluster" : violation.namespace();
            long more = violation.count() - violation.resources().size();
            String observed = violation.result() + ": " + (violation.resources().isEmpty() ? violation.count()
                    + " objects" : String.join(", ", violation.resources()) + (more > 0 ? " and " + more + " more" : ""));
            verdicts.add(new Verdict.Fail(where + ": " + violation.policy() + "/" + violation.rule() + " "
                    + violation.result(), observed, EXPECTED, "rule " + violation.rule() + " of " + violation.policy()
                    + (violation.namespace().isEmpty() ? "" : " in namespace " + violation.namespace()) + ", " + observed
                    + "; expected " + EXPECTED, evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            String observed = "none outside, " + inside + " in the infrastructure's namespaces, of "
                    + context.get(REPORTS).results() + " results";
            verdicts.add(new Verdict.Pass("", observed, EXPECTED, "violations that Kyverno reports: " + observed,
                    evidence(context, observed)));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(REPORTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String namespace = fail.subject().substring(0, fail.subject().indexOf(':'));
        return List.of(Step.command("the head node", Charts.module(context.target()) + (namespace.equals("cluster")
                ? "kubectl get clusterpolicyreports.wgpolicyk8s.io" : "kubectl get policyreports.wgpolicyk8s.io -n "
                + namespace)), Step.prose("Change what " + fail.observed().replaceFirst("^[a-z]+: ", "")
                + " come from; where the namespace belongs to the infrastructure, name it in the inventory: values: "
                + "kyverno-infrastructure-namespaces."));
    }
}
