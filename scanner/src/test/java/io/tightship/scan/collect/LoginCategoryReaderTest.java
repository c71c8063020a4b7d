package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.LoginCategory;
import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCategoryReaderTest {

    private static final NodeProbe CATEGORIES = new BcmProbe.Cmsh(CmshQuestion.CATEGORIES);
    private static final NodeProbe DEVICES = new BcmProbe.Cmsh(CmshQuestion.DEVICES);
    private static final SessionId HEAD_NODE = SessionId.node(HEAD);

    private static final String LOGINS = """
            [ { "name (key)": "default", "usernodelogin": "always" },
              { "name (key)": "k8s-system-admin", "usernodelogin": "Never" } ]""";
    private static final String HOSTS = """
            [ { "hostname (key)": "head-1", "type": "HeadNode", "category": "", "ip": "10.0.0.1" },
              { "hostname (key)": "cp-1", "type": "PhysicalNode", "category": "k8s-system-admin", "ip": "10.0.0.4" },
              { "hostname (key)": "cp-2.cm.cluster", "type": "PhysicalNode", "category": "k8s-system-admin", "ip": "10.0.0.5" },
              { "hostname (key)": "other", "type": "PhysicalNode", "category": "default", "ip": "10.0.0.6" } ]""";

    private static ControlPlaneSite whole() {
        return clusters(new ControlPlaneSite().text(HEAD_NODE, CATEGORIES, LOGINS).text(HEAD_NODE, DEVICES, HOSTS));
    }

    private static ControlPlaneSite clusters(ControlPlaneSite site) {
        return site.text(SessionId.kubernetes(ADMIN), ApiLists.NODES, list("cp-1", "cp-2"))
                .text(SessionId.kubernetes(USER), ApiLists.NODES, list());
    }

    private static String list(String... names) {
        StringBuilder items = new StringBuilder();
        for (String name : names) {
            items.append(items.isEmpty() ? "" : ",").append("{\"metadata\":{\"name\":\"").append(name)
                    .append("\",\"labels\":{\"node-role.kubernetes.io/control-plane\":\"\"}},\"status\":{}}");
        }
        return "{\"items\":[" + items + "]}";
    }

    @Test
    void a_category_is_known_with_the_control_plane_nodes_that_it_holds() {
        assertThat(whole().members(SITE, LoginCategory.OF_CONTROL_PLANES)).containsOnlyKeys("k8s-system-admin")
                .extractingByKey("k8s-system-admin").isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    LoginCategory category = (LoginCategory) fact.value();
                    assertThat(category.userNodeLogin()).isEqualTo("Never");
                    assertThat(category.nodes()).isEqualTo(Set.of("cp-1", "cp-2"));
                });
    }

    @Test
    void a_live_control_plane_that_only_its_cluster_knows_brings_its_category_in() {
        assertThat(whole().text(SessionId.kubernetes(ADMIN), ApiLists.NODES, list("cp-1", "cp-2", "other"))
                .members(SITE, LoginCategory.OF_CONTROL_PLANES)).containsOnlyKeys("default", "k8s-system-admin");
        assertThat(whole().text(SessionId.kubernetes(ADMIN), ApiLists.NODES, list("unheard-of"))
                .members(SITE, LoginCategory.OF_CONTROL_PLANES).get("unheard-of"))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_category_that_bcm_does_not_list_is_unavailable() {
        assertThat(whole().text(HEAD_NODE, CATEGORIES, "[{\"name (key)\": \"default\", \"usernodelogin\": \"always\"}]")
                .members(SITE, LoginCategory.OF_CONTROL_PLANES).get("k8s-system-admin"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.detail())
                        .contains("lists no such category"));
    }

    @Test
    void a_cluster_that_does_not_tell_its_nodes_leaves_the_categories_that_are_known_decided() {
        assertThat(whole().unread(SessionId.kubernetes(USER), ApiLists.NODES, Reason.FORBIDDEN, "no")
                .members(SITE, LoginCategory.OF_CONTROL_PLANES)).satisfies(members -> {
                    assertThat(members).containsOnlyKeys("k8s-system-admin", "nodes of cluster user");
                    assertThat(members.get("k8s-system-admin")).isInstanceOf(Fact.Known.class);
                    assertThat(members.get("nodes of cluster user")).isInstanceOfSatisfying(Fact.Unavailable.class,
                            fact -> assertThat(fact.target()).isEqualTo(USER.id()));
                });
    }

    @Test
    void without_the_list_of_devices_only_what_the_inventory_states_is_decided() {
        // Nothing is stated here: no category is known, and the whole is not.
        assertThat(whole().unread(HEAD_NODE, DEVICES, Reason.TIMED_OUT, "slow").read(SITE,
                LoginCategory.OF_CONTROL_PLANES)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.TIMED_OUT));
    }

    @Test
    void compute_nodes_are_those_that_are_no_head_no_control_plane_and_not_for_logins() {
        ControlPlaneSite site = whole().text(HEAD_NODE, DEVICES, HOSTS.replace("]", """
                , { "hostname (key)": "dgx-01", "type": "PhysicalNode", "category": "default", "ip": "10.0.0.7" } ]"""));
        assertThat(site.members(SITE, LoginCategory.OF_COMPUTE_NODES)).containsOnlyKeys("default")
                .extractingByKey("default").isInstanceOfSatisfying(Fact.Known.class, fact ->
                        assertThat(((LoginCategory) fact.value()).nodes()).containsExactly("dgx-01"));
        // A worker that the inventory states and that Base Command Manager does not list is in no category.
        assertThat(whole().members(SITE, LoginCategory.OF_COMPUTE_NODES).get("dgx-01"))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sometimes", "never (default)", "", "yes"})
    void a_login_setting_that_is_not_known_is_no_value(String login) {
        assertThat(whole().text(HEAD_NODE, CATEGORIES, LOGINS.replace("Never", login))
                .members(SITE, LoginCategory.OF_CONTROL_PLANES).get("k8s-system-admin"))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Cannot connect to CMDaemon\n", "[", "[]"})
    void an_answer_that_is_not_cmshs_list_is_unavailable(String answer) {
        for (NodeProbe probe : new NodeProbe[] {CATEGORIES, DEVICES}) {
            assertThat(whole().text(HEAD_NODE, probe, answer).read(SITE, LoginCategory.OF_CONTROL_PLANES))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE", "HOST_KEY"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        for (NodeProbe probe : new NodeProbe[] {CATEGORIES, DEVICES}) {
            assertThat(whole().unread(HEAD_NODE, probe, reason, "why").read(SITE, LoginCategory.OF_CONTROL_PLANES))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                        assertThat(fact.reason()).isEqualTo(reason);
                        assertThat(fact.target()).isEqualTo(HEAD.id());
                    });
        }
    }
}
