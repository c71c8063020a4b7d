package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyDocumentTest {

    @Test
    void only_what_rules_ask_about_is_kept() {
        assertThat(project("""
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                clientConnection: {kubeconfig: /var/lib/kube-proxy/kubeconfig.conf, qps: 0}
                healthzBindAddress: ""
                kind: KubeProxyConfiguration
                nodePortAddresses: [10.0.0.0/24]
                hostnameOverride: secret
                """)).isEqualTo("{\"apiVersion\":\"kubeproxy.config.k8s.io/v1alpha1\",\"kind\":\"KubeProxyConfiguration\","
                + "\"healthzBindAddress\":\"\",\"nodePortAddresses\":[\"10.0.0.0/24\"],"
                + "\"clientConnection\":{\"kubeconfig\":\"/var/lib/kube-proxy/kubeconfig.conf\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root:$6$salt$hash:19000:0:99999:7:::\n", "kind: KubeProxyConfiguration\n", "", "{", "a: [",
        "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n"})
    void of_anything_else_nothing_is_kept(String text) {
        assertThat(project(text)).isEqualTo("{}");
    }

    private static String project(String text) {
        return new String(ProxyDocument.project(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
