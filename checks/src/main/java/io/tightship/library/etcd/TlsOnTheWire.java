package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.EtcdOffer;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.WireJudgement;
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
import java.util.Optional;
import java.util.Set;

/** What etcd really accepts from its clients: only what the site allows, and nothing that its settings exclude. */
final class TlsOnTheWire implements Check {

    private static final Need.Own<EtcdOffer> OFFER = Need.Own.of(EtcdOffer.KEY);
    private static final Need.Own<PerSubject<EtcdSettings>> ETCD = Need.Own.whole(EtcdSettings.KEY);
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);
    private static final Need.Setting<Long> PORT = Need.Setting.of(ServingPorts.ETCD);

    private static final Rule RULE = Rule.builder("etcd-tls-on-the-wire")
            .title("etcd accepts only the TLS that the site allows and its settings say")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Settings say what somebody asked for; only a handshake shows what a client gets. Whoever breaks a
                    connection to etcd reads every Secret of the cluster.""")
            .remediation("""
                    Where etcd accepts what the site does not allow, set tls-min-version and cipher-suites of every
                    member. Where it accepts what its own settings exclude, find out what answers at the port.

                    Confirm with a client that offers one version and suite only. Where the port is filtered for the
                    scanner, run it where the API servers may connect.""")
            .reference("MindEdge: Hardening Kubernetes Security", "credentials stored in etcd")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(OFFER, ETCD, MINIMUM, SUITES, PORT);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        EtcdOffer seen = context.get(OFFER);
        List<Evidence> evidence = new ArrayList<>(context.sources(OFFER).stream().map(source ->
                source.evidence(0, seen.offer().map(TlsOffer::words).orElse(""))).toList());
        if (seen.offer().isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no process etcd runs on " + context.target().name()
                    + ": the hosts where it runs must be in the inventory as control plane of their cluster", evidence));
        }
        TlsOffer offer = seen.offer().get();
        List<String> wrong = new ArrayList<>(WireJudgement.againstSite(offer, context.get(MINIMUM),
                context.get(SUITES)));
        context.get(ETCD).known().forEach((process, settings) -> {
            String written = EtcdTls.written(settings, EtcdTls.MINIMUM) + EtcdTls.written(settings, EtcdTls.SUITES);
            context.sources(ETCD, process).forEach(source -> evidence.add(source.evidence(0, written)));
            List<String> list = settings.text(EtcdTls.SUITES).map(text -> List.of(text.split(","))).orElse(List.of());
            // Without a list the build decides, which is not known; the site's list is judged all the same.
            EtcdTls.minimum(settings).filter(minimum -> !list.isEmpty() || minimum == TlsVersion.TLS13)
                    .ifPresent(minimum -> wrong.addAll(WireJudgement.againstAsked(offer, new ServerTls(2379, minimum,
                            list, Optional.empty(), false, written), "settings")));
        });
        String expected = "nothing below " + context.get(MINIMUM).words() + ", below TLSv1.3 only " + String.join(", ",
                context.get(SUITES)) + ", and nothing that its settings exclude";
        return List.of(Verdict.of(wrong.isEmpty(), "", offer.words(), expected, "etcd at " + seen.endpoint()
                + (wrong.isEmpty() ? " accepts only what is allowed: " + offer.words() : " " + String.join("; ", wrong)),
                evidence));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        List<Step> steps = new ArrayList<>(List.of(Step.command(node, "ss -ltnp 'sport = :" + context.get(PORT) + "'")));
        context.get(ETCD).known().values().stream().findFirst().ifPresent(settings -> steps.addAll(EtcdSteps.set(node,
                settings, Map.of(EtcdTls.MINIMUM, EtcdTls.word(context.get(MINIMUM)), EtcdTls.SUITES, String.join(",",
                        context.get(SUITES))))));
        return steps;
    }
}
