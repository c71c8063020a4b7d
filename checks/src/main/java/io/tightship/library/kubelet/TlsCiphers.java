package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.TlsJudgement;
import io.tightship.library.tls.TlsSteps;
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

/** Every suite that the kubelet may negotiate below TLS 1.3 is on the site's list. */
final class TlsCiphers implements Check {

    private static final Need.Own<PerSubject<ServerTls>> TLS = Need.Own.of(ServerTls.of(Component.KUBELET));
    /** Where the suites and the minimum are set, for the steps. */
    private static final Need.Own<PerSubject<KubeletSetting>> LIST =
            Need.Own.of(KubeletSetting.key("tlsCipherSuites"));
    private static final Need.Own<PerSubject<KubeletSetting>> MINIMUM =
            Need.Own.of(KubeletSetting.key("tlsMinVersion"));
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);

    private static final Rule RULE = Rule.builder("kubelet-tls-ciphers")
            .title("The kubelet accepts only cipher suites of the site's list")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING)
            .rationale("""
                    Suites without forward secrecy let whoever later gets the kubelet's key read recorded traffic, and
                    those with CBC, 3DES or RC4 have known attacks. Where nobody gives a list, Go's own counts, and that
                    holds CBC suites in every version, and RSA key exchange and 3DES in older ones.""")
            .remediation("""
                    Set tlsCipherSuites in the kubelet's configuration file to the site's list (value
                    tls-cipher-suites), or --tls-cipher-suites where the flag is already there; then restart the kubelet.
                    A drop-in replaces the whole list, and the flag replaces it again. A list for TLS 1.2 must have an
                    ECDHE suite with AES_128_GCM, else the kubelet's server does not start. With tlsMinVersion:
                    VersionTLS13 no list is needed: those of TLS 1.3 cannot be chosen.

                    Confirm from outside with a client that offers one suite only. What may break: monitoring that
                    knows none of the suites.""")
            .reference("CIS Kubernetes Benchmark 1.12", "4.2.12")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(TLS, LIST, MINIMUM, SUITES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(TLS).known().forEach((process, tls) -> {
            if (context.get(LIST).known().containsKey(process) && context.get(MINIMUM).known().containsKey(process)) {
                List<Evidence> evidence = context.sources(TLS, process).stream()
                        .map(source -> source.evidence(0, tls.written())).toList();
                verdicts.add(TlsJudgement.suites(process, "tlsCipherSuites", tls, context.get(SUITES), evidence));
            }
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<String> listed = TlsSteps.listed(context.get(SUITES));
        List<Step> steps = new ArrayList<>();
        if (listed.isEmpty()) {
            steps.add(Step.prose("The site's list has no ECDHE suite with AES_128_GCM, and without one the kubelet's "
                    + "server does not start below TLS 1.3. Drop the list and ask for TLS 1.3, or add such a suite to "
                    + "the value tls-cipher-suites."));
            steps.add(SettingSteps.set(context.get(MINIMUM).known().get(fail.subject()), TlsVersion.TLS13.flag()));
        } else {
            steps.add(SettingSteps.set(context.get(LIST).known().get(fail.subject()),
                    "[" + String.join(", ", listed) + "]"));
        }
        steps.addAll(SettingSteps.after(steps, context.target().name()));
        return steps;
    }
}
