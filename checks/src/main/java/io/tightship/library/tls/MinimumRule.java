package io.tightship.library.tls;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
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

/** A row: the lowest TLS version that a component takes is at least the site's; an absent flag means TLS 1.2. */
final class MinimumRule implements Check {

    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);

    private final Component component;
    private final Need.Own<PerSubject<Flags>> flags;
    private final Rule rule;

    private MinimumRule(Component component, Rule rule) {
        this.component = component;
        this.rule = rule;
        this.flags = Need.Own.of(Flags.of(component));
    }

    static List<Check> all() {
        return List.of(
                row(Component.KUBE_APISERVER, "apiserver", "The API server", """
                        Tokens and secrets travel over this port.""", "V-242378"),
                row(Component.KUBE_CONTROLLER_MANAGER, "controllermanager", "The controller manager", """
                        Whoever watches its metrics sends a token of the cluster to this port.""", "V-242376"),
                row(Component.KUBE_SCHEDULER, "scheduler", "The scheduler", """
                        Whoever watches its metrics sends a token of the cluster to this port.""", "V-242377"));
    }

    private static Check row(Component component, String section, String title, String why, String stig) {
        Rule.Builder rule = Rule.builder(section + "-tls-minimum")
                .title(title + " refuses TLS versions below the site's minimum")
                .severity(Severity.HIGH)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING)
                .rationale(why + " Old protocol versions let somebody on the path downgrade a connection and attack its "
                        + "weaker ciphers.")
                .remediation("Start every " + component.process() + " with --tls-min-version set to the site's minimum "
                        + "(value tls-minimum-version). Without the flag the minimum is TLS 1.2 in every supported "
                        + "version.\n\nConfirm with the arguments of the live process, and from outside with a client "
                        + "that offers one version only. What may break: clients that speak no newer version; look at "
                        + "them first where the minimum is TLS 1.3.");
        if (component == Component.KUBE_APISERVER) {
            rule.reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement");
        }
        return new MinimumRule(component, rule.reference("DISA STIG for Kubernetes", stig).build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(flags, MINIMUM);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(flags).known().forEach((process, given) -> {
            String written = given.written("tls-min-version");
            List<Evidence> evidence = context.sources(flags, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(ServerTls.serves(given) ? TlsJudgement.minimum(process, "--tls-min-version", written,
                    ServerTls.minimum(given), context.get(MINIMUM), evidence)
                    : TlsJudgement.servesNothing(process, evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return TlsSteps.minimum(component, context.target().name(), context.get(MINIMUM));
    }
}
