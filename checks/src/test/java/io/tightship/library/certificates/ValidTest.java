package io.tightship.library.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.tls.ServedChain;
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

class ValidTest {

    private static final Target.Node NODE = new Target.Node("dgx-1", Set.of(NodeRole.WORKER), Optional.of("user"),
            Space.USER, Optional.empty(), false, Optional.empty());

    static List<Case> compliant() {
        return List.of(shown("a leaf alone, as kubeadm's servers show it", Chains.good()),
                shown("with its authority", Chains.good(), Chains.authority()),
                shown("made by itself", Chains.self()),
                shown("ten days left where the site wants five", Chains.soon()).value(Valid.DAYS, 5L));
    }

    static List<Case> violations() {
        return List.of(shown("ten days left", Chains.soon()), shown("run out", Chains.expired()),
                shown("not yet", Chains.future()),
                shown("signed by another authority of the same name", Chains.good(), Chains.other()),
                shown("in the wrong order", Chains.authority(), Chains.good()),
                shown("a short key", Chains.weak()),
                shown("more days wanted than are left", Chains.good()).value(Valid.DAYS, 400L));
    }

    private static Case shown(String name, X509Certificate... certificates) {
        return Case.of(name, NODE).withMembers(NODE, ServedChain.KEY, Map.of("kubelet 10.0.0.7:10250",
                Chains.chain("kubelet", certificates)));
    }

    @Test
    void the_message_says_how_long_it_holds_and_what_is_wrong() {
        assertThat(only(shown("soon", Chains.soon())).message()).contains("until 2026-12-01T00:00:00Z")
                .contains("9 days are left");
        assertThat(only(shown("gone", Chains.expired())).message()).contains("ran out 20 days ago");
        assertThat(only(violations().get(3)).message())
                .contains("certificate 1 is not signed by the one that follows it");
        assertThat(only(shown("weak", Chains.weak())).message()).contains("certificate 1 has an RSA key of 1024 bits");
    }

    @Test
    void each_service_has_its_own_steps() {
        assertThat(only(shown("kubelet", Chains.soon())).remediation().toString()).contains("kubectl get csr");
        Case etcd = Case.of("etcd", NODE).withMembers(NODE, ServedChain.KEY, Map.of("etcd 10.0.0.7:2379",
                Chains.chain("etcd", Chains.soon())));
        assertThat(only(etcd).remediation().toString()).contains("kubeadm certs renew etcd-server");
    }

    @Test
    void a_chain_leads_to_the_authority_that_signed_it_and_to_no_other_of_its_name() {
        assertThat(Chains.chain("kubelet", Chains.good()).leadsTo(List.of(Chains.other(), Chains.authority()))).isTrue();
        assertThat(Chains.chain("kubelet", Chains.good()).leadsTo(List.of(Chains.other()))).isFalse();
        assertThat(Chains.chain("kubelet", Chains.self()).leadsTo(List.of(Chains.authority()))).isFalse();
        assertThat(Chains.chain("kubelet", Chains.self()).isSelfSigned()).isTrue();
        assertThat(Chains.chain("kubelet", Chains.good(), Chains.authority()).leadsTo(List.of(Chains.authority())))
                .isTrue();
        assertThat(Chains.chain("kubelet", Chains.good(), Chains.other()).leadsTo(List.of(Chains.other()))).isFalse();
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new Valid());
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().outcome()).isNotEqualTo(Outcome.ERROR);
        return findings.getFirst();
    }
}
