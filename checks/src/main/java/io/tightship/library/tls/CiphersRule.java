package io.tightship.library.tls;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsValues;
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

/** A row: every suite that a component may negotiate below TLS 1.3 is on the site's list. */
final class CiphersRule implements Check {

    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);

    private final Component component;
    private final Need.Own<PerSubject<ServerTls>> tls;
    private final Rule rule;

    private CiphersRule(Component component, Rule rule) {
        this.component = component;
        this.rule = rule;
        this.tls = Need.Own.of(ServerTls.of(component));
    }

    static List<Check> all() {
        return List.of(row(Component.KUBE_APISERVER, "apiserver", "The API server"),
                row(Component.KUBE_CONTROLLER_MANAGER, "controllermanager", "The controller manager"),
                row(Component.KUBE_SCHEDULER, "scheduler", "The scheduler"));
    }

    private static Check row(Component component, String section, String title) {
        Rule.Builder rule = Rule.builder(section + "-tls-ciphers")
                .title(title + " accepts only cipher suites of the site's list")
                .severity(Severity.HIGH)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING)
                .rationale("""
                        Suites without forward secrecy let whoever later gets the server's key read recorded traffic;
                        those with CBC, 3DES or RC4 have known attacks. Where nobody gives a list, Go's own counts, and
                        that holds CBC suites in every version, and RSA key exchange and 3DES in older ones.""")
                .remediation("Start every " + component.process() + " with --tls-cipher-suites and the site's list "
                        + "(value tls-cipher-suites). Separate names by commas, without spaces. A list for TLS 1.2 must "
                        + "have an ECDHE suite with AES_128_GCM, else the server does not start. With "
                        + "--tls-min-version=VersionTLS13 no list is needed.\n\nOccurrences of the flag add up: remove "
                        + "older ones. Confirm from outside with a client that offers one suite only. What may break: "
                        + "clients that know none of the suites.");
        if (component == Component.KUBE_APISERVER) {
            rule.reference("CIS Kubernetes Benchmark 1.12", "1.2.29")
                    .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
                    .reference("DISA STIG for Kubernetes", "V-242418");
        } else {
            rule.reference("MindEdge: Hardening Kubernetes Security", "the API server's list, for " + section);
        }
        return new CiphersRule(component, rule.build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(tls, SUITES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(tls).known().forEach((process, asked) -> {
            List<Evidence> evidence = context.sources(tls, process).stream()
                    .map(source -> source.evidence(0, asked.written())).toList();
            verdicts.add(asked.port() == 0 ? TlsJudgement.servesNothing(process, evidence)
                    : TlsJudgement.suites(process, "--tls-cipher-suites", asked, context.get(SUITES), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return TlsSteps.suites(component, context.target().name(), context.get(SUITES));
    }
}
