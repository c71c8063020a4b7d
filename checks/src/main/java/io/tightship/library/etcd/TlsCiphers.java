package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.CipherSuites;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every suite that etcd may negotiate below TLS 1.3 is on the site's list. Which suites it takes where nobody lists any
 * depends on the Go that it was built with, and that is not read: the verdict is given where it is the same for all.
 */
final class TlsCiphers implements Check {

    private static final Need.Own<PerSubject<EtcdSettings>> ETCD = Need.Own.of(EtcdSettings.KEY);
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);

    private static final Rule RULE = Rule.builder("etcd-tls-ciphers")
            .title("etcd accepts only cipher suites of the site's list")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes and hosts of etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.RUNNING)
            .rationale("""
                    Suites without forward secrecy let whoever later gets etcd's key read recorded traffic, and with it
                    every Secret; those with CBC, 3DES or RC4 have known attacks. Where nobody gives a list, Go's own
                    counts, and that holds CBC suites in every version.""")
            .remediation("""
                    Start etcd with --cipher-suites and the site's list (value tls-cipher-suites), separated by commas,
                    or with --tls-min-version=TLS1.3 (from 3.5.9 on) and without a list: etcd does not start with both.

                    One member at a time. What may break: clients that know none of the suites; the API servers are
                    clients of etcd.""")
            .reference("MindEdge: Hardening Kubernetes Security", "credentials stored in etcd")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ETCD, NoEtcd.RUNNING, SUITES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Optional<List<Verdict>> none = NoEtcd.verdict(context);
        if (none.isPresent()) {
            return none.get();
        }
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ETCD).known().forEach((process, settings) -> {
            String written = EtcdTls.written(settings, EtcdTls.SUITES);
            List<Evidence> evidence = context.sources(ETCD, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(judge(process, settings, written, context.get(SUITES), evidence));
        });
        return verdicts;
    }

    private static Verdict judge(String process, EtcdSettings settings, String written, Set<String> site,
                                 List<Evidence> evidence) {
        String expected = "only suites of the site's list (value tls-cipher-suites): " + String.join(", ", site);
        List<String> list = settings.text(EtcdTls.SUITES).map(text -> List.of(text.split(",", -1))).orElse(List.of());
        Optional<TlsVersion> minimum = EtcdTls.minimum(settings);
        if (!EtcdTls.speaksTls(settings)) {
            return new Verdict.Fail(process, "no TLS", expected, process + " has no certificate and speaks to its "
                    + "clients without TLS; expected " + expected, evidence);
        }
        if (minimum.isEmpty()) {
            return new Verdict.Fail(process, EtcdTls.written(settings, EtcdTls.MINIMUM), expected, process
                    + " does not start with " + EtcdTls.written(settings, EtcdTls.MINIMUM) + "; expected " + expected,
                    evidence);
        }
        if (minimum.get() == TlsVersion.TLS13 && !list.isEmpty()) {
            return new Verdict.Fail(process, written, "no list beside TLS 1.3 alone", process + " does not start with "
                    + written + " where TLS 1.3 alone is enabled; no list was expected", evidence);
        }
        if (!list.isEmpty() || minimum.get() == TlsVersion.TLS13) {
            return TlsJudgement.suites(process, "--" + EtcdTls.SUITES, new ServerTls(2379, minimum.get(), list,
                    Optional.empty(), false, written), site, evidence);
        }
        Verdict least = byDefault(process, GoTls.Defaults.ECDHE_AES, site, evidence);
        Verdict most = byDefault(process, GoTls.Defaults.WITH_RSA_EXCHANGE, site, evidence);
        return least instanceof Verdict.Pass && !(most instanceof Verdict.Pass) ? new Verdict.Manual(process,
                "which Go was " + process + " built with? It was given no --cipher-suites, and what older Go accepts by "
                        + "default is more than the site's list (value tls-cipher-suites)", evidence) : least;
    }

    private static Verdict byDefault(String process, GoTls.Defaults defaults, Set<String> site,
                                     List<Evidence> evidence) {
        boolean holds = site.containsAll(defaults.suites());
        List<String> extra = defaults.suites().stream().filter(name -> !site.contains(name)).toList();
        return Verdict.of(holds, process, "absent, so the default of Go", "only suites of the site's list (value "
                + "tls-cipher-suites): " + String.join(", ", site), process + " was given no --cipher-suites, so it "
                + "accepts what Go does by default" + (holds ? ", and all of that is on the site's list"
                : ", at least " + String.join(", ", extra) + " that are not on the site's list"), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        EtcdSettings settings = context.get(ETCD).known().get(fail.subject());
        List<String> listed = context.get(SUITES).stream().filter(name -> GoTls.takes(name)
                && !CipherSuites.ofTls13(name)).toList();
        return listed.isEmpty() ? EtcdTls.minimum(context.target().name(), settings, TlsVersion.TLS13)
                : EtcdSteps.set(context.target().name(), settings, EtcdTls.speaksTls(settings)
                ? Map.of(EtcdTls.SUITES, String.join(",", listed), EtcdTls.MINIMUM, "TLS1.2")
                : Map.of(EtcdTls.SUITES, String.join(",", listed), EtcdTls.MINIMUM, "TLS1.2", "cert-file",
                "/etc/kubernetes/pki/etcd/server.crt", "key-file", "/etc/kubernetes/pki/etcd/server.key"));
    }
}
