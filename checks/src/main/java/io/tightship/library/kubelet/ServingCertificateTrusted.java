package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.KubeletAuthorities;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.ServedChain;
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

/** What the kubelet shows leads to the authority that each API server of its cluster was given for kubelets. */
final class ServingCertificateTrusted implements Check {

    private static final Need.Own<PerSubject<ServedChain>> CHAIN = Need.Own.of(ServedChain.OF_KUBELET);
    private static final Need.Across<PerSubject<KubeletAuthorities>, Target.Node> AUTHORITIES =
            Need.Across.whole(TargetSet.CONTROL_PLANE_OF_OWN_CLUSTER, KubeletAuthorities.KEY);
    private static final Need.Setting<Long> PORT = Need.Setting.of(ServingPorts.KUBELET);

    private static final String EXPECTED = "a certificate that every API server's authority for kubelets has signed";

    private static final Rule RULE = Rule.builder("kubelet-serving-certificate-trusted")
            .title("The kubelet shows a certificate that the API servers trust")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.EFFECTIVE, Witness.RUNNING)
            .rationale("""
                    An API server that verifies kubelets does not speak to one whose certificate is of another authority:
                    logs, exec and port forwarding of the node are gone, and somebody takes the verification away again
                    to have them back.""")
            .remediation("""
                    Set serverTLSBootstrap: true in the kubelet's configuration, restart it, and approve the request that
                    it makes: kubectl get csr. The authority that signs it is the cluster's, and
                    --kubelet-certificate-authority of each API server must name that one.

                    What may break: clients that pinned the certificate which the kubelet made itself.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.5")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CHAIN, AUTHORITIES, PORT);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(CHAIN).known().forEach((subject, chain) -> {
            List<Evidence> evidence = new ArrayList<>(context.sources(CHAIN, subject).stream()
                    .map(source -> source.evidence(0, "")).toList());
            List<String> trusting = new ArrayList<>();
            List<String> refusing = new ArrayList<>();
            context.get(AUTHORITIES).forEach((node, processes) -> processes.known().forEach((process, authorities) -> {
                context.sources(AUTHORITIES, node, process).forEach(source -> evidence.add(source.evidence(0,
                        authorities.file())));
                if (!authorities.file().isEmpty()) {
                    (chain.leadsTo(authorities.certificates()) ? trusting : refusing).add(process + " of " + node.name()
                            + " (" + authorities.file() + ")");
                }
            }));
            if (trusting.isEmpty() && refusing.isEmpty()) {
                verdicts.add(new Verdict.NotApplicable(subject, "no API server of the cluster was given an authority for "
                        + "kubelets: each takes any certificate (rule apiserver-kubelet-authority)", evidence));
            } else {
                String observed = (chain.isSelfSigned() ? "made by itself" : "signed by another") + ", refused by "
                        + refusing.size() + " of " + (trusting.size() + refusing.size()) + " API servers";
                verdicts.add(Verdict.of(refusing.isEmpty(), subject, observed, EXPECTED, "the certificate of " + subject
                        + (refusing.isEmpty() ? " leads to the authority of " + String.join(", ", trusting)
                        : " does not lead to the authority of " + String.join(", ", refusing) + (chain.isSelfSigned()
                        ? "; the kubelet made it itself" : "") + "; expected " + EXPECTED), evidence));
            }
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.prose("Set serverTLSBootstrap: true in the kubelet's configuration of " + node + "."),
                Step.command(node, "systemctl restart kubelet"),
                Step.command("any host with kubectl", "kubectl get csr"),
                Step.command(node, "openssl s_client -connect localhost:10250 </dev/null | openssl x509 -noout -issuer"));
    }
}
