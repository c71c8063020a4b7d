package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
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
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every suite that the API server may negotiate below TLS 1.3 is on the site's list. Their order does not matter, fewer
 * are fine, and those of TLS 1.3 can neither be chosen nor left out.
 */
final class TlsCiphers implements Check {

    private static final Need.Own<PerSubject<ServerTls>> TLS = Need.Own.of(ServerTls.of(Component.KUBE_APISERVER));
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);

    private static final Rule RULE = Rule.builder("apiserver-tls-ciphers")
            .title("The API server accepts only cipher suites of the site's list")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Suites without forward secrecy let whoever later gets the server's key read recorded traffic;
                    those with CBC, 3DES or RC4 have known attacks. Where nobody gives a list, Go's own counts, and
                    that holds CBC suites in every version, and RSA key exchange and 3DES in older ones.""")
            .remediation("""
                    Start every kube-apiserver with --tls-cipher-suites and the site's list (value tls-cipher-suites).
                    Separate names by commas, without spaces. A list for TLS 1.2 must have an ECDHE suite with
                    AES_128_GCM, else the server does not start. With --tls-min-version=VersionTLS13 no list is needed.

                    Occurrences of the flag add up: remove older ones. Confirm from outside with a client that offers
                    one suite only. What may break: clients that know none of the suites.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.29")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .reference("DISA STIG for Kubernetes", "V-242418")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(TLS, SUITES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> site = context.get(SUITES);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(TLS).known().forEach((process, tls) -> {
            List<Evidence> evidence = context.sources(TLS, process).stream()
                    .map(source -> source.evidence(0, tls.written())).toList();
            verdicts.add(judge(process, tls, site, evidence));
        });
        return verdicts;
    }

    private static Verdict judge(String process, ServerTls tls, Set<String> site, List<Evidence> evidence) {
        String expected = "only suites of the site's list (value tls-cipher-suites): " + String.join(", ", site);
        String observed = observed(tls);
        if (!tls.unknownNames().isEmpty()) {
            return new Verdict.Fail(process, observed, expected, process
                    + " is given suites that Go does not know, and does not start with them: "
                    + quoted(tls.unknownNames()), evidence);
        }
        if (tls.refusedByHttp2()) {
            return new Verdict.Fail(process, observed, expected + "; among them an ECDHE suite with AES_128_GCM",
                    process + " is given a list without an ECDHE suite with AES_128_GCM: the server does not start "
                    + "(HTTP/2)",
                    evidence);
        }
        SortedSet<String> extra = new TreeSet<>(tls.suitesUpToTls12());
        extra.removeAll(site);
        if (!extra.isEmpty()) {
            return new Verdict.Fail(process, observed, expected, process + " accepts suites that are not on the site's "
                    + "list: " + String.join(", ", extra)
                    + tls.defaults().map(list -> "; --tls-cipher-suites is absent, so the default of " + list.builds()
                    + " counts").orElse(""), evidence);
        }
        return new Verdict.Pass(process, observed, expected, process + (tls.minimum() == TlsVersion.TLS13
                ? " takes TLS 1.3 alone, where no list is needed"
                : " accepts only suites of the site's list (value tls-cipher-suites): "
                + String.join(", ", tls.suitesUpToTls12())), evidence);
    }

    private static String observed(ServerTls tls) {
        if (tls.list().isEmpty()) {
            return tls.defaults().map(list -> "absent, so the default of " + list.builds() + ": "
                    + String.join(", ", list.suites())).orElse("TLS 1.3 alone");
        }
        return String.join(",", tls.list());
    }

    private static String quoted(SortedSet<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return FlagSteps.suites(context.target().name(), context.get(SUITES));
    }
}
