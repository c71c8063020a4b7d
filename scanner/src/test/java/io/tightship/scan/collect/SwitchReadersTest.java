package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Values;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.ManagementAddresses;
import io.tightship.fact.nvue.NvueApi;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueInterfaces;
import io.tightship.fact.nvue.NvueRevision;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Witness;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.SwitchConnection;
import io.tightship.scan.nvue.NvueProjection;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SwitchProbe;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchReadersTest {

    private static final Target.Switch DEVICE = new Target.Switch("btor-1");
    private static final SessionId SESSION = SessionId.device(DEVICE);

    @Test
    void the_applied_configuration_of_the_rest_api_is_understood() throws Exception {
        Fact.Known<NvueConfiguration> fact = known(NvueConfiguration.APPLIED,
                NvueProjection.configuration(transcript("applied-rest")));
        AccessList list = fact.value().accessList("acl-kubeapi").orElseThrow();
        assertThat(list.type()).isEqualTo("ipv4");
        assertThat(list.rules().keySet()).containsExactly(10, 20, 30, 40, 100);
        assertThat(list.rules().get(40).words())
                .isEqualTo("action permit; match ip source-ip 7.241.28.14/32; match ip tcp dest-port 6443");
        assertThat(list.rules().get(100).action()).isEqualTo(AccessRule.Action.DENY);
        assertThat(fact.value().accessList("acl-default-dos").orElseThrow().rules().get(110).match().further())
                .contains("ip recent-list hit-count 50");
        for (String port : List.of("swp2s2", "swp3s1", "swp3s2", "swp6s3")) {
            assertThat(fact.value().filtersOutbound(port, "acl-kubeapi")).as(port).isTrue();
        }
        assertThat(fact.value().filtersOutbound("swp5s0", "acl-kubeapi")).isFalse();
        assertThat(fact.value().bondsOf("swp3s2")).containsExactly("bond2");
        assertThat(fact.sources()).singleElement().satisfies(source -> {
            assertThat(source.witness()).contains(Witness.RUNNING);
            assertThat(source.place()).isEqualTo("NVUE's applied configuration");
            assertThat(source.command()).isEqualTo("nv config show -r applied -o json");
        });
    }

    @Test
    void the_list_of_nv_config_show_is_understood_too_with_scalars_and_a_rule_without_a_match() throws Exception {
        Fact.Known<NvueConfiguration> fact = known(NvueConfiguration.STARTUP,
                NvueProjection.configuration(transcript("startup-config-show")));
        AccessList list = fact.value().accessList("acl-kubeapi").orElseThrow();
        assertThat(list.rules().get(10).permitsForCertain()).isTrue();
        assertThat(list.rules().get(10).sourceWords()).isEqualTo("10.2.3.4/32");
        assertThat(list.rules().get(40).match().empty()).isTrue();
        assertThat(fact.value().bindings()).containsOnlyKeys("swp2");
        assertThat(fact.sources().getFirst().witness()).contains(Witness.ON_DISK);
    }

    @Test
    void of_bridged_interfaces_their_vlans_are_kept_and_nothing_else_of_the_bridge() throws Exception {
        String kept = NvueProjection.configuration("""
                {"system": {}, "interface": {"bond1": {"bond": {"member": {"swp1": {}}, "mode": "lacp"}, "bridge": {"domain":
                  {"br_default": {"untagged": 1, "vlan": {"10": {}, "20-21": {}}, "stp": {"bpdu-guard": "on"}}}}},
                 "vlan21": {"type": "svi", "vlan": 21, "acl": {"a": {"outbound": {}}}},
                 "swp2": {"bridge": {"domain": {"br_default": {}}}, "acl": {"b": {"outbound": {}}}}}}""");
        assertThat(kept).doesNotContain("bpdu-guard");
        assertThat(known(NvueConfiguration.APPLIED, kept).value().above("swp1")).containsExactly("bond1", "vlan21");
        assertThat(known(NvueConfiguration.APPLIED, kept).value().above("swp2")).containsExactly("vlan21");
    }

    @Test
    void of_snippets_the_paths_are_kept_and_not_what_they_write() throws Exception {
        String kept = NvueProjection.configuration("""
                {"system": {"config": {"snippet": {"more": {"file": "/etc/cumulus/acl/policy.d/40_more.rules", "content": "secret"},
                  "frr.conf": "secret"}}}}""");
        assertThat(kept).doesNotContain("secret");
        assertThat(known(NvueConfiguration.APPLIED, kept).value().ruleFiles()).containsExactly(
                "/etc/cumulus/acl/policy.d/40_more.rules");
    }

    @Test
    void a_configuration_without_access_lists_is_known_to_have_none() throws Exception {
        assertThat(known(NvueConfiguration.APPLIED, NvueProjection.configuration("{\"system\": {}}")).value()
                .accessLists()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"interface\":{\"swp4-1\":{\"acl\":{\"a\":{\"outbound\":{}}}}}}",
            "{\"interface\":{\"swp[1-4]\":{}}}", "{\"interface\":{\"swp1\":{\"acl\":{\"a\":{\"both\":{}}}}}}",
            "{\"acl\":{\"a\":{\"rule\":{\"first\":{\"action\":\"deny\"}}}}}", "{\"acl\":"})
    void what_is_not_understood_is_unparsable(String body) {
        Fact<NvueConfiguration> fact = read(NvueConfiguration.APPLIED, body);
        assertThat(fact).isInstanceOfSatisfying(Fact.Unavailable.class, missing -> {
            assertThat(missing.reason()).isEqualTo(Reason.UNPARSABLE);
            assertThat(missing.detail()).startsWith("NVUE's applied configuration: ");
        });
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void what_was_not_read_is_unavailable_for_its_reason(Reason reason) {
        for (FactKey<?> key : List.of(NvueConfiguration.APPLIED, NvueConfiguration.STARTUP, NvueInterfaces.KEY,
                NvueApi.APPLIED, ManagementAddresses.KEY, SwitchPorts.HEARD)) {
            assertThat(read(key, site(Map.of()), probe -> Reading.unread(SESSION, probe, Instant.EPOCH, Duration.ZERO,
                    reason, "as it was"))).isEqualTo(Fact.unavailable("switch/btor-1", reason, "as it was"));
        }
    }

    @Test
    void an_absent_configuration_is_no_configuration() {
        assertThat(read(NvueConfiguration.APPLIED, site(Map.of()), probe -> Reading.absent(SESSION, probe,
                Instant.EPOCH, Duration.ZERO, "gone"))).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void interfaces_are_those_that_exist_now() throws Exception {
        assertThat(known(NvueInterfaces.KEY, NvueProjection.interfaces(transcript("interface-operational"))).value()
                .names()).containsExactly("bond1", "eth0", "lo", "swp3s1");
        assertThat(known(NvueInterfaces.KEY, "{\"swp1s0-1\":{}}").value().names()).containsExactly("swp1s0", "swp1s1");
        assertThat(read(NvueInterfaces.KEY, "{}")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void ports_are_those_of_protected_hosts_and_a_control_plane_node_without_any_is_not_stated() {
        SiteView site = site(Map.of("admin-1.cluster", List.of("swp2", "swp1"), "head-1", List.of("swp5"),
                "worker-1", List.of("swp9")));
        Fact<PerSubject<SwitchPorts>> fact = read(SwitchPorts.OF_PROTECTED_HOSTS, site, probe -> {
            throw new AssertionError("nothing is read");
        });
        PerSubject<SwitchPorts> ports = ((Fact.Known<PerSubject<SwitchPorts>>) fact).value();
        assertThat(ports.known()).isEqualTo(Map.of("admin-1", new SwitchPorts(List.of("swp1", "swp2")),
                "head-1", new SwitchPorts(List.of("swp5"))));
        assertThat(ports.members().get("ADMIN-2")).isEqualTo(Fact.unavailable("switch/btor-1", Reason.NOT_STATED,
                "the inventory lists no port of ADMIN-2 on switch btor-1"));
        assertThat(ports.members()).containsOnlyKeys("ADMIN-2", "admin-1", "head-1");
    }

    @Test
    void without_a_control_plane_node_nothing_is_known_to_be_protected() {
        Inventory none = new Inventory(Path.of("site.yaml"), new Target.Site("test"), List.of(DEVICE), Set.of(),
                new TreeMap<>(), new TreeMap<>(), site(Map.of()).inventory().switches(), Optional.empty(), Map.of(),
                List.of());
        assertThat(read(SwitchPorts.OF_PROTECTED_HOSTS, new SiteView(none, values()), probe -> null))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void neighbours_are_known_by_their_short_names_and_a_host_that_is_not_heard_is_not_known_to_be_elsewhere()
            throws Exception {
        Fact<PerSubject<SwitchPorts>> fact = read(SwitchPorts.HEARD, site(Map.of("head-1", List.of("swp5"))), probe ->
                answer(probe, """
                        {"eth0": {"lldp": {"neighbor": {"ADMIN-2": {"chassis": {"system-name": "ADMIN-2"}}}}},
                         "swp1": {"lldp": {"neighbor": {"0c:c4:7a:00:00:01": {"chassis": {"system-name": "Admin-1.site"}}}}},
                         "swp2s0-1": {"lldp": {"neighbor": {"admin-1:ens2": {"port": {"name": "ens2"}}}}},
                         "swp7": {"type": "swp", "lldp": {"neighbor": {"head-2": {}, "spine": {}}}},
                         "swp8": {"link": {"speed": "1G"}}}"""));
        PerSubject<SwitchPorts> heard = ((Fact.Known<PerSubject<SwitchPorts>>) fact).value();
        assertThat(heard.known()).isEqualTo(Map.of("admin-1", new SwitchPorts(List.of("swp1", "swp2s0", "swp2s1"))));
        assertThat(heard.members()).containsOnlyKeys("admin-1", "ADMIN-2", "head-1");
        assertThat(heard.members().get("ADMIN-2")).isInstanceOfSatisfying(Fact.Unavailable.class, missing ->
                assertThat(missing.reason()).isEqualTo(Reason.BLIND));
    }

    @Test
    void who_may_speak_to_the_switch_is_read_of_the_applied_configuration_without_its_secrets() throws Exception {
        String tree = """
                {"system": {"hostname": "btor-1", "aaa": {"user": {"cumulus": {"hashed-password": "$6$secret"}}},
                  "api": {"state": "enabled", "certificate": "server_cert", "listening-address": {"192.0.2.7": {}}, "port": 8765,
                    "mtls": {"ca-certificate": "x"}},
                  "control-plane": {"acl": {"acl-default-dos": {"inbound": {}}, "mine": {"outbound": {}}}}}}""";
        assertThat(NvueProjection.configuration(tree)).doesNotContain("secret", "hostname", "mtls");
        assertThat(((Fact.Known<NvueApi>) read(NvueApi.APPLIED, site(Map.of()), probe -> answer(probe, tree))).value())
                .isEqualTo(new NvueApi(true, Set.of("192.0.2.7"), "server_cert", Set.of("acl-default-dos")));
        assertThat(((Fact.Known<NvueApi>) read(NvueApi.APPLIED, site(Map.of()), probe -> answer(probe,
                "{\"system\": {\"api\": {\"enable\": \"off\"}}}"))).value().enabled()).isFalse();
        assertThat(read(NvueApi.APPLIED, site(Map.of()), probe -> answer(probe,
                "{\"system\": {\"api\": {\"state\": \"perhaps\"}}}"))).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void the_management_addresses_stand_by_family_from_5_15_on() {
        assertThat(((Fact.Known<ManagementAddresses>) read(ManagementAddresses.KEY, site(Map.of()), probe -> answer(probe, """
                {"eth0": {"type": "eth", "vrf": "mgmt", "ipv4": {"address": {"192.0.2.7/24": {}}},
                  "ipv6": {"address": {"2001:db8::7/64": {}}}},
                 "eth1": {"vrf": "mgmt", "ipv4": {"address": {"192.0.2.9/24": {}}}},
                 "swp1": {"vrf": "default", "ipv4": {"address": {"198.51.100.1/31": {}}}}}
                """))).value().all()).extracting(Object::toString)
                .containsExactlyInAnyOrder("192.0.2.7", "192.0.2.9", "2001:db8::7");
    }

    @Test
    void management_addresses_are_those_of_eth0_and_of_the_management_network() {
        assertThat(((Fact.Known<ManagementAddresses>) read(ManagementAddresses.KEY, site(Map.of()), probe -> answer(probe, """
                {"eth0": {"ip": {"address": {"192.0.2.7/24": {}, "2001:db8::7/64": {}}}}, "swp1": {"ip": {"address":
                 {"198.51.100.1/31": {}}, "vrf": "default"}}, "eth1": {"ip": {"address": {"192.0.2.9/24": {}}, "vrf": "mgmt"}}}
                """))).value().all()).extracting(Object::toString).containsExactlyInAnyOrder("192.0.2.7", "192.0.2.9",
                "2001:db8::7");
        assertThat(read(ManagementAddresses.KEY, site(Map.of()), probe -> answer(probe,
                "{\"eth0\": {\"ip\": {\"address\": {\"dhcp\": {}}}}}"))).isInstanceOf(Fact.Unavailable.class);
    }

    /** What is kept of an answer. */
    private static Reading answer(SwitchProbe probe, String text) {
        try {
            return Reading.read(SESSION, probe, Instant.EPOCH, Duration.ZERO, 0, "", NvueProjection.of(probe, text)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (io.tightship.scan.data.MalformedDocument e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_plan_is_one_request_per_fact() {
        SiteView site = site(Map.of());
        List<String> planned = new ArrayList<>();
        for (FactKey<?> key : List.of(NvueConfiguration.APPLIED, NvueConfiguration.STARTUP, NvueInterfaces.KEY,
                SwitchPorts.OF_PROTECTED_HOSTS, SwitchPorts.HEARD, NvueRevision.UNSETTLED)) {
            planned.addAll(planned(key, site));
        }
        assertThat(planned).containsExactly("nv config show -r applied -o json", "nv config show -r startup -o json",
                "nv show interface -o json", "nv show interface lldp -o json",
                "nv config revision -o json");
    }

    /** The states as NVUE's manuals and its users print them. */
    @Test
    void revisions_that_wait_are_told_from_those_that_are_settled() {
        assertThat(((Fact.Known<PerSubject<NvueRevision>>) read(NvueRevision.UNSETTLED, site(Map.of()), probe -> answer(probe, """
                {"1": {"state": "applied_and_saved", "transition": {"issue": {}, "progress": ""}}, "12": {"state": "pending"},
                 "13": {"state": "confirm"}, "14": {"state": "detached"}, "15": {"state": "confirm_fail"},
                 "16": {"state": "surprising"}}"""))).value().known().values()).extracting(NvueRevision::id, NvueRevision::state)
                .containsExactly(tuple("12", "pending"), tuple("13", "confirm"), tuple("16", "surprising"));
    }

    @Test
    void a_list_of_revisions_that_was_not_read_is_one_member_that_is_unknown() {
        Reading older = Reading.unread(SESSION, new SwitchProbe.Revisions(), Instant.EPOCH, Duration.ZERO,
                Reason.UNSUPPORTED_VERSION, "no such command");
        assertThat(((Fact.Known<PerSubject<NvueRevision>>) read(NvueRevision.UNSETTLED, site(Map.of()), probe -> older)).value()
                .known().values()).containsExactly(NvueRevision.unlisted("no such command"));
        for (Reading unread : List.of(Reading.unread(SESSION, new SwitchProbe.Revisions(), Instant.EPOCH, Duration.ZERO,
                Reason.FORBIDDEN, "no"), Reading.read(SESSION, new SwitchProbe.Revisions(), Instant.EPOCH,
                Duration.ZERO, 200, "", "<html>".getBytes(StandardCharsets.UTF_8)))) {
            PerSubject<NvueRevision> revisions = ((Fact.Known<PerSubject<NvueRevision>>) read(NvueRevision.UNSETTLED,
                    site(Map.of()), probe -> unread)).value();
            assertThat(revisions.known()).isEmpty();
            assertThat(revisions.isEmpty()).isFalse();
        }
        for (String text : List.of("{}", "[]", "{\"1\": {}}")) {
            assertThatExceptionOfType(io.tightship.scan.data.MalformedDocument.class).isThrownBy(() -> NvueProjection.of(
                    new SwitchProbe.Revisions(), text));
        }
    }

    private static <T> List<String> planned(FactKey<T> key, SiteView site) {
        return new Readers().of(key).routes(DEVICE, key, site).stream().flatMap(route -> route.probes().stream())
                .map(Probe::command).toList();
    }

    private interface Answers {
        Reading to(SwitchProbe probe);
    }

    private static <T> Fact<T> read(FactKey<T> key, SiteView site, Answers answers) {
        return new Readers().of(key).read(DEVICE, key, site, (session, probe) -> {
            assertThat(session).isEqualTo(SESSION);
            return answers.to((SwitchProbe) probe);
        });
    }

    private static <T> Fact<T> read(FactKey<T> key, String body) {
        return read(key, site(Map.of()), probe -> Reading.read(SESSION, probe, Instant.EPOCH, Duration.ZERO, 200, "",
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> Fact.Known<T> known(FactKey<T> key, String body) {
        return (Fact.Known<T>) read(key, body);
    }

    private static SiteView site(Map<String, List<String>> ports) {
        List<Target> targets = List.of(new Target.Site("test"), DEVICE, node("ADMIN-2", NodeRole.CONTROL_PLANE),
                node("admin-1", NodeRole.CONTROL_PLANE), node("head-1", NodeRole.HEAD), node("head-2", NodeRole.HEAD),
                node("worker-1", NodeRole.WORKER));
        Inventory.SwitchEntry entry = new Inventory.SwitchEntry(DEVICE, "127.0.0.1", new SwitchConnection.Rest(8765,
                new Credential.Password("s", "u", new Credential.Secret.InEnvironment("X")), Optional.empty(),
                Optional.empty()), new TreeMap<>(ports), Map.of());
        return new SiteView(new Inventory(Path.of("site.yaml"), new Target.Site("test"), targets, Set.of(),
                new TreeMap<>(), new TreeMap<>(), new TreeMap<>(Map.of("btor-1", entry)), Optional.empty(), Map.of(),
                List.of()), values());
    }

    private static Target.Node node(String name, NodeRole role) {
        return new Target.Node(name, Set.of(role), Optional.of("k8s-admin"), Space.ADMIN, Optional.empty(), false,
                Optional.empty());
    }

    private static Values values() {
        return new Values() {
            @Override
            public <T> Optional<T> get(ValueKey<T> key, Target target) {
                return key.fallback();
            }
        };
    }

    private static String transcript(String name) throws java.io.IOException {
        try (InputStream in = SwitchReadersTest.class.getResourceAsStream("/nvue/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
