package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.ExceptionFeature;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.PolicyExceptions;
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

/** Each PolicyException that Kyverno heeds is approved. */
final class ExceptionsApproved implements Check {

    private static final Need.Own<PolicyExceptions> EXCEPTIONS = Need.Own.of(PolicyExceptions.KEY);
    private static final Need.Own<ExceptionFeature> FEATURE = Need.Own.of(ExceptionFeature.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(KyvernoValues.EXCEPTIONS);

    private static final Rule RULE = Rule.builder("kyverno-exceptions-approved")
            .title("Every PolicyException that Kyverno heeds is approved")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A PolicyException takes rules of policies away for what it matches. It is one small object that whoever
                    may create it there creates, and no policy shows it.""")
            .remediation("""
                    Delete the exception, or approve it in the value kyverno-approved-exceptions. Where the site needs
                    none, switch the feature off: features.policyExceptions.enabled in the values of Kyverno's chart. What
                    is there then waits for it to be switched on again.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(EXCEPTIONS, FEATURE, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (PolicyExceptions.PolicyException exception : context.get(EXCEPTIONS).exceptions()) {
            if (!context.get(FEATURE).heeds(exception)) {
                String arguments = String.join(" ", context.get(FEATURE).arguments());
                verdicts.add(new Verdict.Pass(exception.group() + " " + exception.id(), "not heeded", "an exception that is "
                        + "approved, or not heeded", "PolicyException " + exception.id() + " of " + exception.group()
                        + " is not heeded: Kyverno's admission controller runs with " + arguments, context.sources(FEATURE)
                        .stream().map(source -> source.evidence(0, arguments)).toList()));
                continue;
            }
            boolean approved = context.get(APPROVED).contains(exception.id());
            String observed = "excepts " + String.join(" and ", exception.policies());
            verdicts.add(Verdict.of(approved, exception.group() + " " + exception.id(), observed,
                    "an exception that is approved", "PolicyException " + exception.id() + " of " + exception.group() + " "
                            + observed + (approved ? ", as approved" : "; expected one of the value "
                            + "kyverno-approved-exceptions"), evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "no PolicyException", "none, or approved ones",
                    "the cluster holds no PolicyException", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXCEPTIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] subject = fail.subject().split("[ /]");
        return List.of(Step.command("the head node", Charts.module(context.target()) + "kubectl delete policyexceptions."
                + subject[0] + " -n " + subject[1] + " " + subject[2]), Step.prose("Where the site means it so, approve it in the inventory: values: kyverno-approved-exceptions."));
    }
}
