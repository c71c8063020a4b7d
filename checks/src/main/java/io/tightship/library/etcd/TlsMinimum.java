package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.EtcdSettings;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lowest TLS version that etcd takes is at least the site's; where nobody sets one it is TLS 1.2. */
final class TlsMinimum implements Check {

    private static final Need.Own<PerSubject<EtcdSettings>> ETCD = Need.Own.of(EtcdSettings.KEY);
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);

    private static final Rule RULE = Rule.builder("etcd-tls-minimum")
            .title("etcd refuses TLS versions below the site's minimum")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes and hosts of etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.RUNNING)
            .rationale("""
                    Every object of the cluster, Secrets included, travels over etcd's ports. Old protocol versions let
                    somebody on the path downgrade a connection and attack its weaker ciphers.""")
            .remediation("""
                    Start etcd with --tls-min-version=TLS1.2 or TLS1.3, by the site's minimum (value
                    tls-minimum-version). etcd before 3.5.9 does not know the flag, and takes TLS 1.2 and above.

                    With TLS 1.3 alone, --cipher-suites must go: etcd does not start with both. What may break: clients
                    and members that speak no newer version.""")
            .reference("MindEdge: Hardening Kubernetes Security", "credentials stored in etcd")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ETCD, NoEtcd.RUNNING, MINIMUM);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Optional<List<Verdict>> none = NoEtcd.verdict(context);
        if (none.isPresent()) {
            return none.get();
        }
        List<Verdict> verdicts = new ArrayList<>();
        TlsVersion site = context.get(MINIMUM);
        context.get(ETCD).known().forEach((process, settings) -> {
            String written = EtcdTls.written(settings, EtcdTls.MINIMUM);
            List<Evidence> evidence = context.sources(ETCD, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(EtcdTls.speaksTls(settings) ? TlsJudgement.minimum(process, EtcdTls.MINIMUM, written,
                    EtcdTls.minimum(settings), site, evidence)
                    : new Verdict.Fail(process, "no TLS", "at least " + site.flag(), process + " has no certificate and "
                    + "speaks to its clients without TLS; at least " + site.flag() + " was expected", evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        EtcdSettings settings = context.get(ETCD).known().get(fail.subject());
        String node = context.target().name();
        return EtcdTls.speaksTls(settings) ? EtcdTls.minimum(node, settings, context.get(MINIMUM))
                : EtcdSteps.set(node, settings, Map.of("cert-file", "/etc/kubernetes/pki/etcd/server.crt", "key-file",
                "/etc/kubernetes/pki/etcd/server.key", EtcdTls.MINIMUM, EtcdTls.word(context.get(MINIMUM))));
    }
}
