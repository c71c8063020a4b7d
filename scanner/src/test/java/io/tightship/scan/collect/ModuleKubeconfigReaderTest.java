package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;

/** Module files in the languages of Environment Modules and Lmod; that BCM's name a kubeconfig so is assumed. */
class ModuleKubeconfigReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final String FOLDER = "/cm/local/modulefiles/kubernetes/";

    private static PerSubject<PathStat> read(ControlPlaneSite site) {
        return ((Fact.Known<PerSubject<PathStat>>) site.read(HEAD, PathStat.OF_MODULES)).value();
    }

    private static ControlPlaneSite lines(String text) {
        return new ControlPlaneSite().text(NODE, ModuleKubeconfigs.LINES, text);
    }

    private static ControlPlaneSite stat(ControlPlaneSite site, String path, String mode) {
        return site.text(NODE, new FileProbe.Paths(path), mode + " 0 0 f " + path + "\u0000");
    }

    @Test
    void what_modules_name_is_asked_for_in_both_languages() {
        ControlPlaneSite site = lines(FOLDER + "k8s-admin/1.32\0setenv KUBECONFIG \"$env(HOME)/.kube/config-k8s-admin\"\n"
                + FOLDER + "k8s-admin/1.32\0# KUBECONFIG is for root\n"
                + FOLDER + "k8s-user/1.32.lua\0setenv(\"KUBECONFIG\", \"/cm/shared/kube/user:/etc/kubernetes/admin.conf\")\n");
        stat(site, "/root/.kube/config-k8s-admin", "600");
        stat(site, "/cm/shared/kube/user", "644");
        site.absent(NODE, new FileProbe.Paths("/etc/kubernetes/admin.conf"), "No such file or directory");
        assertThat(read(site).known().keySet()).containsExactly("/cm/shared/kube/user", "/root/.kube/config-k8s-admin");
        assertThat(read(site).known().get("/cm/shared/kube/user").octal()).isEqualTo("0644");
    }

    @Test
    void what_is_not_understood_or_not_read_is_a_member_that_is_unavailable() {
        ControlPlaneSite site = lines(FOLDER + "a\0set KUBECONFIG $somewhere\n" + FOLDER + "b\0setenv KUBECONFIG $x/y\n"
                + FOLDER + "c\0setenv KUBECONFIG /root/c\n");
        site.unread(NODE, new FileProbe.Paths("/root/c"), Reason.FORBIDDEN, "find: '/root/c': Permission denied");
        PerSubject<PathStat> found = read(site);
        assertThat(found.known()).isEmpty();
        assertThat(found.members().keySet()).containsExactly(FOLDER + "a", FOLDER + "b", "/root/c");
    }

    @Test
    void no_modules_name_none_and_unreadable_ones_are_unavailable() {
        assertThat(read(new ControlPlaneSite().absent(NODE, ModuleKubeconfigs.LINES, "No such file")).members()).isEmpty();
        assertThat(read(lines("")).members()).isEmpty();
        assertThat(new ControlPlaneSite().unread(NODE, ModuleKubeconfigs.LINES, Reason.FORBIDDEN, "x")
                .read(HEAD, PathStat.OF_MODULES)).isInstanceOf(Fact.Unavailable.class);
    }
}
