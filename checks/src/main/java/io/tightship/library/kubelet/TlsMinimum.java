package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.TlsJudgement;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lowest TLS version that the kubelet takes is at least the site's; where nobody sets it, it is TLS 1.2. */
final class TlsMinimum implements Check {

    private static final Need.Own<PerSubject<KubeletSetting>> SETTING =
            Need.Own.of(KubeletSetting.key("tlsMinVersion"));
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);

    private static final Rule RULE = Rule.builder("kubelet-tls-minimum")
            .title("The kubelet refuses TLS versions below the site's minimum")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING)
            .rationale("""
                    What people type into containers, and what these print, travels over this port, with the tokens of
                    those who watch the node. Old protocol versions let somebody on the path downgrade a connection and
                    attack its weaker ciphers.""")
            .remediation("""
                    Set tlsMinVersion in the kubelet's configuration file, or --tls-min-version, to the site's minimum
                    (value tls-minimum-version); then restart the kubelet. A flag overrides drop-ins, and these the file.

                    Confirm from outside with a client that offers one version only. What may break: monitoring that
                    speaks no newer version.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SETTING, MINIMUM);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(SETTING).known().forEach((process, setting) -> {
            Place place = setting.effective();
            String written = place.origin() == Origin.DEFAULT || place.words().isEmpty() ? ""
                    : SettingSteps.written("tlsMinVersion", place);
            List<Evidence> evidence = context.sources(SETTING, process).stream()
                    .map(source -> source.evidence(place.line(), written)).toList();
            Optional<TlsVersion> minimum = place.words().isEmpty() ? Optional.of(GoTls.DEFAULT_MINIMUM)
                    : TlsVersion.ofFlag(place.words());
            verdicts.add(TlsJudgement.minimum(process, "tlsMinVersion", written, minimum, context.get(MINIMUM),
                    evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>(List.of(SettingSteps.set(context.get(SETTING).known().get(fail.subject()),
                context.get(MINIMUM).flag())));
        steps.addAll(SettingSteps.after(steps, context.target().name()));
        return steps;
    }
}
