package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.catalog.Catalog;
import io.tightship.check.Check;
import io.tightship.check.Evaluator;
import io.tightship.check.Facts;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.InventoryFile;
import io.tightship.scan.inventory.SiteValues;
import io.tightship.scan.nvue.NvueProjection;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SwitchProbe;
import io.tightship.scan.probe.SwitchProbe.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide's own access list and each way to get it wrong, from the text that NVUE answers with to the verdict. */
class GuideAclTest {

    private static final List<String> RULES = List.of("switches-acl-present", "switches-acl-admits-only-control-plane",
            "switches-acl-denies-the-rest", "switches-acl-bound-outbound", "switches-acl-saved", "switches-agree");

    private static final String GUIDE = """
            nv set acl acl-kubeapi type ipv4
            nv set acl acl-kubeapi rule 10 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 10 match ip source-ip 7.241.28.8/31
            nv set acl acl-kubeapi rule 10 action permit
            nv set acl acl-kubeapi rule 20 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 20 match ip source-ip 7.241.28.10/32
            nv set acl acl-kubeapi rule 20 action permit
            nv set acl acl-kubeapi rule 30 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 30 match ip source-ip 7.241.28.12/31
            nv set acl acl-kubeapi rule 30 action permit
            nv set acl acl-kubeapi rule 40 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 40 match ip source-ip 7.241.28.14/32
            nv set acl acl-kubeapi rule 40 action permit
            nv set acl acl-kubeapi rule 50 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 50 action deny
            nv set interface swp3s1 acl acl-kubeapi outbound
            nv set interface swp3s2 acl acl-kubeapi outbound
            nv set interface swp2s2 acl acl-kubeapi outbound
            nv set interface swp6s3 acl acl-kubeapi outbound
            nv set interface swp5s0 acl acl-kubeapi outbound
            """;

    private static final String INVENTORY = """
            site: guide
            values: {switches-acl-name: acl-kubeapi}
            credentials: {k: {kind: ssh-agent, user: root}, s: {kind: password, user: monitor, password-environment: X},
                          c: {kind: in-cluster}}
            connections: {ssh: {credential: k}}
            head-nodes: [{hosts: "head-[1-2]", addresses: "7.241.28.[8-9]"}]
            vip: 7.241.28.10
            clusters: {k8s-admin: {space: admin, credential: c}}
            nodes: [{hosts: "admin-[1-3]", addresses: "7.241.28.[12-14]", cluster: k8s-admin, roles: [control-plane]}]
            switches:
              - {name: btor-1, address: 192.0.2.1, credential: s, ports: {admin-1: "swp3s[1-2]", admin-2: swp2s2,
                      admin-3: swp6s3, head-1: swp5s0}}
              - {name: btor-2, address: 192.0.2.2, credential: s, ports: {admin-1: "swp3s[1-2]", admin-2: swp2s2,
                 admin-3: swp6s3, head-1: swp5s0}}
            """;

    @TempDir
    private Path folder;

    /** What two switches were told: each what it applies, and what it has saved. */
    private record Typed(String applied, String startup, String otherApplied, String otherStartup) {
        static Typed everywhere(String commands) {
            return new Typed(commands, commands, commands, commands);
        }
    }

    static Stream<Arguments> wrong() {
        String without40 = GUIDE.replaceAll("(?m)^nv set acl acl-kubeapi rule 40 .*\\n", "");
        String without50 = GUIDE.replaceAll("(?m)^nv set acl acl-kubeapi rule 50 .*\\n", "");
        String bond = "nv set interface bond1 bond member swp3s1\n";
        String binding = "nv set interface swp3s1 acl acl-kubeapi outbound\n";
        return Stream.of(
                Arguments.of("a missing source", Typed.everywhere(without40), "switches-acl-admits-only-control-plane",
                        "rule 50 denies 7.241.28.14 (admin-3), and no rule permits it"),
                Arguments.of("a /8 source", Typed.everywhere(GUIDE.replace("7.241.28.8/31", "7.0.0.0/8")),
                        "switches-acl-admits-only-control-plane", "rule 10 lets 7.0.0.0/8 through"),
                Arguments.of("deny before permit", Typed.everywhere(GUIDE.replace("rule 50 ", "rule 5 ")),
                        "switches-acl-admits-only-control-plane", "rule 5 denies 7.241.28.12 (admin-1) before rule 30 permits it"),
                Arguments.of("no catch-all", Typed.everywhere(without50), "switches-acl-denies-the-rest",
                        "reach no deny that is certain to match, so the switch forwards them"),
                Arguments.of("inbound", Typed.everywhere(GUIDE.replace(binding, binding.replace("outbound", "inbound"))),
                        "switches-acl-bound-outbound", "acl-kubeapi is bound to swp3s1 inbound"),
                Arguments.of("control-plane only", Typed.everywhere(GUIDE.replace(binding,
                        binding.replace("outbound", "outbound control-plane"))), "switches-acl-bound-outbound",
                        "acl-kubeapi is bound to swp3s1 for the switch's own packets alone (outbound control-plane)"),
                Arguments.of("bound to the bond only", Typed.everywhere(GUIDE.replace(binding, binding.replace("swp3s1",
                        "bond1")) + bond), "switches-acl-bound-outbound",
                        "acl-kubeapi is bound to the bond bond1 and not to its member swp3s1"),
                Arguments.of("one switch different", new Typed(GUIDE, GUIDE, without40, without40), "switches-agree",
                        "rule 40 of btor-1 (action permit; match ip source-ip 7.241.28.14/32; match ip tcp dest-port 6443) "
                                + "differs from rule 50 of btor-2"),
                Arguments.of("saved but not applied", new Typed(bond, GUIDE, GUIDE, GUIDE), "switches-acl-saved",
                        "the ACL acl-kubeapi is saved and not applied"),
                Arguments.of("applied but not saved", new Typed(GUIDE, without40, GUIDE, GUIDE), "switches-acl-saved",
                        "rule 40 is applied as (action permit; match ip source-ip 7.241.28.14/32; match ip tcp dest-port 6443) "
                                + "and saved as (none)"));
    }

