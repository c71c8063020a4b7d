package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.PermissionUsers.Policy;
import io.tightship.fact.kubernetes.PermissionUsers.User;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionUsersReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);

    /** Names as the knowledge base prints them; what the policies hold is not public and is made up here. */
    @Test
    void a_user_has_the_policies_whose_names_begin_with_its_own() {
        PermissionUsers users = known(site("{\"metadata\":{\"name\":\"ray-l9x71kv\",\"namespace\":\"cm-permissions\"}},"
                + "{\"metadata\":{\"name\":\"cmsupport-c0xld1q\"}}", """
                {"metadata":{"name":"ray-l9x71kv-lhv"},"spec":{"rules":[{"name":"ray-l9x71kv-lhv","validate":{
                 "failureAction":"Enforce","message":"hostPath volumes are confined to [/home/ray].","deny":{}}}]},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}},
                {"metadata":{"name":"ray-l9x71kv-drop"},"spec":{"rules":[{"name":"d","mutate":{"patchStrategicMerge":{"spec":
                 {"containers":[{"securityContext":{"capabilities":{"drop":["ALL"]}}}]}}}}]}},
                {"metadata":{"name":"disallow-host-path"},"spec":{"rules":[]}}""", """
                {"metadata":{"name":"ray-l9x71kv-other","namespace":"elsewhere"},"spec":{"rules":[{"name":"r","validate":{
                 "failureAction":"Enforce"}}]}}"""));
        assertThat(users.users()).containsExactly(new User("ray-l9x71kv", List.of(
                new Policy("ClusterPolicy/ray-l9x71kv-lhv", true, true, true, true, false),
                new Policy("ClusterPolicy/ray-l9x71kv-drop", false, false, false, false, true),
                new Policy("Policy/elsewhere/ray-l9x71kv-other", false, true, false, false, false))),
                new User("cmsupport-c0xld1q", List.of()));
        assertThat(users.confines("ray-restricted")).isTrue();
        assertThat(users.confines("cmsupport-restricted")).isFalse();
    }

    @Test
    void a_policy_that_is_for_other_namespaces_or_leaves_the_users_out_confines_nobody() {
        for (String scope : java.util.List.of("\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":[\"bob-*\"]}}]}",
                "\"exclude\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":[\"ray-*\"]}}]}")) {
            assertThat(known(site("{\"metadata\":{\"name\":\"ray-l9x71kv\"}}", "{\"metadata\":{\"name\":\"ray-l9x71kv-lhv\"},"
                    + "\"spec\":{\"rules\":[{\"name\":\"r\"," + scope + ",\"validate\":{\"failureAction\":\"Enforce\",\"message\":"
                    + "\"hostPath\"}}]},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}", ""))
                    .confines("ray-restricted")).as(scope).isFalse();
        }
        assertThat(known(site("{\"metadata\":{\"name\":\"ray-l9x71kv\"}}", "{\"metadata\":{\"name\":\"ray-l9x71kv-lhv\"},"
                + "\"spec\":{\"rules\":[{\"name\":\"r\",\"match\":{\"any\":[{\"resources\":{\"kinds\":[\"Pod\"],\"namespaces\":"
                + "[\"ray-restricted\"]}}]},\"validate\":{\"failureAction\":\"Enforce\",\"message\":\"hostPath\"}}]},\"status\":{"
                + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}", "")).confines("ray-restricted")).isTrue();
    }

    @Test
    void without_the_kind_there_are_no_users() {
        ControlPlaneSite site = site("", "", "").absent(SESSION, new KubernetesProbe.PermissionUsers(), "no such kind");
        assertThat(known(site).users()).isEmpty();
    }

    @Test
    void t41_policies_that_were_forbidden_leave_it_open() {
        assertThat(site("", "", "").unread(SESSION, ApiLists.POLICIES, Reason.FORBIDDEN, "forbidden")
                .read(ADMIN, PermissionUsers.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                assertThat(unavailable.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static ControlPlaneSite site(String users, String clusterPolicies, String policies) {
        return new ControlPlaneSite().text(SESSION, new KubernetesProbe.PermissionUsers(), list(users))
                .text(SESSION, ApiLists.CLUSTER_POLICIES, list(clusterPolicies))
                .text(SESSION, ApiLists.POLICIES, list(policies)).text(SESSION, ApiLists.NAMESPACES, list(""));
    }

    private static String list(String items) {
        return "{\"items\":[" + items + "]}";
    }

    private static PermissionUsers known(ControlPlaneSite site) {
        return switch (site.read(ADMIN, PermissionUsers.KEY)) {
            case Fact.Known<PermissionUsers> known -> known.value();
            case Fact.Unavailable<PermissionUsers> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
