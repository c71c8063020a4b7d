package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a manifest asks for and what a cluster holds, from the readings on. */
class LiveObjectsReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);
    private static final List<String> RESOURCES = List.of("networkpolicies", "globalnetworkpolicies", "networksets",
            "globalnetworksets", "tiers", "hostendpoints");

    private static final String RELEASE = """
            {"items":[{"metadata":{"name":"sh.helm.release.v1.nmc.v3","namespace":"default"},"name":"nmc","namespace":"default",
              "revision":3,"status":"deployed","chart":"nmc-network-policies","version":"2.0.12","values":{},"policies":[
               {"apiVersion":"projectcalico.org/v3","kind":"GlobalNetworkPolicy","metadata":{"name":"deny"},"spec":{
                 "order":20.0,"selector":"all()","ingress":null,"egress":[{"action":"Deny","destination":{"ports":[6443]}}]}},
               {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"np"},"spec":{"podSelector":{
                 "matchLabels":{"app.kubernetes.io/name":"x"}},"ingress":[]}}]},
             {"metadata":{"name":"old"},"name":"nmc","namespace":"default","revision":2,"status":"superseded","chart":"c",
              "version":"1","values":{}}]}""";

    @Test
    void a_manifest_is_as_the_cluster_holds_it_after_the_servers_defaults() {
        ControlPlaneSite site = calico("""
                {"metadata":{"name":"default.deny","labels":{"helm.sh/chart":"nmc-network-policies-2.0.12"}},"spec":{
                 "tier":"default","order":20,"selector":"all()","egress":[{"action":"Deny","destination":{"ports":[6443]}}],
                 "types":["Egress"]}}""", "").text(SESSION, ApiLists.NETWORK_POLICIES, """
                {"items":[{"metadata":{"name":"np","namespace":"default"},"spec":{"policyTypes":["Ingress"],"podSelector":{
                 "matchLabels":{"app.kubernetes.io/name":"x"}}}}]}""").text(SESSION, HelmSecrets.PROBE, RELEASE);
        List<SpecifiedObject> asked = known(site, ReleaseObjects.KEY).ofRelease().get("default/nmc");
        LiveObjects live = known(site, LiveObjects.NETWORK);
        assertThat(asked).extracting(SpecifiedObject::id).containsExactly("GlobalNetworkPolicy.projectcalico.org/deny",
                "NetworkPolicy.networking.k8s.io/default/np");
        assertThat(asked).allSatisfy(object -> assertThat(object.differencesTo(live.of(object).orElseThrow())).isEmpty());
        assertThat(asked.get(1).fields()).containsEntry("spec.podSelector.matchLabels[\"app.kubernetes.io/name\"]", "\"x\"");
        assertThat(live.ofChart("nmc-network-policies")).hasSize(1);
        assertThat(live.ofChart("nmc")).isEmpty();
        assertThat(known(site, HelmReleases.KEY).releases()).singleElement().satisfies(release ->
                assertThat(release.revision()).isEqualTo(3));
    }

    @Test
    void both_of_calicos_groups_are_one_where_they_agree() {
        String stored = "{\"metadata\":{\"name\":\"default.deny\"},\"spec\":{\"selector\":\"all()\"}}";
        LiveObjects live = known(calico(stored, """
                {"metadata":{"name":"default.deny"},"spec":{"tier":"default","selector":"all()","types":["Ingress"]}},
                {"metadata":{"name":"knp.default.np"},"spec":{}}"""), LiveObjects.NETWORK);
        assertThat(live.objects()).extracting(SpecifiedObject::id)
                .containsExactly("GlobalNetworkPolicy.projectcalico.org/deny");
        assertThat(live.types()).contains("NetworkPolicy.networking.k8s.io", "NetworkPolicy.projectcalico.org",
                "Tier.projectcalico.org");
        assertUnavailable(calico(stored, "{\"metadata\":{\"name\":\"deny\"},\"spec\":{\"selector\":\"app == 'x'\"}}"),
                LiveObjects.NETWORK, Reason.BLIND);
        assertUnavailable(calico(stored, "{\"metadata\":{\"name\":\"other\"},\"spec\":{}}," + stored), LiveObjects.NETWORK,
                Reason.BLIND);
    }

    @Test
    void a_group_that_is_served_and_was_not_read_is_never_empty() {
        for (String resource : RESOURCES) {
            for (KubernetesProbe probe : List.of(ApiLists.calicoStored(resource), ApiLists.calico(resource))) {
                assertUnavailable(calico("", "").unread(SESSION, probe, Reason.FORBIDDEN, "no"), LiveObjects.NETWORK,
                        Reason.FORBIDDEN);
            }
        }
        assertUnavailable(calico("", "").unread(SESSION, ApiLists.NETWORK_POLICIES, Reason.TIMED_OUT, "no"),
                LiveObjects.NETWORK, Reason.TIMED_OUT);
    }

    @Test
    void an_older_revision_that_is_broken_and_a_secret_of_others_hide_nothing() {
        String broken = "{\"metadata\":{\"name\":\"s\",\"namespace\":\"default\",\"labels\":{\"name\":\"nmc\",\"version\":\"%s\"}},"
                + "\"broken\":\"the release cannot be unpacked\"}";
        String others = "{\"metadata\":{\"name\":\"o\",\"namespace\":\"default\"},\"foreign\":\"Opaque\"}";
        ControlPlaneSite site = new ControlPlaneSite();
        assertThat(known(site.text(SESSION, HelmSecrets.PROBE, RELEASE.replace("{\"items\":[", "{\"items\":[" + others + ","
                + broken.formatted("1") + ",")), HelmReleases.KEY).releases()).hasSize(1);
        assertUnavailable(site.text(SESSION, HelmSecrets.PROBE, RELEASE.replace("{\"items\":[", "{\"items\":["
                + broken.formatted("4") + ",")), HelmReleases.KEY, Reason.UNPARSABLE);
    }

    @Test
    void releases_that_cannot_be_read_are_not_none() {
        ControlPlaneSite site = new ControlPlaneSite();
        for (FactKey<?> key : List.of(HelmReleases.KEY, ReleaseObjects.KEY)) {
            assertUnavailable(site.unread(SESSION, HelmSecrets.PROBE, Reason.FORBIDDEN, "no"), key, Reason.FORBIDDEN);
            assertUnavailable(site.text(SESSION, HelmSecrets.PROBE, """
                    {"items":[{"metadata":{"name":"x","namespace":"n"},"broken":"not YAML: tab"}]}"""), key, Reason.UNPARSABLE);
            assertUnavailable(site.text(SESSION, HelmSecrets.PROBE, "{\"items\":[{\"metadata\":{\"name\":\"x\"},\"name\":"
                    + "\"a\",\"namespace\":\"b\",\"revision\":\"two\"}]}"), key, Reason.UNPARSABLE);
        }
        ControlPlaneSite broken = site.text(SESSION, HelmSecrets.PROBE, RELEASE.replace("\"policies\":", "\"brokenPolicies\":"
                + "\"not YAML\",\"policies\":"));
        assertUnavailable(broken, ReleaseObjects.KEY, Reason.UNPARSABLE);
        assertThat(known(broken, HelmReleases.KEY).releases()).hasSize(1);
        assertUnavailable(site.text(SESSION, HelmSecrets.PROBE, RELEASE.replace("\"name\":\"deny\"", "\"title\":\"deny\"")),
                ReleaseObjects.KEY, Reason.UNPARSABLE);
    }

    /** @param shown empty where the newer group is not served */
    private static ControlPlaneSite calico(String stored, String shown) {
        ControlPlaneSite site = new ControlPlaneSite().text(SESSION, ApiLists.NETWORK_POLICIES, "{\"items\":[]}");
        for (String resource : RESOURCES) {
            String of = resource.equals("globalnetworkpolicies") ? "[" + stored + "]" : "[]";
            site.text(SESSION, ApiLists.calicoStored(resource), "{\"items\":" + of + "}");
            if (shown.isEmpty()) {
                site.absent(SESSION, ApiLists.calico(resource), "/apis names no such group");
            } else {
                site.text(SESSION, ApiLists.calico(resource), "{\"items\":" + (resource.equals("globalnetworkpolicies")
                        ? "[" + shown + "]" : "[]") + "}");
            }
        }
        return site;
    }

    private static <T> T known(ControlPlaneSite site, FactKey<T> key) {
        return switch (site.read(ADMIN, key)) {
            case Fact.Known<T> known -> known.value();
            case Fact.Unavailable<T> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, FactKey<?> key, Reason reason) {
        assertThat(site.read(ADMIN, key)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                assertThat(unavailable.reason()).isEqualTo(reason));
    }
}
