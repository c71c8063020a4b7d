package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.KubeletAuthorities;
import io.tightship.fact.tls.ServedChain;
import io.tightship.library.certificates.Chains;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServingCertificateTrustedTest {

    private static final Target.Node FIRST = control("cp-1");
    private static final Target.Node SECOND = control("cp-2");
    private static final String FILE = "/etc/kubernetes/pki/ca.crt";

    private static Target.Node control(String name) {
        return new Target.Node(name, Set.of(NodeRole.CONTROL_PLANE), Optional.of("user"), Space.USER, Optional.empty(),
                false, Optional.empty());
    }

    static List<Case> compliant() {
        return List.of(shown("signed by both servers' authority", Chains.good(), of(Chains.authority()),
                        of(Chains.authority())),
                shown("one among several authorities", Chains.good(), of(Chains.other(), Chains.authority()),
                        of(Chains.authority())));
    }

    static List<Case> violations() {
        return List.of(shown("of another authority of the same name", Chains.good(), of(Chains.other()),
                        of(Chains.other())),
                shown("refused by one of two servers", Chains.good(), of(Chains.authority()), of(Chains.other())),
                shown("another server takes any", Chains.good(), of(Chains.other()), new KubeletAuthorities("",
                        List.of())));
    }

    private static KubeletAuthorities of(X509Certificate... certificates) {
        return new KubeletAuthorities(FILE, List.of(certificates));
    }

    private static Case shown(String name, X509Certificate shown, KubeletAuthorities first, KubeletAuthorities second) {
        return Case.of(name, Kubelets.NODE).withMembers(Kubelets.NODE, ServedChain.OF_KUBELET,
                        Map.of("kubelet 10.0.0.7:10250", Chains.chain("kubelet", shown)))
                .withMembers(FIRST, KubeletAuthorities.KEY, Map.of("kube-apiserver", first))
                .withMembers(SECOND, KubeletAuthorities.KEY, Map.of("kube-apiserver", second));
    }

    @Test
    void where_no_api_server_verifies_kubelets_it_is_not_applicable() {
        assertThat(only(shown("any", Chains.good(), new KubeletAuthorities("", List.of()), new KubeletAuthorities("",
                List.of()))).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void the_message_names_the_server_that_refuses_it() {
        assertThat(only(violations().get(1)).message()).contains("kube-apiserver of cp-2 (" + FILE + ")")
                .doesNotContain("cp-1");
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new ServingCertificateTrusted());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
