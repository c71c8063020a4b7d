package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From where a head node has its firewall role, by the lists that cmsh's manual shows. */
class BcmFirewallRoleTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe ROLES = new BcmProbe.DeviceRoles("head-1");
    private static final String OWN = "Name (key)\n---------------------------------------\n[750] backup\n[750] boot\n"
            + "[750] firewall\n[overlay:openpbs-server:500] pbsproserver\n";
    private static final String NONE = OWN.replace("[750] firewall\n", "");

    private static String by(String overlay) {
        return OWN.replace("[750] firewall", "[overlay:" + overlay + "] firewall");
    }

    @TestFactory
    Stream<DynamicTest> each_form_of_the_list_gives_the_overlay() throws Exception {
        return files("overlays").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () ->
                assertThat(place(Files.readString(file), by("head-firewall:600"))).isEqualTo("head-firewall")));
    }

    @TestFactory
    Stream<DynamicTest> every_other_form_is_refused() throws Exception {
        return files("overlays/refused").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () ->
                assertThat(place(Files.readString(file), OWN)).startsWith("UNPARSABLE: ")));
    }

    /** The list of the overlays, as name priority heads nodes categories; each gives the role. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a 500 yes - -                    | own  | the node
            a 500 yes - -                    | a    | a
            a 800 yes - -                    | own  | a
            a 749 yes - -; b 800 yes - -     | b    | b
            a 400 yes - -; b 500 yes - -     | b    | b
            a -1 yes - -                     | own  | the node
            a 500 no head-2 -                | own  | the node
            a 500 no head-1.cluster.local -  | a    | a
            a 500 no head-0..head-3 -        | a    | a
            a 500 no head-2..head-9 -        | own  | the node
            a 500 no head-[0,1-3] -          | a    | a
            a 500 no head-01..head-20 -      | own  | the node
            a 500 no - heads                 | a    | a
            a 500 no - default               | own  | the node
            """)
    void the_highest_priority_decides(String overlays, String roles, String expected) {
        assertThat(place(json(overlays), roles.equals("own") ? OWN : by(roles + ":1"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a 500 yes - -; b 500 yes - -   | a    | both give head-1 the firewall role
            a 500 yes - -                  | b    | by the configuration overlays the firewall role comes from a
            a 500 no head-2 -              | a    | comes from none of them, by the node's roles from a
            a 500 yes - -                  | none | from nowhere
            a 500 no head*1 -              | own  | whose nodes is not known here
            a 500 no head-[1-x] -          | own  | whether the configuration overlay a holds head-1
            """)
    void lists_that_contradict_each_other_or_leave_it_open_decide_nothing(String overlays, String roles, String why) {
        assertThat(place(json(overlays), roles.equals("own") ? OWN : roles.equals("none") ? NONE : by(roles + ":1")))
                .startsWith("UNPARSABLE: ").contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Unknown command: roles", "firewall\n", "Name (key)\n----------\n"})
    void the_roles_of_the_node_must_be_seen_where_an_overlay_may_stand_behind_them(String roles) {
        assertThat(place(json("a 500 yes - -"), roles)).startsWith("UNPARSABLE: ");
        assertThat(place(json("a 800 yes - -"), roles)).isEqualTo("a");
        assertThat(place("[]", roles)).isEqualTo("the node");
    }

    @Test
    void the_open_ports_are_those_of_the_overlay() {
        ControlPlaneSite site = site(json("a 500 yes - -"), by("a:500")).text(NODE, new BcmProbe.FirewallRole(false, "head-1"),
                "Role firewall not found").text(NODE, new BcmProbe.FirewallRole(true, "a"), "[]");
        assertThat(site.read(HEAD, OpenPorts.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(
                ((OpenPorts) fact.value()).overlay()).isEqualTo(Optional.of("a")));
        assertThat(site(json("a_b 500 yes - -").replace("a_b", "a b"), by("a b:500")).read(HEAD, OpenPorts.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.REFUSED));
        assertThat(new FirewallOverlays().derive(site(json("a 500 yes - -; b -1 yes - -; c 500 no x -"), OWN).get(NODE,
                BcmFirewallRole.OVERLAYS))).containsExactly(new BcmProbe.FirewallRole(true, "a"),
                new BcmProbe.FirewallRole(true, "c"));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        for (ControlPlaneSite site : List.of(site("[]", OWN).unread(NODE, BcmFirewallRole.OVERLAYS, reason, "why"),
                site(json("a 500 yes - -"), OWN).unread(NODE, ROLES, reason, "why"))) {
            assertThat(site.read(HEAD, OpenPorts.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                    assertThat(fact.reason()).isEqualTo(reason));
        }
    }

    private static String json(String overlays) {
        StringBuilder rows = new StringBuilder();
        for (String overlay : overlays.split("; ")) {
            String[] words = overlay.split(" ");
            rows.append(rows.isEmpty() ? "" : ",\n").append("""
                    { "name (key)": "%s", "priority": "%s", "allheadnodes": "%s", "nodes": "%s", "categories": "%s", "roles": "boot,firewall" }
                    """.formatted(words[0], words[1], words[2], words[3], words[4])
                    .replace("\"-\"", "\"\"").strip());
        }
        return "[" + rows + "]";
    }

    private static ControlPlaneSite site(String overlays, String roles) {
        return new ControlPlaneSite().text(NODE, BcmFirewallRole.OVERLAYS, overlays).text(NODE, ROLES, roles)
                .text(NODE, BcmLists.DEVICES, "[{ \"hostname (key)\": \"head-1\", \"type\": \"HeadNode\", \"category\": \"heads\", "
                        + "\"ip\": \"10.0.0.1\" }]");
    }

    private static String place(String overlays, String roles) {
        return switch (BcmFirewallRole.overlay(HEAD, site(overlays, roles))) {
            case Fact.Known<Optional<String>>(Optional<String> overlay, var sources) -> overlay.orElse("the node");
            case Fact.Unavailable<Optional<String>>(String where, Reason reason, String detail) -> reason + ": " + detail;
        };
    }

    private static Stream<Path> files(String folder) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(BcmFirewallRoleTest.class.getResource("/" + folder).toURI()))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }
}
