package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoValues;
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

/** Kyverno's own settings leave out only what the site approved. */
final class SilentExemptions implements Check {

    private static final Need.Own<io.tightship.fact.kyverno.SilentExemptions> SILENT = Need.Own.of(
            io.tightship.fact.kyverno.SilentExemptions.KEY);
    private static final Need.Setting<Set<String>> NAMESPACES = Need.Setting.of(KyvernoValues.NAMESPACES);
    private static final Need.Setting<Set<String>> SUBJECTS = Need.Setting.of(KyvernoValues.SUBJECTS);
    private static final Need.Setting<Set<String>> CONDITIONS = Need.Setting.of(KyvernoValues.CONDITIONS);

    private static final Rule RULE = Rule.builder("kyverno-silent-exemptions")
            .title("Kyverno's own settings leave out only what is approved")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The ConfigMap kyverno names resources, users and groups that no policy ever sees. It stays when Kyverno
                    is removed and installed anew, and no policy and no report shows what it leaves out. It also says by which
                    selectors and conditions webhooks are made.""")
            .remediation("""
                    Take the entry out of the values of Kyverno's chart (config.resourceFilters, config.excludeGroups and
                    so on) and upgrade, or approve it in the values kyverno-exempt-namespaces, kyverno-exempt-subjects and
                    kyverno-approved-webhook-conditions.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SILENT, NAMESPACES, SUBJECTS, CONDITIONS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        io.tightship.fact.kyverno.SilentExemptions silent = context.get(SILENT);
        List<Verdict> verdicts = new ArrayList<>();
        silent.pods().forEach(namespace -> verdicts.add(judge(context, "pods of namespace " + namespace,
                context.get(NAMESPACES).contains(namespace), "kyverno-exempt-namespaces")));
        silent.who().forEach(subject -> verdicts.add(judge(context, subject, context.get(SUBJECTS).contains(subject),
                "kyverno-exempt-subjects")));
        silent.conditions().forEach(condition -> verdicts.add(judge(context, "what does not fit the " + condition,
                context.get(CONDITIONS).contains(condition), "kyverno-approved-webhook-conditions")));
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nothing", "nothing, or what is approved", silent.found()
                    ? "Kyverno's ConfigMap leaves nothing out" : "Kyverno has no ConfigMap of its own",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static Verdict judge(Context context, String what, boolean approved, String value) {
        return Verdict.of(approved, what, "left out of all policies", "approved, or not left out", what + " is left out of "
                + "all of Kyverno's policies by its ConfigMap" + (approved ? ", as approved" : "; expected that the value "
                + value + " approves it"), evidence(context, what));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(SILENT).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", Charts.module(context.target())
                + "kubectl edit configmap kyverno -n kyverno"), Step.prose("Change the values of Kyverno's chart as well: "
                + "the next upgrade writes the ConfigMap anew."));
    }
}
