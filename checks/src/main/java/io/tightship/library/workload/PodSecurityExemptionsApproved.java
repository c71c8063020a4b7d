package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whom Pod Security admission leaves out by its configuration is approved. */
final class PodSecurityExemptionsApproved implements Check {

    private static final Need.Own<PerSubject<PodSecuritySettings>> SETTINGS =
            Need.Own.of(PodSecuritySettings.OF_NODE);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(PodSecuritySettings.APPROVED);

    private static final String EXPECTED = "only exemptions of the value " + PodSecuritySettings.APPROVED.id();

    private static final Rule RULE = Rule.builder("workload-pod-security-exemptions-approved")
            .title("Exemptions of Pod Security admission are approved")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.ON_DISK)
            .rationale("""
                    A file of the API server can leave out namespaces, users and runtime classes, and nothing shows it: the
                    namespace bears its label, and pods that violate are created all the same.""")
            .remediation("""
                    Take the exemption out of the file that --admission-control-config-file names, on every control-plane
                    node, and restart kube-apiserver; or approve it in the value pod-security-approved-exemptions.""")
            .reference("Pod Security Standards for NIM", "the exercise, 4")
            .reference("Kubernetes", "Configure Pod Security admission: exemptions").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SETTINGS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(SETTINGS).known().forEach((process, settings) -> {
            List<String> exempt = Stream.of(words("namespace ", settings.namespaces()), words("user ", settings.users()),
                    words("runtime-class ", settings.runtimeClasses())).flatMap(List::stream).toList();
            List<String> extra = exempt.stream().filter(one -> !context.get(APPROVED).contains(one)).toList();
            String observed = !extra.isEmpty() ? "leaves out " + String.join(", ", extra) : exempt.isEmpty()
                    ? "leaves out nothing" : "leaves out " + String.join(", ", exempt) + ", as approved";
            verdicts.add(Verdict.of(extra.isEmpty(), process, observed, EXPECTED, "Pod Security admission of " + process
                    + " " + observed + (extra.isEmpty() ? "" : "; expected " + EXPECTED), context.sources(SETTINGS, process)
                    .stream().map(source -> source.evidence(0, observed)).toList()));
        });
        return verdicts;
    }

    private static List<String> words(String kind, Set<String> names) {
        return names.stream().map(name -> kind + name).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("On " + context.target().name() + ", take them out of exemptions in the configuration of "
                + "the plugin PodSecurity, and restart kube-apiserver."), Step.command(context.target().name(),
                "ps -o args= -C kube-apiserver | tr ' ' '\\n' | grep admission-control-config-file"));
    }
}
