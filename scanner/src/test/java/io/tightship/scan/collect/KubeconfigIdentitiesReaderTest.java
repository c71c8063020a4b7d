package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
import io.tightship.fact.kubernetes.KubeconfigIdentities.Identity;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeconfigIdentitiesReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe ADMIN = new NodeProbe.ClientCertificates("/etc/kubernetes/admin.conf");
    private static final NodeProbe SUPER = new NodeProbe.ClientCertificates("/etc/kubernetes/super-admin.conf");
    private static final NodeProbe ROOT = new NodeProbe.ClientCertificates("/root/.kube/config");

    @Test
    void files_that_are_there_are_members_and_one_that_cannot_be_read_is_not_lost() {
        var members = new ControlPlaneSite().text(NODE, ADMIN, "{\"certificates\":[{\"name\":\"kubernetes-admin\",\"groups\":"
                + "[\"system:masters\"]}]}").absent(NODE, SUPER, "No such file").unread(NODE, ROOT, Reason.FORBIDDEN, "x")
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
                    .members(CP, KubeconfigIdentities.KEY).get("/etc/kubernetes/admin.conf"))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
        }
    }
}
