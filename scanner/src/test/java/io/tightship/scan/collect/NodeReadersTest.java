package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.CniChain.Plugin;
import io.tightship.fact.kubernetes.CniChain;
import io.tightship.fact.linux.MandatoryAccess.Profiles;
import io.tightship.fact.linux.MandatoryAccess;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.RuntimeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeReadersTest {

    private static final SessionId NODE = SessionId.node(WORKER);
    private static final NodeProbe LSM = new FileProbe.ReadFile("/sys/kernel/security/lsm");
    private static final NodeProbe PROFILES = new FileProbe.ReadFile("/sys/kernel/security/apparmor/profiles");
    private static final NodeProbe ENFORCE = new FileProbe.ReadFile("/sys/fs/selinux/enforce");
    private static final NodeProbe FOLDER = new RuntimeProbe.CniConfigurations("/etc/cni/net.d");
    private static final NodeProbe PROGRAM = new FileProbe.Paths("/opt/cni/bin/bandwidth");
    private static final String CALICO = """
            {"name":"k8s-pod-network","plugins":[{"type":"calico"},{"type":"portmap"},
            {"type":"bandwidth","capabilities":{"bandwidth":true}}]}""";

    @Test
    void the_kernels_list_tells_which_of_the_two_is_asked() {
        assertThat(access(new ControlPlaneSite().text(NODE, LSM, "lockdown,capability,yama,apparmor").text(NODE,
                PROFILES, "/usr/bin/man (enforce)\ndocker-default (enforce)\na (b) c (complain)\nx (unconfined)\n")
                .unread(NODE, ENFORCE, Reason.FORBIDDEN, "not asked about"))).isEqualTo(new MandatoryAccess(
                Optional.of(new Profiles(2, 1)), Optional.empty()));
        assertThat(access(new ControlPlaneSite().text(NODE, LSM, "capability,selinux").text(NODE, ENFORCE, "1")))
                .isEqualTo(new MandatoryAccess(Optional.empty(), Optional.of(true)));
        assertThat(access(new ControlPlaneSite().text(NODE, LSM, "capability\n")))
                .isEqualTo(new MandatoryAccess(Optional.empty(), Optional.empty()));
    }

    @Test
    void without_the_list_or_what_it_leads_to_nothing_is_known() {
        for (ControlPlaneSite site : new ControlPlaneSite[] {
            new ControlPlaneSite().absent(NODE, LSM, "No such file"),
            new ControlPlaneSite().unread(NODE, LSM, Reason.TIMED_OUT, "late"),
            new ControlPlaneSite().text(NODE, LSM, ""), new ControlPlaneSite().text(NODE, LSM, "<html>"),
            new ControlPlaneSite().text(NODE, LSM, "apparmor").unread(NODE, PROFILES, Reason.FORBIDDEN, "denied"),
            new ControlPlaneSite().text(NODE, LSM, "apparmor").absent(NODE, PROFILES, "No such file"),
            new ControlPlaneSite().text(NODE, LSM, "selinux").text(NODE, ENFORCE, "maybe")}) {
            assertThat(site.read(WORKER, MandatoryAccess.KEY)).isInstanceOf(Fact.Unavailable.class);
        }
    }

    @Test
    void the_first_file_by_name_is_the_one_that_counts() {
        CniChain chain = chain(cni("{\"/etc/cni/net.d/10-calico.conflist\":" + CALICO
                + ",\"/etc/cni/net.d/05-bridge.conf\":{\"type\":\"bridge\"}}"));
        assertThat(chain.file()).isEqualTo("/etc/cni/net.d/05-bridge.conf");
        assertThat(chain.plugins()).containsExactly(new Plugin("bridge", false));
        assertThat(chain(cni("{\"/etc/cni/net.d/10-calico.conflist\":" + CALICO + "}")).plugins())
                .contains(new Plugin("bandwidth", true));
    }

    @Test
    void multus_is_followed_to_what_it_hands_on_to() {
        assertThat(chain(cni("{\"/etc/cni/net.d/00-multus.conf\":{\"type\":\"multus-shim\",\"clusterNetwork\":"
                + "\"/host/etc/cni/net.d/10-calico.conflist\"},\"/etc/cni/net.d/10-calico.conflist\":" + CALICO + "}"))
                .file()).isEqualTo("/etc/cni/net.d/10-calico.conflist");
        assertThat(chain(cni("{\"/etc/cni/net.d/00-multus.conf\":{\"type\":\"multus\",\"delegates\":[" + CALICO + "]}}"))
                .plugins()).hasSize(3);
        assertThat(chain(cni("{\"/etc/cni/net.d/00-multus.conf\":{\"type\":\"multus\",\"clusterNetwork\":"
                + "\"k8s-pod-network\"},\"/etc/cni/net.d/10-calico.conflist\":" + CALICO + "}")).plugins()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"/etc/cni/net.d/10-x.conf\":{}}", "{\"/etc/cni/net.d/10-x.conflist\":"
        + "{\"plugins\":[]}}", "{\"/etc/cni/net.d/00-multus.conf\":{\"type\":\"multus\",\"clusterNetwork\":\"gone\"}}",
        "not JSON"})
    void what_the_runtime_does_not_load_is_unknown(String documents) {
        assertThat(cni(documents).read(WORKER, CniChain.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void the_folders_are_those_of_containerds_configuration() {
        NodeProbe folder = new RuntimeProbe.CniConfigurations("/etc/kubernetes/cni");
        NodeProbe program = new FileProbe.Paths("/cm/local/apps/kubernetes/current/bin/cni/bandwidth");
        ControlPlaneSite site = new ControlPlaneSite().text(NODE, CniFolders.SOURCE, "      conf_dir = \"/etc/kubernetes/"
                + "cni\"\n    bin_dirs = ['/cm/local/apps/kubernetes/current/bin/cni/']\n")
                .text(NODE, folder, "{\"/etc/kubernetes/cni/10-calico.conflist\":" + CALICO + "}")
                .text(NODE, program, "755 0 0 f /cm/local/apps/kubernetes/current/bin/cni/bandwidth\0");
        assertThat(chain(site).stat()).isPresent();
        assertThat(new CniFolders().derive(site.get(NODE, CniFolders.SOURCE))).containsExactly(folder, program);
        assertThat(new CniFolders().allowed().matcher("/etc/shadow").matches()).isFalse();
    }

    @Test
    void a_program_that_is_not_there_is_known_and_what_was_not_read_is_not() {
        ControlPlaneSite site = cni("{\"/etc/cni/net.d/10-calico.conflist\":" + CALICO + "}");
        assertThat(chain(site.absent(NODE, PROGRAM, "No such file")).stat()).isEmpty();
        assertThat(site.unread(NODE, PROGRAM, Reason.FORBIDDEN, "no").read(WORKER, CniChain.KEY))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(site.text(NODE, CniFolders.SOURCE, "conf_dir = \"/a/cni\"\nconf_dir = \"/b/cni\"\n").read(WORKER,
                CniChain.KEY)).isInstanceOf(Fact.Unavailable.class);
        assertThat(site.unread(NODE, CniFolders.SOURCE, Reason.FORBIDDEN, "no").read(WORKER, CniChain.KEY))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().text(NODE, CniFolders.SOURCE, "").absent(NODE, FOLDER, "No such file")
                .read(WORKER, CniChain.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    private static ControlPlaneSite cni(String documents) {
        return new ControlPlaneSite().text(NODE, CniFolders.SOURCE, "").text(NODE, FOLDER, documents)
                .text(NODE, PROGRAM, "755 0 0 f /opt/cni/bin/bandwidth\0");
    }

    private static CniChain chain(ControlPlaneSite site) {
        return switch (site.read(WORKER, CniChain.KEY)) {
            case Fact.Known<CniChain>(CniChain chain, var sources) -> chain;
            case Fact.Unavailable<CniChain> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static MandatoryAccess access(ControlPlaneSite site) {
        return switch (site.read(WORKER, MandatoryAccess.KEY)) {
            case Fact.Known<MandatoryAccess>(MandatoryAccess access, var sources) -> access;
            case Fact.Unavailable<MandatoryAccess> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
