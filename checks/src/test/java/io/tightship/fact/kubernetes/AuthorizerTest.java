package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.Authorizer.Identity;
import io.tightship.fact.kubernetes.Authorizer.Request;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Combinations of roles and bindings with what a real API server answers. */
class AuthorizerTest {

    private static final Authorizer SITE = new Authorizer(new RoleGrants(List.of(
            role("", "cluster-admin", "*|*|*|", "*||||*"),
            role("", "view", "get,list,watch||pods,configmaps|"),
            role("", "aggregate-to-monitoring", "get||nodes/metrics|"),
            // What the controller has put together of the role above.
            role("", "monitoring", "get||nodes/metrics|", "get||||/metrics,/healthz/*"),
            role("", "secret-reader", "get,list||secrets|"),
            role("", "one-secret", "get,list,create||secrets|tls"),
            role("", "exec", "create||pods/exec|"),
            role("", "any-status", "update|apps|*/status|"),
            role("", "all-of-core", "*||*|"),
            role("", "scaler", "patch|apps|deployments/scale|"),
            role("", "approver", "approve|certificates.k8s.io|signers|kubernetes.io/kube-apiserver-client",
                    "update|certificates.k8s.io|certificatesigningrequests/approval|"),
            role("", "volumes", "create||persistentvolumes|"),
            role("", "nothing"),
            role("team-a", "deployer", "create,delete|apps|deployments|"),
            role("team-b", "deployer", "get|apps|deployments|")),
            List.of(everywhere("cluster-admin", "User", "ann"), everywhere("monitoring", "Group", "metrics"),
                    everywhere("view", "Group", "system:authenticated"), everywhere("any-status", "User", "ben"),
                    everywhere("all-of-core", "User", "cat"), everywhere("scaler", "User", "ben"),
                    everywhere("one-secret", "User", "dan"), everywhere("approver", "User", "eve"),
                    everywhere("gone", "User", "fay"), everywhere("nothing", "User", "fay"),
                    everywhere("secret-reader", "Group", "system:serviceaccounts:cm"),
                    everywhere("exec", "User", "system:serviceaccount:cm:debug"),
                    in("team-a", "ClusterRole", "secret-reader", "User", "gus"),
                    in("team-a", "ClusterRole", "volumes", "User", "gus"),
                    in("team-a", "ClusterRole", "monitoring", "User", "gus"),
                    in("team-a", "Role", "deployer", "User", "hal"), in("team-b", "Role", "deployer", "User", "hal"),
                    in("team-c", "Role", "deployer", "User", "hal"),
                    new Binding("team-a", "own", "ClusterRole", "exec", List.of(new Subject("ServiceAccount", "", "bot")))
            )));

    private static Role role(String namespace, String name, String... rules) {
        return new Role(namespace, name, Arrays.stream(rules).map(text -> {
            List<List<String>> parts = Arrays.stream(text.split("\\|", -1)).map(part -> List.of(part.split(","))).toList();
            boolean url = parts.size() == 5;
            return new Rule(parts.get(0), url ? List.of() : parts.get(1), url ? List.of() : parts.get(2),
                    url || parts.get(3).equals(List.of("")) ? List.of() : parts.get(3), url ? parts.get(4) : List.of());
        }).toList());
    }

    private static Binding everywhere(String role, String kind, String subject) {
        return new Binding("", role + "-" + subject, "ClusterRole", role, List.of(new Subject(kind, "", subject)));
    }

