package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.AuditRules.Resources;
import io.tightship.fact.kubernetes.AuditRules.Rule;
import io.tightship.library.tls.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditPolicyCoversTest {

    private static final Rule REST = rule(Level.METADATA);
    private static final Rule NOISE = new Rule(Level.NONE, false, Set.of(), Set.of("watch"), Set.of(),
            List.of(new Resources("", Set.of("endpoints", "services"), false)), Set.of());

    static List<Case> compliant() {
        return List.of(policy("everything at Metadata", REST),
                policy("noise left out", NOISE, REST),
                policy("named users left out", new Rule(Level.NONE, true, Set.of(), Set.of(), Set.of(), List.of(),
                        Set.of()), REST),
                policy("a group of others left out", new Rule(Level.NONE, false, Set.of("system:nodes"), Set.of(),
                        Set.of(), List.of(), Set.of()), REST),
                policy("credentials first, then bodies", of(Level.METADATA, "", "secrets", "configmaps"),
                        of(Level.METADATA, "authentication.k8s.io", "tokenreviews"), rule(Level.REQUEST_RESPONSE)),
                policy("one named object left out", new Rule(Level.NONE, false, Set.of(), Set.of(), Set.of(),
                        List.of(new Resources("", Set.of("configmaps"), true)), Set.of()), REST));
    }

    static List<Case> violations() {
        return List.of(Case.of("no policy", Servers.NODE).withMembers(Servers.NODE, AuditRules.KEY,
                        Map.of("kube-apiserver", new AuditRules(Optional.empty(), Set.of(), List.of()))),
                policy("secrets with what they hold", rule(Level.REQUEST)),
                policy("nothing for what no rule matches", of(Level.METADATA, "", "secrets", "configmaps", "pods")),
                policy("exec hidden by an earlier rule", of(Level.NONE, "", "pods/exec"), REST),
                policy("all subresources of pods hidden", of(Level.NONE, "", "pods/*"), REST),
                policy("a proxy hidden by a star", of(Level.NONE, "", "*/proxy"), REST),
                policy("a namespace hidden", new Rule(Level.NONE, false, Set.of(), Set.of(), Set.of("kube-system"),
                        List.of(), Set.of()), REST),
                policy("everybody who is logged in", new Rule(Level.NONE, false, Set.of("system:authenticated"), Set.of(),
                        Set.of(), List.of(), Set.of()), REST),
                policy("a verb hidden", new Rule(Level.NONE, false, Set.of(), Set.of("get", "list"), Set.of(), List.of(),
                        Set.of()), REST),
                policy("neither beginning nor end", new Rule(Level.METADATA, false, Set.of(), Set.of(), Set.of(),
                        List.of(), Set.of("RequestReceived", "ResponseComplete"))));
    }

    private static Rule rule(Level level) {
        return new Rule(level, false, Set.of(), Set.of(), Set.of(), List.of(), Set.of());
    }

    private static Rule of(Level level, String group, String... resources) {
        return new Rule(level, false, Set.of(), Set.of(), Set.of(), List.of(new Resources(group, Set.of(resources),
                false)), Set.of());
    }

    private static Case policy(String name, Rule... rules) {
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, AuditRules.KEY, Map.of("kube-apiserver",
                new AuditRules(Optional.of("/etc/kubernetes/audit-policy.yaml"), Set.of(), List.of(rules))));
    }

    private static String message(String name) {
        List<Case> all = new ArrayList<>(violations());
        return all.stream().filter(one -> one.toString().equals(name)).findFirst().orElseThrow()
                .judge(new AuditPolicyCovers()).getFirst().message();
    }

    @Test
    void the_message_names_each_gap_with_its_verbs_and_namespaces() {
        assertThat(message("exec hidden by an earlier rule")).isEqualTo("kube-apiserver has the audit policy "
                + "/etc/kubernetes/audit-policy.yaml: pods/exec not at all (create, get); expected Secrets, ConfigMaps "
                + "and TokenReviews at Metadata; changes of pods and deployments, exec, attach, port forwarding and "
                + "proxies at Metadata or above");
        assertThat(message("a namespace hidden")).contains("secrets not at all (create in kube-system,")
                .doesNotContain("tokenreviews not");
        assertThat(message("secrets with what they hold")).contains("secrets at Request, with what they hold")
                .doesNotContain("pods not", "pods/", "pods at");
    }
}
