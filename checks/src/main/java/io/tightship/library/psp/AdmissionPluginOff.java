package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.PspAdmission;
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
import java.util.SortedSet;

/** The API servers do not run the plugin PodSecurityPolicy, and are not told to run it when they are started again. */
final class AdmissionPluginOff implements Check {

    private static final Need.Own<PerSubject<Flags>> FLAGS = Need.Own.of(Flags.of(Component.KUBE_APISERVER));
    private static final Need.Across<AdmissionRole, Target.Cluster> ROLE = Need.Across.each(TargetSet.OWN_CLUSTER,
            AdmissionRole.KEY);
    /** The reader of the role asks for it, so it stands in the report. */
    private static final Need.Setting<String> OVERLAY = Need.Setting.of(AdmissionRole.OVERLAY);

    private static final String SUBJECT = "role kubernetes::apiserver";
    private static final String EXPECTED = "no " + PspAdmission.PLUGIN;

    private static final Rule RULE = Rule.builder("psp-admission-plugin-off")
            .title("The plugin PodSecurityPolicy is off")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Kubernetes 1.25 knows the plugin no more: an API server that is told to run it does not start, so that an
                    upgrade takes the cluster down. Until then two systems judge pods, and nobody knows which one let a pod
                    through. Up to version 9.2 Base Command Manager keeps the list in a role and starts the API servers by it:
                    both are looked at, the process and the role.""")
            .remediation("""
                    Put the successor in place first (psp-successor-in-place), then switch the plugin off with
                    cm-kubernetes-setup --disable-psp, which takes it out of the role, or take it out of
                    --enable-admission-plugins where nothing else writes that.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Verify if PSP are enabled; Disable PSP on the cluster")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FLAGS, ROLE, OVERLAY);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(FLAGS).known().forEach((process, flags) -> {
            String written = flags.written(PspAdmission.FLAGS.toArray(String[]::new));
            verdicts.add(verdict(!PspAdmission.runs(flags), process, written.isEmpty() ? "no list of plugins" : written,
                    context.sources(FLAGS, process).stream().map(source -> source.evidence(0, written)).toList()));
        });
        context.get(ROLE).forEach((cluster, role) -> {
            if (role.plugins().isPresent()) {
                SortedSet<String> plugins = role.plugins().get();
                String listed = String.join(",", plugins);
                verdicts.add(verdict(!plugins.contains(PspAdmission.PLUGIN), SUBJECT, listed, context.sources(ROLE, cluster)
                        .stream().map(source -> source.evidence(0, listed)).toList()));
            }
        });
        return verdicts;
    }

    private static Verdict verdict(boolean holds, String subject, String observed, List<Evidence> evidence) {
        return Verdict.of(holds, subject, observed, EXPECTED, subject + (subject.equals(SUBJECT) ? " lists " : " was started "
                + "with ") + observed + (holds ? ", as expected" : "; expected " + EXPECTED), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "cm-kubernetes-setup --disable-psp"), fail.subject().equals(SUBJECT)
                ? Step.prose("Then the role lists " + PspAdmission.PLUGIN + " no more: cmsh, configurationoverlay, use "
                + "kube-CLUSTER-master, roles, use kubernetes::apiserver, get admissioncontrol.")
                : Step.prose("Where Base Command Manager does not start " + fail.subject() + ", take " + PspAdmission.PLUGIN
                + " out of --enable-admission-plugins in its manifest on " + context.target().name() + "."));
    }
}