    @Test
    void the_guides_own_acl_typed_as_in_the_guide_passes() throws Exception {
        List<Finding> findings = judged(Typed.everywhere(GUIDE));
        assertThat(findings).extracting(Finding::rule).contains(RULES.toArray(String[]::new));
        assertThat(findings).allMatch(finding -> finding.outcome() == Outcome.PASS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void each_way_to_get_it_wrong_fails_with_a_message_that_names_the_line(String what, Typed typed, String rule,
                                                                          String message) throws Exception {
        assertThat(judged(typed)).as(what).filteredOn(finding -> finding.rule().equals(rule)
                        && finding.outcome() == Outcome.FAIL).isNotEmpty()
                .anySatisfy(finding -> assertThat(finding.message()).contains(message));
    }

    private List<Finding> judged(Typed typed) throws Exception {
        Inventory inventory = InventoryFile.load(Files.writeString(folder.resolve("site.yaml"), INVENTORY), Catalog.load());
        SiteValues values = new SiteValues(inventory, Map.of(), Map.of(), Map.of());
        SiteView view = new SiteView(inventory, values);
        Readings answers = (session, probe) -> answer(session, probe, typed);
        Facts facts = new Facts() {
            @Override
            public List<Target> targets() {
                return inventory.targets();
            }

            @Override
            public boolean statesNone(Class<? extends Target> kind) {
                return inventory.statedNone().contains(kind);
            }

            @Override
            public <T> Fact<T> get(Target target, FactKey<T> key) {
                return new Readers().of(key).read(target, key, view, answers);
            }
        };
        List<Finding> findings = new ArrayList<>();
        for (String rule : RULES) {
            Check check = Catalog.load().find(rule).orElseThrow();
            inventory.targets().stream().filter(check.rule()::appliesTo).forEach(target -> findings.addAll(
                    new Evaluator(facts, Instant.EPOCH).evaluate(check, target, values, "")));
        }
        return findings;
    }

    private static Reading answer(SessionId session, Probe probe, Typed typed) {
        boolean one = session.target().name().equals("btor-1");
        String text = switch ((SwitchProbe) probe) {
            // The first switch answers as its REST API does, the second one as its command does.
            case SwitchProbe.Configuration(Revision revision) -> one
                    ? json(revision == Revision.APPLIED ? typed.applied() : typed.startup())
                    : "[{\"header\": {\"version\": \"Cumulus Linux 5.13.1\"}}, {\"set\": "
                    + json(revision == Revision.APPLIED ? typed.otherApplied() : typed.otherStartup()) + "}]";
            case SwitchProbe.Interfaces interfaces -> "{\"eth0\": {\"type\": \"eth\"}, \"swp2s2\": {}, \"swp3s1\": {}, "
                    + "\"swp3s2\": {}, \"swp5s0\": {}, \"swp6s3\": {}, \"bond1\": {\"type\": \"bond\"}}";
            case SwitchProbe.Revisions revisions -> "{\"1\": {\"state\": \"applied_and_saved\"}}";
            case SwitchProbe.Neighbours neighbours -> "{}";
        };
        try {
            return Reading.read(session, probe, Instant.EPOCH, Duration.ZERO, 200, "",
                    NvueProjection.of((SwitchProbe) probe, text).getBytes(StandardCharsets.UTF_8));
        } catch (MalformedDocument e) {
            throw new AssertionError(e);
        }
    }

    /** As NVUE answers what was typed: keys all the way, but for the two settings that hold one value. */
    private static String json(String commands) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("system", Map.of("hostname", "btor"));
        for (String line : commands.strip().split("\n")) {
            List<String> words = List.of(line.split(" ")).subList(2, line.split(" ").length);
            Map<String, Object> at = tree;
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equals("type") || words.get(i).equals("source-ip")) {
                    at.put(words.get(i), words.get(i + 1));
                    break;
                }
                at = child(at, words.get(i));
            }
        }
        return Json.write(tree);
    }

    @SuppressWarnings("unchecked") // child() puts nothing but maps there
    private static Map<String, Object> child(Map<String, Object> at, String key) {
        return (Map<String, Object>) at.computeIfAbsent(key, any -> new LinkedHashMap<String, Object>());
    }
}
