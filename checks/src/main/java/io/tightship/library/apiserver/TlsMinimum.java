package io.tightship.library.apiserver;

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
import java.util.Optional;
import java.util.Set;

/** The lowest TLS version that the API server takes is at least the site's; an absent flag means TLS 1.2. */
final class TlsMinimum implements Check {

    private static final Need.Own<PerSubject<Flags>> FLAGS = Need.Own.of(Flags.of(Component.KUBE_APISERVER));
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);

    private static final Rule RULE = Rule.builder("apiserver-tls-minimum")
            .title("The API server refuses TLS versions below the site's minimum")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Tokens and secrets travel over this port. Old protocol versions let somebody on the path downgrade
                    a connection and attack its weaker ciphers.""")
            .remediation("""
                    Start every kube-apiserver with --tls-min-version set to the site's minimum (value
                    tls-minimum-version). Without the flag the minimum is TLS 1.2 in every supported version.

                    Confirm with the arguments of the live process, and from outside with a client that offers one
                    version only. What may break: clients that speak no newer version; look at them first where the
                    minimum is TLS 1.3.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .reference("DISA STIG for Kubernetes", "V-242378")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FLAGS, MINIMUM);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        TlsVersion site = context.get(MINIMUM);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(FLAGS).known().forEach((process, flags) -> {
            String written = flags.written("tls-min-version");
            Optional<TlsVersion> minimum = ServerTls.minimum(flags);
            boolean passes = minimum.isPresent() && minimum.get().compareTo(site) >= 0;
            String observed = minimum.map(version -> written.isEmpty()
                    ? version.flag() + ", the default" : version.flag()).orElse(written);
            String message = process + " was started with " + (written.isEmpty() ? "no --tls-min-version" : written)
                    + minimum.map(version -> ": its minimum is " + version.flag() + ", at least " + site.flag()
                    + " was expected").orElse(", which is no version: it does not start with it, at least "
                    + site.flag() + " was expected");
            List<Evidence> evidence = context.sources(FLAGS, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(Verdict.of(passes, process, observed, "at least " + site.flag(), message, evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return FlagSteps.minimum(context.target().name(), context.get(MINIMUM));
    }
}
