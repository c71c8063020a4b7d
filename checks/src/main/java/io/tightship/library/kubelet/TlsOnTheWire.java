package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.KubeletEndpoint;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.kubernetes.ServingPorts;
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
import java.util.Set;

/** What the kubelet's port really accepts: only what the site allows, and nothing that its settings exclude. */
final class TlsOnTheWire implements Check {

    private static final Need.Own<KubeletEndpoint> ENDPOINT = Need.Own.of(KubeletEndpoint.KEY);
    private static final Need.Own<PerSubject<ServerTls>> ASKED = Need.Own.whole(ServerTls.of(Component.KUBELET));
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);
    private static final Need.Setting<Long> PORT = Need.Setting.of(ServingPorts.KUBELET);

    private static final Rule RULE = Rule.builder("kubelet-tls-on-the-wire")
            .title("The kubelet's port accepts only the TLS that the site allows and its settings say")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Settings say what somebody asked for; only a handshake shows what a client gets. A kubelet that was
                    not restarted, another process at the port or a build that ignores a setting makes them differ, and
                    no look at a file tells.""")
            .remediation("""
                    Where the port accepts what the site does not allow, set tlsMinVersion and tlsCipherSuites of the
                    kubelet, and restart it. Where it accepts what its own settings exclude, restart it, and if it still
                    does, find out what answers at the port.

                    Confirm with a client that offers one version and suite only. What may break: monitoring that knows
                    nothing else.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .reference("CIS Kubernetes Benchmark 1.12", "4.2.12")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ENDPOINT, ASKED, MINIMUM, SUITES, PORT);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        KubeletEndpoint endpoint = context.get(ENDPOINT);
        List<String> wrong = new ArrayList<>(WireJudgement.againstSite(endpoint.offer(), context.get(MINIMUM),
                context.get(SUITES)));
        List<Evidence> evidence = new ArrayList<>(context.sources(ENDPOINT).stream()
                .map(source -> source.evidence(0, endpoint.offer().words())).toList());
        context.get(ASKED).known().forEach((process, tls) -> {
            if (tls.port() == endpoint.port()) {
                wrong.addAll(WireJudgement.againstAsked(endpoint.offer(), tls, "settings"));
                context.sources(ASKED, process).forEach(source -> evidence.add(source.evidence(0, tls.written())));
            }
        });
        String place = endpoint.host() + ":" + endpoint.port();
        String observed = endpoint.offer().words();
        return List.of(Verdict.of(wrong.isEmpty(), "", observed, "nothing below " + context.get(MINIMUM).words()
                + ", below TLSv1.3 only " + String.join(", ", context.get(SUITES)) + ", and nothing that its settings "
                + "exclude", place + (wrong.isEmpty() ? " accepts only what is allowed: " + observed
                : " " + String.join("; ", wrong)), evidence));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.prose("The rules kubelet-tls-minimum and kubelet-tls-ciphers say what to set on " + node
                        + " where its settings are not good enough. Where they are, a restart makes them true."),
                Step.command(node, "systemctl restart kubelet"),
                Step.command(node, "ss -ltnp 'sport = :" + context.get(ENDPOINT).port() + "'"));
    }
}
