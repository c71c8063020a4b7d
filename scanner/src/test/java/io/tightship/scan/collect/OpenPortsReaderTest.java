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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenPortsReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe PROBE = new BcmProbe.FirewallRole(false, "head-1");

    /** The forms that cmsh's manual shows for a list; of which one open ports are printed in, no source tells. */
    @TestFactory
    Stream<DynamicTest> each_form_gives_the_same_rows_in_their_order() throws Exception {
        return files("openports").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () ->
                assertThat(read(Files.readString(file))).isInstanceOfSatisfying(Fact.Known.class, fact ->
                        assertThat(((OpenPorts) fact.value()).rows()).extracting(OpenPorts.Row::words).isEqualTo(List.of(
                                "accept net 22 tcp fw 0.0.0.0/0", "accept nat 10443 tcp fw 10.141.255.254/32",
                                "accept nat 10443 tcp fw ip/32", "accept nat 10000-10009 any fw 10.141.0.4/32",
                                "drop nat 10443 tcp fw 0.0.0.0/0")))));
    }

    @TestFactory
    Stream<DynamicTest> every_other_form_is_refused_with_its_text() throws Exception {
        return files("openports/refused").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () ->
                assertThat(read(Files.readString(file))).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(fact.detail()).doesNotContain("\n");
                })));
    }

    @Test
    void a_list_of_none_is_known_and_no_list_is_not() {
        assertThat(read("[]\n")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((OpenPorts) fact.value()).rows()).isEmpty());
        assertThat(read("")).isInstanceOf(Fact.Unavailable.class);
        assertThat(site().bytes(NODE, PROBE, 0, "Role firewall not found", "[]".getBytes())
                .read(HEAD, OpenPorts.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_role_that_comes_by_an_overlay_is_read_there_and_nowhere_else() {
        ControlPlaneSite site = new ControlPlaneSite().value(OpenPorts.OVERLAY, "firewall-heads").text(NODE, PROBE, "[]")
                .text(NODE, new BcmProbe.FirewallRole(true, "firewall-heads"), "No such overlay\n");
        assertThat(site.read(HEAD, OpenPorts.KEY)).isInstanceOf(Fact.Unavailable.class);
        assertThat(site.text(NODE, new BcmProbe.FirewallRole(true, "firewall-heads"), "[]").read(HEAD, OpenPorts.KEY))
                .isInstanceOf(Fact.Known.class);
        assertThat(new BcmProbe.FirewallRole(true, "firewall-heads").words().getLast())
                .startsWith("configurationoverlay; use firewall-heads; roles; use firewall; openports; list ");
        assertThat(new ControlPlaneSite().value(OpenPorts.OVERLAY, "x; quit").read(HEAD, OpenPorts.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason())
                        .isEqualTo(Reason.NOT_STATED));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(site().unread(NODE, PROBE, reason, "why").read(HEAD, OpenPorts.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }

    /** The node has the role of its own, as far as the lists of overlays and roles tell. */
    private static ControlPlaneSite site() {
        return new ControlPlaneSite().text(NODE, BcmFirewallRole.OVERLAYS, "[]").text(NODE, new BcmProbe.DeviceRoles("head-1"),
                "[750] firewall\n");
    }

    private static Fact<OpenPorts> read(String answer) {
        return site().text(NODE, PROBE, answer).read(HEAD, OpenPorts.KEY);
    }

    private static Stream<Path> files(String folder) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(OpenPortsReaderTest.class.getResource("/" + folder).toURI()))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }
}
