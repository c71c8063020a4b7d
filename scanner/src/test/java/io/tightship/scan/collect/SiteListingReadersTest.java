package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.CP2;
import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who lists what, beside the inventory of head-1, cp-1, cp-2 and dgx-01. */
class SiteListingReadersTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe DEVICES = new BcmProbe.Cmsh(CmshQuestion.DEVICES);
    private static final NodeProbe CLUSTERS = new FileProbe.Paths("/cm/local/modulefiles/kubernetes/*");
    private static final NodeProbe MODULES = new FileProbe.Paths("/cm/local/modulefiles/*");

    private static ControlPlaneSite whole() {
        return new ControlPlaneSite().text(NODE, DEVICES, """
                [ { "hostname (key)": "head-1", "type": "HeadNode", "category": "", "ip": "10.0.0.1" },
                  { "hostname (key)": "CP-1.cm.cluster", "type": "PhysicalNode", "category": "a", "ip": "10.0.0.4" },
                  { "hostname (key)": "node009", "type": "PhysicalNode", "category": "a", "ip": "10.0.0.9" },
                  { "hostname (key)": "leaf-01", "type": "Switch", "category": "", "ip": "10.0.0.20" },
                  { "hostname (key)": "pdu-01", "type": "PowerDistributionUnit", "category": "", "ip": "" } ]""")
                .text(SessionId.kubernetes(ADMIN), ApiLists.NODES, """
                        {"items":[{"metadata":{"name":"ip-10-0-0-4"},"status":{"addresses":[{"type":"InternalIP",
                        "address":"10.0.0.4"}]}},{"metadata":{"name":"unknown"},"status":{}}]}""")
                .text(SessionId.kubernetes(USER), ApiLists.NODES, "{\"items\":[]}")
                .text(NODE, CLUSTERS, "755 0 0 d /cm/local/modulefiles/kubernetes/admin\u0000"
                        + "755 0 0 d /cm/local/modulefiles/kubernetes/other\u0000"
                        + "644 0 0 f /cm/local/modulefiles/kubernetes/.version\u0000")
                .text(NODE, MODULES, "755 0 0 d /cm/local/modulefiles/kubernetes\u0000");
    }

    @Test
    void a_host_is_known_by_its_short_name_or_by_its_address_and_what_is_no_host_is_left_aside() {
        Map<String, Fact<SiteListing>> members = whole().members(SITE, SiteListing.OF_HOSTS);
        assertThat(missing(members.get("Base Command Manager"))).containsExactly("leaf-01", "node009");
        assertThat(missing(members.get("cluster admin"))).containsExactly("unknown");
        assertThat(missing(members.get("cluster user"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "FORBIDDEN", "UNREACHABLE"})
    void a_lister_that_was_not_read_is_a_member_that_is_not_known(Reason reason) {
        assertThat(whole().unread(NODE, DEVICES, reason, "why").members(SITE, SiteListing.OF_HOSTS))
                .hasEntrySatisfying("Base Command Manager", fact -> assertThat(fact)
                        .isInstanceOf(Fact.Unavailable.class))
                .hasEntrySatisfying("cluster admin", fact -> assertThat(fact).isInstanceOf(Fact.Known.class));
        assertThat(whole().unread(SessionId.kubernetes(ADMIN), ApiLists.NODES, reason, "why")
                .members(SITE, SiteListing.OF_HOSTS).get("cluster admin")).isInstanceOf(Fact.Unavailable.class);
        assertThat(whole().text(NODE, DEVICES, "Access denied").members(SITE, SiteListing.OF_HOSTS)
                .get("Base Command Manager")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.detail()).contains("Access denied"));
        for (NodeProbe probe : new NodeProbe[] {CLUSTERS, MODULES}) {
            assertThat(whole().unread(NODE, probe, reason, "why").read(SITE, SiteListing.OF_CLUSTERS))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(reason));
        }
    }

    @Test
    void clusters_are_the_folders_of_modules_beside_those_of_the_inventory() {
        SiteListing listing = clusters(whole());
        assertThat(listing.entries()).containsOnlyKeys("admin", "other", "user");
        assertThat(listing.entries().get("admin")).isEqualTo(new SiteListing.Entry("admin", true, true,
                java.util.Optional.empty()));
        assertThat(listing.entries().get("other").missing()).isTrue();
        assertThat(listing.entries().get("user").listed()).isFalse();
    }

    @Test
    void that_there_is_no_cluster_needs_proof_that_modules_would_be_seen() {
        ControlPlaneSite none = whole().absent(NODE, CLUSTERS, "No such file or directory");
        assertThat(clusters(none.text(NODE, MODULES, "755 0 0 d /cm/local/modulefiles/slurm\u0000")).entries().values())
                .noneMatch(SiteListing.Entry::listed);
        assertThat(none.text(NODE, MODULES, "").read(SITE, SiteListing.OF_CLUSTERS)).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.BLIND));
        assertThat(none.absent(NODE, MODULES, "No such file or directory").read(SITE, SiteListing.OF_CLUSTERS))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void t27_hosts_of_etcd_that_an_api_server_names_and_the_inventory_does_not_are_missing() {
        ControlPlaneSite site = whole().processes(CP, List.of("kube-apiserver", "--etcd-servers=https://127.0.0.1:2379,"
                + "https://[::1]:2379,https://localhost:2379,https://10.0.0.4:2379,https://CP-2.cm.cluster:2379/x",
                "--etcd-servers=https://10.0.0.77:2379,https://[fd00::9]:2379,http://etcd-1.example:2379",
                "--etcd-servers-overrides=/events#https://10.0.0.78:2379;https://192.0.2.9:2379"))
                .processes(CP2, List.of("kube-apiserver", "--etcd-servers=https://127.0.0.1:2379"));
        Map<String, Fact<SiteListing>> members = site.members(SITE, SiteListing.OF_HOSTS);
        assertThat(missing(members.get("--etcd-servers of kube-apiserver on cp-1"))).containsExactly("10.0.0.77",
                "10.0.0.78", "etcd-1.example", "fd00::9");
        assertThat(members).doesNotContainKey("--etcd-servers of kube-apiserver on cp-2");
        assertThat(site.judge(SITE, "site-inventory-complete")).anySatisfy(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(finding.subject()).isEqualTo("--etcd-servers of kube-apiserver on cp-1: fd00::9");
        });
    }

    @Test
    void t27_an_excluded_host_of_etcd_is_left_out_with_its_reason() {
        Inventory from = whole().view().inventory();
        Inventory inventory = new Inventory(from.file(), from.site(), from.targets(), from.statedNone(), from.nodes(),
                from.clusters(), from.switches(), from.vip(), from.siteValues(),
                List.of(new Inventory.Exclusion("10.0.0.77", "another team's"),
                        new Inventory.Exclusion("etcd-1", "another team's")));
        Fact<SiteListing> listing = EtcdHosts.of(CP, inventory, new ControlPlaneSite().processes(CP,
                List.of("kube-apiserver", "--etcd-servers=https://10.0.0.77:2379,https://10.0.0.78:2379,"
                        + "https://etcd-1.example:2379"))).get("--etcd-servers of kube-apiserver on cp-1");
        assertThat(missing(listing)).containsExactly("10.0.0.78");
    }

    @Test
    void t27_a_node_whose_processes_were_not_read_leaves_its_hosts_of_etcd_unknown() {
        assertThat(whole().unread(SessionId.node(CP), new ProcessProbe.Processes(), Reason.UNREACHABLE, "why")
                .members(SITE, SiteListing.OF_HOSTS).get("--etcd-servers of kube-apiserver on cp-1"))
                .isInstanceOf(Fact.Unavailable.class);
    }

    private static java.util.List<String> missing(Fact<SiteListing> fact) {
        return ((Fact.Known<SiteListing>) fact).value().entries().entrySet().stream()
                .filter(entry -> entry.getValue().missing()).map(Map.Entry::getKey).toList();
    }

    private static SiteListing clusters(ControlPlaneSite site) {
        return switch (site.read(SITE, SiteListing.OF_CLUSTERS)) {
            case Fact.Known<SiteListing>(SiteListing value, var sources) -> value;
            case Fact.Unavailable<SiteListing> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
