package io.tightship.library.certificates;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.ServedChain;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the servers of a node show holds now and for some time yet, and each certificate is signed by the next. */
final class Valid implements Check {

    static final ValueKey<Long> DAYS = ValueKey.withFallback("certificate-days-left", ValueType.NUMBER, 30L,
            "how many days before its end is a server's certificate to be renewed");

    private static final Need.Own<PerSubject<ServedChain>> CHAINS = Need.Own.of(ServedChain.KEY);
    private static final Need.Setting<Long> LEFT = Need.Setting.of(DAYS);
    private static final Need.Setting<Long> KUBELET = Need.Setting.of(ServingPorts.KUBELET);
    private static final Need.Setting<Long> ETCD = Need.Setting.of(ServingPorts.ETCD);
    private static final Need.Setting<Long> API_SERVER = Need.Setting.of(ApiServerValues.PORT);

    private static final Rule RULE = Rule.builder("certificates-valid")
            .title("The certificates of API server, kubelet and etcd hold for some time yet, with keys of a sound size")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes with a kubelet and hosts of etcd", node ->
                    node.runsKubelet() || node.mayHoldEtcd())
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    A cluster whose certificates run out stops all at once: nodes fall away, nobody can log in to mend
                    it, and in the haste somebody switches verification off. kubeadm's hold for a year.""")
            .remediation("""
                    Renew them: kubeadm certs renew on control-plane nodes, followed by a restart of the static pods; for
                    kubelets serverTLSBootstrap and rotateCertificates, with somebody who approves the requests. A chain
                    with a break is put together from the leaf upwards. A key that is too short is made anew with its
                    certificate.

                    The value certificate-days-left says how early this rule speaks. What may break: clients that pin the
                    old certificate.""")
            .reference("Kubernetes", "PKI certificates and requirements")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CHAINS, LEFT, KUBELET, ETCD, API_SERVER);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Duration left = Duration.ofDays(context.get(LEFT));
        List<Verdict> verdicts = new ArrayList<>();
        context.get(CHAINS).known().forEach((subject, chain) -> {
            List<Evidence> evidence = context.sources(CHAINS, subject).stream().map(source -> source.evidence(0,
                    "notAfter=" + chain.ends())).toList();
            String observed = "until " + chain.ends() + ", " + chain.certificates().size() + (chain.certificates()
                    .size() == 1 ? " certificate" : " certificates") + (chain.isSelfSigned() ? ", made by itself" : "");
            String expected = "valid for more than " + left.toDays() + " days, each signed by the next, keys of 2048 bits (224 on a curve)";
            String wrong = wrong(chain, context.at(), left);
            verdicts.add(Verdict.of(wrong.isEmpty(), subject, observed, expected, "what " + subject + " shows holds "
                    + observed + (wrong.isEmpty() ? "" : ": " + wrong + "; expected " + expected), evidence));
        });
        return verdicts;
    }

    /** Empty where it is well. */
    private static String wrong(ServedChain chain, Instant at, Duration left) {
        if (chain.broken().isPresent()) {
            return "certificate " + chain.broken().getAsInt() + " is not signed by the one that follows it";
        }
        if (chain.shortKey().isPresent()) {
            return chain.shortKey().get();
        }
        if (chain.begins().isAfter(at)) {
            return "it does not hold before " + chain.begins();
        }
        Duration rest = Duration.between(at, chain.ends());
        return rest.isNegative() ? "it ran out " + rest.negated().toDays() + " days ago"
                : rest.compareTo(left) <= 0 ? rest.toDays() + " days are left" : "";
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        ServedChain chain = context.get(CHAINS).known().get(fail.subject());
        String node = context.target().name();
        return List.of(Step.command(node, "openssl s_client -connect " + chain.host() + ":" + chain.port()
                        + " -showcerts </dev/null | openssl x509 -noout -subject -issuer -dates"),
                chain.service().equals("kubelet")
                        ? Step.command(node, "systemctl restart kubelet && kubectl get csr")
                        : Step.command(node, "kubeadm certs renew " + (chain.service().equals("etcd") ? "etcd-server"
                        : "apiserver")), Step.prose("A renewed certificate is shown only after a restart of what shows "
                        + "it."));
    }
}
