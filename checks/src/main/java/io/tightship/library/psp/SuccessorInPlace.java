package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Approvals;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption.Kind;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.fact.kubernetes.PspAdmission;
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
import java.util.Map;
import java.util.Set;

/** Where Pod Security Policies judge pods no more, Kyverno or Pod Security admission does, in every namespace. */
final class SuccessorInPlace implements Check {

    private static final Need.Own<PerSubject<PodPolicyCoverage>> COVERAGE = Need.Own.of(PodPolicyCoverage.KEY);
    private static final Need.Own<PspAdmission> PSP = Need.Own.of(PspAdmission.KEY);
    private static final Need.Own<AdmissionRole> ROLE = Need.Own.of(AdmissionRole.KEY);
    private static final Need.Own<PermissionUsers> USERS = Need.Own.of(PermissionUsers.KEY);
    private static final Need.Setting<Set<String>> CONTROLS = Need.Setting.of(PodPolicyValues.CONTROLS);
    private static final Need.Setting<Set<String>> ALIASES = Need.Setting.of(PodPolicyValues.ALIASES);
    private static final Need.Setting<String> OVERLAY = Need.Setting.of(AdmissionRole.OVERLAY);
    private static final Map<Kind, Need.Setting<Set<String>>> APPROVED = Map.of(
            Kind.EXCLUSION, Need.Setting.of(KyvernoValues.EXCLUSIONS),
            Kind.NAMESPACE, Need.Setting.of(KyvernoValues.NAMESPACES),
            Kind.CONDITION, Need.Setting.of(KyvernoValues.CONDITIONS),
            Kind.EXCEPTION, Need.Setting.of(KyvernoValues.EXCEPTIONS),
            Kind.POD_SECURITY, Need.Setting.of(PodSecuritySettings.APPROVED));

    private static final String EXPECTED = "each control enforced by Kyverno or Pod Security admission, or exempt by approval";

    private static final Rule RULE = Rule.builder("psp-successor-in-place")
            .title("What Pod Security Policies did is enforced by their successor in every namespace")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Between the end of Pod Security Policies and the beginning of their successor any pod may mount the host's
                    files and run privileged. The window closes only where a policy enforces: one that audits, is not ready,
                    or leaves a namespace out leaves the window open there. Namespaces that the site approved as exempt are
                    open as well; kyverno-default-namespace-guarded says so of the one called default.""")
            .remediation("""
                    Install Kyverno and its policies with validationFailureAction Enforce, take namespaces out of policyExclude
                    that need no exclusion, or label namespaces for Pod Security admission.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Disable PSP; Install Kyverno; Kyverno Policies")
            .reference("CIS Kubernetes Benchmark 1.12", "5.2.1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new java.util.LinkedHashSet<>(Set.of(COVERAGE, PSP, ROLE, USERS, CONTROLS, ALIASES,
                OVERLAY));
        needs.addAll(APPROVED.values());
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        Map<Kind, Set<String>> texts = new java.util.EnumMap<>(Kind.class);
        APPROVED.forEach((kind, need) -> texts.put(kind, context.get(need)));
        Approvals approvals = new Approvals(texts);
        Set<BaselineControl> controls = PodPolicyValues.controls(context.get(CONTROLS));
        boolean ends = context.get(PSP).everywhere() && !context.get(ROLE).admits(PspAdmission.PLUGIN);
        boolean psp = context.get(PSP).everywhere() && !ends;
        String window = ends ? "; Pod Security Policies end when the API servers start anew, as the role "
                + "kubernetes::apiserver has it" : "";
        context.get(COVERAGE).known().forEach((namespace, coverage) -> {
            List<BaselineControl> open = new ArrayList<>(coverage.open(controls, approvals));
            if (context.get(USERS).confines(namespace)) {
                open.remove(BaselineControl.HOST_PATHS); // by the policy of the user whose namespace it is
            }
            if (!open.isEmpty() && psp) {
                verdicts.add(new Verdict.NotApplicable(namespace, context.get(PSP).why() + ": Pod Security Policies still judge "
                        + "pods in " + namespace + " (psp-admission-plugin-off judges that)", evidence(context, namespace, "")));
                return;
            }
            String observed = open.isEmpty() ? "all " + controls.size() + " enforced or exempt by approval"
                    : "open: " + String.join(", ", open.stream().map(BaselineControl::policy).toList()) + " ("
                    + coverage.guard(open.getFirst()).why() + ")" + window;
            verdicts.add(Verdict.of(open.isEmpty(), namespace, observed, EXPECTED, "pods in namespace " + namespace + ": "
                    + observed + (open.isEmpty() ? "" : "; expected " + EXPECTED), evidence(context, namespace, observed)));
        });
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String namespace, String excerpt) {
        return context.sources(COVERAGE, namespace).stream().limit(1).map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = "module load kubernetes/" + context.target().name() + " && ";
        return List.of(Step.command("the head node", module + "helm get values -n kyverno kyverno-policies"),
                Step.prose("Where the namespace must be exempt, approve what is left out in the inventory: values: "
                        + "kyverno-approved-exclusions."), Step.command("the head node", module
                        + "kubectl label namespace " + fail.subject() + " pod-security.kubernetes.io/enforce=baseline"));
    }
}