    private static Binding in(String namespace, String roleKind, String role, String kind, String subject) {
        return new Binding(namespace, role + "-" + subject, roleKind, role, List.of(new Subject(kind, "", subject)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", value = {
            // who, verb, group, resource, namespace, name, allowed
            "ann,       delete,  apps, deployments,       team-a, x, true",
            "ann,       impersonate, -, users,            -, -, true",
            "ann,       create,  -, nodes/proxy,          -, cp-1, true",
            "masters,   delete,  -, nodes,                -, cp-1, true",
            "ben,       get,     -, pods,                 team-a, x, true",
            "ben,       get,     -, pods/log,             team-a, x, false",
            "ben,       delete,  -, pods,                 team-a, x, false",
            "ben,       update,  apps, deployments/status, team-a, x, true",
            "ben,       update,  apps, deployments,       team-a, x, false",
            "ben,       update,  batch, jobs/status,      team-a, x, false",
            "ben,       patch,   apps, deployments/scale, team-a, x, true",
            "ben,       patch,   apps, statefulsets/scale, team-a, x, false",
            "cat,       list,    -, secrets,              -, -, true",
            "cat,       create,  -, pods/exec,            team-a, x, true",
            "cat,       get,     apps, deployments,       team-a, x, false",
            "dan,       get,     -, secrets,              team-a, tls, true",
            "dan,       get,     -, secrets,              team-a, other, false",
            "dan,       list,    -, secrets,              team-a, -, false",
            "dan,       list,    -, secrets,              team-a, tls, true",
            "dan,       create,  -, secrets,              team-a, -, false",
            "eve,       update,  certificates.k8s.io, certificatesigningrequests/approval, -, csr-1, true",
            "eve,       update,  certificates.k8s.io, certificatesigningrequests, -, csr-1, false",
            "eve,       approve, certificates.k8s.io, signers, -, kubernetes.io/kube-apiserver-client, true",
            "eve,       approve, certificates.k8s.io, signers, -, kubernetes.io/kubelet-serving, false",
            "fay,       get,     -, nodes,                -, x, false",
            "gus,       list,    -, secrets,              team-a, -, true",
            "gus,       list,    -, secrets,              team-b, -, false",
            "gus,       list,    -, secrets,              -, -, false",
            "gus,       create,  -, persistentvolumes,    -, -, false",
            "hal,       create,  apps, deployments,       team-a, -, true",
            "hal,       get,     apps, deployments,       team-a, x, false",
            "hal,       get,     apps, deployments,       team-b, x, true",
            "hal,       get,     apps, deployments,       team-c, x, false",
            "cm/agent,  list,    -, secrets,              -, -, true",
            "cm/debug,  create,  -, pods/exec,            team-b, x, true",
            "team-a/bot, create, -, pods/exec,            team-a, x, true",
            "team-a/bot, create, -, pods/exec,            team-b, x, false",
            "other/bot, create,  -, pods/exec,            team-a, x, false",
            "other/bot, list,    -, secrets,              -, -, false",
            "anonymous, get,     -, pods,                 team-a, x, false",
            "scraper,   get,     -, nodes/metrics,        -, x, true"})
    void a_request_for_a_resource_is_answered_as_the_authorizer_does(String who, String verb, String group,
            String resource, String namespace, String name, boolean allowed) {
        assertThat(SITE.allows(identity(who), new Request.OfResource(verb, text(group), resource, text(namespace),
                text(name)))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"ann, post, /anything, true", "scraper, get, /metrics, true", "scraper, get, /metrics/slis, false",
            "scraper, get, /healthz/etcd, true", "scraper, get, /healthz, false", "scraper, post, /metrics, false",
            "gus, get, /metrics, false", "ben, get, /metrics, false", "masters, get, /metrics, true"})
    void a_request_for_a_path_is_answered_by_cluster_roles_alone(String who, String verb, String path, boolean allowed) {
        assertThat(SITE.allows(identity(who), new Request.OfUrl(verb, path))).isEqualTo(allowed);
    }

    @Test
    void rights_come_by_name_or_by_group_and_a_role_without_rules_gives_none() {
        assertThat(SITE.bindingsOf(Identity.serviceAccount("cm", "debug"))).extracting(Binding::role)
                .containsExactlyInAnyOrder("view", "secret-reader", "exec");
        assertThat(SITE.bindingsOf(Identity.user("fay"))).extracting(Binding::role).containsExactly("view");
    }

    private static Identity identity(String who) {
        return switch (who) {
            case "masters" -> Identity.user("root", "system:masters");
            case "scraper" -> Identity.user("prometheus", "metrics");
            case "anonymous" -> new Identity("system:anonymous", Set.of("system:unauthenticated"));
            default -> who.contains("/") ? Identity.serviceAccount(who.split("/")[0], who.split("/")[1])
                    : Identity.user(who);
        };
    }

    private static String text(String cell) {
        return cell == null ? "" : cell;
    }
}
