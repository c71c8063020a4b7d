package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.RootKeys;
import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Root's keys on a node and in its software image, and the image's allow lists. */
class RootKeysReadersTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final SessionId HEAD_NODE = SessionId.node(HEAD);
    private static final String FILE = "/root/.ssh/authorized_keys";
    private static final NodeProbe KEYS = new LoginProbe.AuthorizedKeys(FILE);
    private static final NodeProbe SECOND = new LoginProbe.AuthorizedKeys(FILE + "2");
    private static final NodeProbe HOME = new LoginProbe.UserEntry("root");
    private static final NodeProbe SSHD = new LoginProbe.SshdTest("/etc/ssh/sshd_config", "root", "unapproved.invalid",
            "192.0.2.1");
    private static final NodeProbe MATCHES = new LoginProbe.SshdMatches("/etc/ssh/sshd_config");
    private static final NodeProbe IMAGES = new FileProbe.Paths("/cm/images/*");
    private static final NodeProbe DEVICES = new BcmProbe.Cmsh(CmshQuestion.DEVICES);
    private static final NodeProbe CATEGORY_IMAGES = new BcmProbe.Cmsh(CmshQuestion.CATEGORY_IMAGES);
    private static final NodeProbe DEVICE_IMAGES = new BcmProbe.Cmsh(CmshQuestion.DEVICE_IMAGES);
    private static final NodeProbe IMAGE_KEYS = new LoginProbe.AuthorizedKeys("/cm/images/k8s" + FILE);
    private static final NodeProbe IMAGE_LISTS = new FileProbe.ReadTree("/cm/images/k8s/etc/security/pam_bright.d");

    /** As OpenSSH 9.2 prints it, shortened. */
    private static final String PRINTED = "port 22\npermitrootlogin without-password\n"
            + "authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2\nauthorizedkeyscommand none\n"
            + "trustedusercakeys none\n";
    private static final String ONE = "{\"lines\":[{\"line\":2,\"type\":\"ssh-ed25519\",\"fingerprint\":\"SHA256:aaa\","
            + "\"comment\":\"root@head\",\"options\":\"\"}]}";

    private static ControlPlaneSite node() {
        return new ControlPlaneSite().processes(CP, List.of("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"))
                .text(NODE, SSHD, PRINTED).text(NODE, HOME, "root:x:0:0:root:/root:/bin/bash\n").text(NODE, KEYS, ONE)
                .text(NODE, MATCHES, "{}").absent(NODE, SECOND, "No such file or directory");
    }

    @Test
    void the_keys_of_each_file_that_sshd_reads_are_known_and_a_file_that_is_not_there_holds_none() {
        Map<String, Fact<RootKeys>> members = node().members(CP, RootKeys.OF_NODE);
        assertThat(members).containsOnlyKeys(FILE, FILE + "2");
        assertThat(keys(members.get(FILE))).containsExactly(new RootKeys.Key("SHA256:aaa", "", "root@head", 2));
        assertThat(keys(members.get(FILE + "2"))).isEmpty();
    }

    @Test
    void a_file_that_sshd_reads_and_that_was_not_read_is_not_known() {
        for (String written : List.of("/etc/ssh/keys/%u", "%h/.keys", "authorized_keys")) {
            assertThat(node().text(NODE, SSHD, PRINTED.replace(".ssh/authorized_keys2", written))
                    .members(CP, RootKeys.OF_NODE).values()).filteredOn(Fact.Unavailable.class::isInstance).hasSize(1);
        }
        assertThat(node().text(NODE, HOME, "root:x:0:0:root:/home/root:/bin/bash\n").members(CP, RootKeys.OF_NODE)
                .values()).allMatch(Fact.Unavailable.class::isInstance);
        assertThat(node().text(NODE, SSHD, "port 22\npermitrootlogin no\n").members(CP, RootKeys.OF_NODE).values())
                .allMatch(Fact.Unavailable.class::isInstance);
    }

    @Test
    void tokens_are_resolved_as_sshd_does_and_none_is_no_file() {
        assertThat(node().text(NODE, SSHD, PRINTED.replace(".ssh/authorized_keys .ssh/authorized_keys2",
                "%h/.ssh/authorized_keys")).members(CP, RootKeys.OF_NODE)).containsOnlyKeys(FILE);
        Map<String, Fact<RootKeys>> none = node().text(NODE, SSHD, PRINTED.replace(
                ".ssh/authorized_keys .ssh/authorized_keys2", "none")).members(CP, RootKeys.OF_NODE);
        assertThat(none.values()).singleElement().satisfies(fact -> assertThat(keys(fact)).isEmpty());
    }

    @Test
    void a_command_or_an_authority_is_a_way_in_of_its_own() {
        assertThat(node().text(NODE, SSHD, PRINTED.replace("authorizedkeyscommand none",
                "authorizedkeyscommand /usr/bin/sss_ssh_authorizedkeys")).members(CP, RootKeys.OF_NODE).keySet())
                .contains("authorizedkeyscommand of sshd (/etc/ssh/sshd_config)");
        assertThat(node().text(NODE, SSHD, PRINTED.replace("trustedusercakeys none", "trustedusercakeys /etc/ssh/ca.pub"))
                .members(CP, RootKeys.OF_NODE).keySet()).contains("trustedusercakeys of sshd (/etc/ssh/sshd_config)");
    }

    @Test
    void what_a_match_block_sets_for_root_counts_also_where_nobody_asked_from() {
        String blocks = """
                {"/etc/ssh/sshd_config":[{"line":9,"keyword":"match","value":"User root Address 10.141.0.0/16"},
                  {"line":10,"keyword":"authorizedkeysfile","value":".ssh/authorized_keys /etc/ssh/Cluster_keys"},
                  {"line":11,"keyword":"authorizedkeyscommand","value":"/opt/site/keys"},
                  {"line":12,"keyword":"match","value":"User git"},
                  {"line":13,"keyword":"authorizedkeysfile","value":"/srv/git/keys"}]}""";
        Map<String, Fact<RootKeys>> members = node().text(NODE, MATCHES, blocks).members(CP, RootKeys.OF_NODE);
        assertThat(members).containsOnlyKeys(FILE, FILE + "2", "/etc/ssh/Cluster_keys",
                "authorizedkeyscommand of sshd (/etc/ssh/sshd_config), Match User root Address 10.141.0.0/16");
        assertThat(members.get("/etc/ssh/Cluster_keys")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.NOT_STATED));
        assertThat(node().unread(NODE, MATCHES, Reason.FORBIDDEN, "why").members(CP, RootKeys.OF_NODE)
                .get("sshd (/etc/ssh/sshd_config), Match blocks")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_line_that_is_no_key_is_not_known_and_the_others_are() {
        Map<String, Fact<RootKeys>> members = node().text(NODE, KEYS, ONE.replace("]}", ",{\"line\":5}]}"))
                .members(CP, RootKeys.OF_NODE);
        assertThat(members.get(FILE + ":5")).isInstanceOf(Fact.Unavailable.class);
        assertThat(keys(members.get(FILE))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(node().unread(NODE, KEYS, reason, "why").members(CP, RootKeys.OF_NODE).get(FILE))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
        for (NodeProbe probe : List.of(HOME, new ProcessProbe.Processes())) {
            assertThat(node().unread(NODE, probe, reason, "why").read(CP, RootKeys.OF_NODE))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(reason));
        }
        for (NodeProbe probe : List.of(IMAGES, DEVICES, CATEGORY_IMAGES, DEVICE_IMAGES)) {
            assertThat(image().unread(HEAD_NODE, probe, reason, "why").read(CP, AllowList.OF_IMAGE))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(reason));
        }
        assertThat(image().unread(HEAD_NODE, IMAGE_KEYS, reason, "why").members(CP, RootKeys.OF_IMAGE)
                .get("/cm/images/k8s" + FILE)).isInstanceOf(Fact.Unavailable.class);
    }

    private static ControlPlaneSite image() {
        return new ControlPlaneSite().text(HEAD_NODE, DEVICES, "[{\"hostname (key)\": \"cp-1\", \"type\": \"PhysicalNode\", "
                        + "\"category\": \"K8s.admin\", \"ip\": \"10.0.0.4\"}]")
                .text(HEAD_NODE, CATEGORY_IMAGES, "[{\"name (key)\": \"K8s.admin\", \"softwareimage\": \"k8s\"}]")
                .text(HEAD_NODE, DEVICE_IMAGES, "[{\"hostname (key)\": \"cp-1\", \"softwareimage\": \"\"}]")
                .text(HEAD_NODE, IMAGES, "755 0 0 d /cm/images/k8s\u0000755 0 0 d /cm/images/other\u0000"
                        + "755 0 0 d /cm/images/..\u0000644 0 0 f /cm/images/note\u0000")
                .text(HEAD_NODE, IMAGE_KEYS, ONE)
                .absent(HEAD_NODE, new LoginProbe.AuthorizedKeys("/cm/images/k8s" + FILE + "2"), "No such file")
                .bytes(HEAD_NODE, IMAGE_LISTS, 0, "", TarBytes.of(Map.of(
                        "/cm/images/k8s/etc/security/pam_bright.d/pam_allow.conf", "alice\n")));
    }

    @Test
    void a_node_has_the_image_of_its_category_or_its_own_and_the_lists_bear_their_names_on_the_node() {
        assertThat(image().members(CP, RootKeys.OF_IMAGE)).containsOnlyKeys("/cm/images/k8s" + FILE,
                "/cm/images/k8s" + FILE + "2");
        assertThat(image().members(CP, AllowList.OF_IMAGE).get("/etc/security/pam_bright.d/pam_allow.conf"))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((AllowList) fact.value()).entries())
                        .extracting(AllowList.Entry::name).containsExactly("alice"));
        assertThat(image().text(HEAD_NODE, DEVICE_IMAGES, "[{\"hostname (key)\": \"cp-1\", \"softwareimage\": \"other\"}]")
                .members(CP, RootKeys.OF_IMAGE).keySet()).allMatch(path -> path.startsWith("/cm/images/other/"));
    }

    @Test
    void an_image_that_nobody_names_or_that_is_not_there_is_not_known() {
        for (String image : List.of("", "../etc", "k8s (category:x)", "gone")) {
            assertThat(image().text(HEAD_NODE, CATEGORY_IMAGES, "[{\"name (key)\": \"K8s.admin\", \"softwareimage\": \""
                    + image + "\"}]").read(CP, AllowList.OF_IMAGE)).as(image).isInstanceOf(Fact.Unavailable.class);
        }
    }

    private static List<RootKeys.Key> keys(Fact<RootKeys> fact) {
        return ((Fact.Known<RootKeys>) fact).value().keys();
    }
}
