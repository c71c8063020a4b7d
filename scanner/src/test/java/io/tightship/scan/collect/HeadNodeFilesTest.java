package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.fact.linux.Exports;
import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CMDaemon's directives and the table of NFS exports, from what grep and the server print. */
class HeadNodeFilesTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe CMD = new BcmProbe.CmdDirectives();
    private static final NodeProbe ETAB = new FileProbe.ReadFile("/var/lib/nfs/etab");

    @Test
    void directives_are_read_and_none_is_a_value() {
        assertThat(new ControlPlaneSite().text(NODE, CMD, """
                CMDaemonAudit = yes
                  CMDaemonAuditorFile= "/var/spool/cmd/audit.log"
                FrozenFile = { "/etc/hosts", "|/etc/pam.d/.*" }
                """).read(HEAD, CmdDirectives.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    CmdDirectives cmd = (CmdDirectives) fact.value();
                    assertThat(cmd.bool("CMDaemonAudit")).contains(true);
                    assertThat(cmd.text("cmdaemonauditorfile")).contains("/var/spool/cmd/audit.log");
                    assertThat(cmd.frozen()).containsExactly("/etc/hosts", "|/etc/pam.d/.*");
                });
        assertThat(new ControlPlaneSite().bytes(NODE, CMD, 1, "", new byte[0]).read(HEAD, CmdDirectives.KEY))
                .isInstanceOf(Fact.Known.class);
    }

    @Test
    void a_list_that_goes_on_over_its_line_and_what_was_not_read_are_unavailable() {
        assertThat(new ControlPlaneSite().text(NODE, CMD, "FrozenFile = { \"/etc/hosts\",\n").read(HEAD,
                CmdDirectives.KEY)).isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().absent(NODE, CMD, "No such file").read(HEAD, CmdDirectives.KEY))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().unread(NODE, CMD, Reason.FORBIDDEN, "x").read(HEAD, CmdDirectives.KEY))
                .isInstanceOf(Fact.Unavailable.class);
    }

    /** As nfs-utils 2.6 keeps it. */
    @Test
    void exports_are_read_with_all_their_options_and_no_table_is_no_export() {
        assertThat(new ControlPlaneSite().text(NODE, ETAB, "/home\t10.141.0.0/16(rw,sync,wdelay,hide,nocrossmnt,secure,"
                + "no_root_squash,no_all_squash,no_subtree_check,secure_locks,acl,no_pnfs,anonuid=65534,anongid=65534,"
                + "sec=sys,rw,secure,no_root_squash,no_all_squash)\n/cm/shared *(ro,root_squash)\n").read(HEAD,
                Exports.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    Exports exports = (Exports) fact.value();
                    assertThat(exports.all()).hasSize(2);
                    assertThat(exports.all().getFirst().trustsRoot()).isTrue();
                    assertThat(exports.all().get(1)).isEqualTo(new Exports.Export("/cm/shared", "*",
                            Set.of("ro", "root_squash")));
                });
        assertThat(new ControlPlaneSite().absent(NODE, ETAB, "No such file").read(HEAD, Exports.KEY))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((Exports) fact.value()).all()).isEmpty());
        for (String broken : new String[] {"/home 10.0.0.0/8 rw", "home *(rw)", "garbage"}) {
            assertThat(new ControlPlaneSite().text(NODE, ETAB, broken).read(HEAD, Exports.KEY))
                    .isInstanceOf(Fact.Unavailable.class);
        }
    }
}
