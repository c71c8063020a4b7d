package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import org.junit.jupiter.api.Test;

class HelmManifestTest {

    @Test
    void only_policies_are_kept_and_of_them_which_they_are_and_what_they_ask_for() throws Exception {
        assertThat(kept("""
                ---
                # Source: nmc/templates/secret.yaml
                apiVersion: v1
                kind: Secret
                stringData: {password: hunter2}
                ---
                # Source: nmc/templates/deny.yaml
                kind: "GlobalNetworkPolicy"
                apiVersion: projectcalico.org/v3
                metadata:
                  name: deny
                  annotations: {token: hunter3}
                spec:
                  order: 20
                --- # flow style, which a tool may render
                {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "n", "namespace": "a"}}
                ---
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: ConfigMap, data: {a: hunter4}}
                  - {apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: c}, spec: {rules: []}}
                """)).isEqualTo("[{\"apiVersion\":\"projectcalico.org/v3\",\"kind\":\"GlobalNetworkPolicy\",\"metadata\":"
                + "{\"name\":\"deny\"},\"spec\":{\"order\":20}},{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":"
                + "\"NetworkPolicy\",\"metadata\":{\"name\":\"n\",\"namespace\":\"a\"}},{\"apiVersion\":\"kyverno.io/v1\","
                + "\"kind\":\"ClusterPolicy\",\"metadata\":{\"name\":\"c\"},\"spec\":{\"rules\":[]}}]");
    }

    @Test
    void a_definition_that_speaks_of_policies_is_none() throws Exception {
        assertThat(kept("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: clusterpolicies.kyverno.io}
                spec:
                  names:
                    kind: ClusterPolicy
                """)).isEqualTo("[]");
        assertThat(kept("")).isEqualTo("[]");
    }

    @Test
    void a_policy_that_is_no_yaml_is_never_left_out() {
        assertThatThrownBy(() -> HelmManifest.policies("kind: NetworkPolicy\nmetadata: {name: [}\n"))
                .isInstanceOf(MalformedDocument.class);
        assertThatThrownBy(() -> HelmManifest.policies("{kind: NetworkPolicy, metadata: {\n"))
                .isInstanceOf(MalformedDocument.class);
    }

    private static String kept(String manifest) throws Exception {
        return Json.write(HelmManifest.policies(manifest));
    }
}
