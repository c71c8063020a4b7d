package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Authorizers;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorizerRuleTest {

    static List<Case> compliant(String rule) {
        return List.of(asks("Node and RBAC", "--authorization-mode=Node,RBAC", "Node", "RBAC"),
                asks("by a file, with a webhook before", "/etc/kubernetes/authorization.yaml", "Webhook", "Node", "RBAC"));
    }

    static List<Case> violations(String rule) {
        return List.of(asks("t10: nothing is chosen", "", "AlwaysAllow"),
                switch (rule) {
                    case "apiserver-authorization-not-open" -> asks("open behind the others",
                            "--authorization-mode=Node,RBAC,AlwaysAllow", "Node", "RBAC", "AlwaysAllow");
                    case "apiserver-node-authorizer-on" -> asks("RBAC alone", "--authorization-mode=RBAC", "RBAC");
                    case "apiserver-rbac-authorizer-on" -> asks("ABAC", "--authorization-mode=Node,ABAC", "Node", "ABAC");
                    default -> throw new AssertionError(rule);
                });
    }

    private static Case asks(String name, String where, String... types) {
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, Authorizers.KEY,
                Map.of("kube-apiserver", new Authorizers(List.of(types), where)));
    }

    @Test
    void the_message_names_the_authorizers_and_where_they_are_chosen() {
        Finding finding = asks("none", "", "AlwaysAllow").judge(AuthorizerRule.all().getFirst()).getFirst();
        assertThat(finding.message()).isEqualTo("kube-apiserver asks the authorizers AlwaysAllow, since no flag chooses "
                + "any; expected no AlwaysAllow among them");
        assertThat(finding.remediation()).contains(Step.setting(Step.Place.argument("kube-apiserver"),
                "--authorization-mode=Node,RBAC"));
    }

    @Test
    void a_file_is_named_as_the_place_to_change_and_keeps_its_other_authorizers() {
        Finding finding = asks("file", "/etc/a.yaml", "Webhook", "AlwaysAllow").judge(AuthorizerRule.all().get(1))
                .getFirst();
        assertThat(((Step.Prose) finding.remediation().getFirst()).text()).contains("/etc/a.yaml",
                "Node, RBAC, Webhook");
    }
}
