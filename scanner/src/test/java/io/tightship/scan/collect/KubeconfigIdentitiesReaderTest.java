package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.KubeconfigIdentities.Identity;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeconfigIdentitiesReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe ADMIN = new FileProbe.ClientCertificates("/etc/kubernetes/admin.conf");
    private static final NodeProbe SUPER = new FileProbe.ClientCertificates("/etc/kubernetes/super-admin.conf");
    private static final NodeProbe ROOT = new FileProbe.ClientCertificates("/root/.kube/config");

    @Test
    void files_that_are_there_are_members_and_one_that_cannot_be_read_is_not_lost() {
        var members = new ControlPlaneSite().text(NODE, ADMIN, "{\"certificates\":[{\"name\":\"kubernetes-admin\",\"groups\":"
                + "[\"system:masters\"]}]}").absent(NODE, SUPER, "No such file").unread(NODE, ROOT, Reason.FORBIDDEN, "x")
                .absent(NODE, NamedKubeconfigs.OF_ROOT, "x")
                .members(CP, KubeconfigIdentities.KEY);
        assertThat(members).containsOnlyKeys("/etc/kubernetes/admin.conf", "/root/.kube/config");
        assertThat(members.get("/etc/kubernetes/admin.conf")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(fact.value()).isEqualTo(new KubeconfigIdentities(List.of(new Identity("kubernetes-admin",
                        List.of("system:masters"))))));
        assertThat(members.get("/root/.kube/config")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void a_certificate_that_cannot_be_read_makes_its_file_unavailable() {
        for (String stored : List.of("{\"certificates\":[{\"broken\":true}]}", "{")) {
            assertThat(new ControlPlaneSite().text(NODE, ADMIN, stored).absent(NODE, SUPER, "x").absent(NODE, ROOT, "x")
                    .absent(NODE, NamedKubeconfigs.OF_ROOT, "x")
                    .members(CP, KubeconfigIdentities.KEY).get("/etc/kubernetes/admin.conf"))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
        }
    }

    @Test
    void a_certificate_that_lies_in_another_file_was_not_read() {
        assertThat(site(CP).text(NODE, ADMIN, "{\"certificates\":[{\"file\":\"/root/x.pem\"}]}")
                .members(CP, KubeconfigIdentities.KEY).get("/etc/kubernetes/admin.conf"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.NOT_COLLECTED);
                    assertThat(fact.detail()).contains("/root/x.pem");
                });
    }

    @Test
    void on_a_head_node_those_of_users_and_of_module_files_are_looked_at_too() {
        SessionId head = SessionId.node(HEAD);
        String masters = "{\"certificates\":[{\"name\":\"x\",\"groups\":[\"system:masters\"]}]}";
        var members = site(HEAD).text(head, NamedKubeconfigs.OF_ROOT, "600 0 0 f /root/.kube/config\0"
                        + "600 0 0 f /root/.kube/config-k8s-admin\0" + "755 0 0 d /root/.kube/config.d\0")
                .text(head, new FileProbe.ClientCertificates("/root/.kube/config-k8s-admin"), masters)
                .bytes(head, NamedKubeconfigs.OF_USERS, 1, "find: '/home/bob/.kube': Permission denied",
                        "600 1001 1001 f /home/ann/.kube/config\0".getBytes())
                .text(head, new FileProbe.ClientCertificates("/home/ann/.kube/config"), masters)
                .text(head, ModuleKubeconfigs.LINES, "/cm/local/modulefiles/kubernetes/u/1\0setenv KUBECONFIG /srv/u.conf\n")
                .text(head, new FileProbe.ClientCertificates("/srv/u.conf"), masters)
                .members(HEAD, KubeconfigIdentities.KEY);
        assertThat(members).containsOnlyKeys("/root/.kube/config-k8s-admin", "/home/bob/.kube", "/home/ann/.kube/config",
                "/srv/u.conf");
        assertThat(members.get("/home/bob/.kube")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_list_that_was_not_read_is_no_list_of_none() {
        assertThat(site(CP).unread(NODE, NamedKubeconfigs.OF_ROOT, Reason.TIMED_OUT, "slow").members(CP,
                KubeconfigIdentities.KEY).get("/root/.kube/config*")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.TIMED_OUT));
    }

    /** A node on which there is none of them. */
    private static ControlPlaneSite site(Target.Node node) {
        SessionId session = SessionId.node(node);
        return new ControlPlaneSite().absent(session, ADMIN, "x").absent(session, SUPER, "x").absent(session, ROOT, "x")
                .absent(session, NamedKubeconfigs.OF_ROOT, "x").absent(session, NamedKubeconfigs.OF_USERS, "x")
                .absent(session, ModuleKubeconfigs.LINES, "x");
    }
}
