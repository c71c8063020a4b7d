package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.model.Reason;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SshdBlocksReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe PROBE = new LoginProbe.SshdMatches("/etc/ssh/sshd_config");
    private static final String NO_POLICY =
            "grep: /etc/crypto-policies/back-ends/opensshserver.config: No such file or directory\n";

    @Test
    void blocks_are_found_in_included_files_and_end_with_their_file() {
        assertThat(blocks("""
                {"/etc/ssh/sshd_config":[
                  {"line":12,"keyword":"include","value":"/etc/ssh/sshd_config.d/*.conf"},
                  {"line":34,"keyword":"permitrootlogin","value":"no"},
                  {"line":90,"keyword":"match","value":"Address 10.141.0.0/16"},
                  {"line":91,"keyword":"permitrootlogin","value":"Yes"},
                  {"line":92,"keyword":"include","value":"inner.conf"},
                  {"line":93,"keyword":"match","value":"Group sftp"},
                  {"line":95,"keyword":"match","value":"Address 10.141.0.0/16"},
                  {"line":96,"keyword":"permitrootlogin","value":"no"},
                  {"line":97,"keyword":"kbdinteractiveauthentication","value":"yes"}],
                 "/etc/ssh/sshd_config.d/50-site.conf":[
                  {"line":1,"keyword":"match","value":"Group hpc"},
                  {"line":2,"keyword":"passwordauthentication","value":"yes"}],
                 "/etc/ssh/sshd_config.d/60-site.conf":[{"line":1,"keyword":"passwordauthentication","value":"no"}],
                 "/etc/ssh/sshd_config.d/old.conf.bak":[{"line":1,"keyword":"match","value":"all"},
                  {"line":2,"keyword":"passwordauthentication","value":"yes"}],
                 "/etc/ssh/inner.conf":[{"line":1,"keyword":"passwordauthentication","value":"yes"},
                  {"line":2,"keyword":"match","value":"User ann"},
                  {"line":3,"keyword":"passwordauthentication","value":"no"}]}""")).containsExactly(
                new SshdBlocks.Block("Group hpc", "/etc/ssh/sshd_config.d/50-site.conf", 1,
                        Map.of("passwordauthentication", "yes")),
                new SshdBlocks.Block("Address 10.141.0.0/16", "/etc/ssh/sshd_config", 90, Map.of("permitrootlogin", "Yes",
                        "passwordauthentication", "yes", "kbdinteractiveauthentication", "yes")),
                new SshdBlocks.Block("Address 10.141.0.0/16 and User ann", "/etc/ssh/inner.conf", 2,
                        Map.of("passwordauthentication", "no")));
    }

    @Test
    void a_file_without_such_lines_has_no_blocks() {
        assertThat(blocks("{}")).isEmpty();
    }

    @Test
    void red_hats_crypto_policy_is_read_and_other_places_are_not() {
        assertThat(blocks("""
                {"/etc/ssh/sshd_config":[{"line":1,"keyword":"include","value":"/etc/ssh/sshd_config.d/*.conf"}],
                 "/etc/ssh/sshd_config.d/50-redhat.conf":[{"line":9,"keyword":"include",
                  "value":"/etc/crypto-policies/back-ends/opensshserver.config"}]}""")).isEmpty();
        for (String elsewhere : List.of("/opt/site/*.conf", "/etc/ssh/../x.conf", "/etc/ssh/keys/*", "[ab].conf")) {
            assertThat(member(site("{\"/etc/ssh/sshd_config\":[{\"line\":1,\"keyword\":\"include\",\"value\":\"" + elsewhere
                    + "\"}]}"))).as(elsewhere).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                assertThat(fact.reason()).isEqualTo(Reason.NOT_COLLECTED);
                assertThat(fact.detail()).contains("/etc/ssh/sshd_config:1: sshd includes " + elsewhere);
            });
        }
    }

    @Test
    void files_that_include_each_other_are_not_judged() {
        assertThat(member(site("""
                {"/etc/ssh/sshd_config":[{"line":1,"keyword":"include","value":"sshd_config"}]}""")))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void what_may_not_be_read_decides_nothing() {
        assertThat(member(base().unread(NODE, PROBE, Reason.FORBIDDEN, "grep: /etc/ssh/sshd_config: Permission denied")))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
        assertThat(member(base().bytes(NODE, PROBE, 2, "grep: /etc/ssh/sshd_config: No such file or directory\n" + NO_POLICY,
                "{}".getBytes()))).isInstanceOf(Fact.Unavailable.class);
    }

    private static List<SshdBlocks.Block> blocks(String stored) {
        return ((Fact.Known<SshdBlocks>) member(site(stored))).value().blocks();
    }

    private static Fact<SshdBlocks> member(ControlPlaneSite site) {
        return site.members(CP, SshdBlocks.KEY).get("sshd (/etc/ssh/sshd_config), Match blocks");
    }

    private static ControlPlaneSite site(String stored) {
        return base().bytes(NODE, PROBE, 2, NO_POLICY, stored.getBytes());
    }

    private static ControlPlaneSite base() {
        return new ControlPlaneSite().processes(CP, List.of("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"));
    }
}
