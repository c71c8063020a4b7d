package io.tightship.library.apiproxy;

import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.site;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.model.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FirewallRoleCompleteTest {

    private static final String SSH = "ACCEPT net 22 tcp fw 0.0.0.0/0";
    private static final String HEAD = "ACCEPT nat 10443 tcp fw 10.0.0.1/32";
    private static final String ADMIN = "accept nat 10443 TCP fw 10.0.0.4/32";
    private static final String DROP = "DROP nat 10443 tcp fw 0.0.0.0/0";

    static List<Case> compliant() {
        return List.of(role("as the guide has it", SSH, HEAD, ADMIN, DROP), role("rejected", ADMIN, HEAD,
                        "REJECT nat 10443 Any fw 0.0.0.0/0"), role("the virtual address and junk as well", HEAD,
                        "ACCEPT nat 10443 tcp fw ip/32", "ACCEPT nat 10443 tcp fw -----/32", ADMIN,
                        "ACCEPT nat 10443 tcp fw 10.0.0.3/32", DROP), role("a range of ports", HEAD, ADMIN,
                        "DROP nat 10440+10 tcp fw 0.0.0.0/0"));
    }

    static List<Case> violations() {
        return List.of(role("no row"), role("no row for the port", SSH), role("no drop", HEAD, ADMIN),
                role("the drop comes first", DROP, HEAD, ADMIN), role("one is missing", HEAD, DROP),
                role("a stranger", HEAD, ADMIN, "ACCEPT nat 10443 tcp fw 10.0.1.0/24", DROP),
                role("dropped for udp", HEAD, ADMIN, "DROP nat 10443 udp fw 0.0.0.0/0"),
                role("dropped elsewhere", HEAD, ADMIN, "DROP nat 10443 tcp net 0.0.0.0/0"),
                role("open on another network", HEAD, ADMIN, DROP, "ACCEPT net 10443 tcp fw 0.0.0.0/0"));
    }

    @Test
    void the_message_names_who_is_missing_and_what_is_open() {
        assertThat(finding("the drop comes first", DROP, HEAD, ADMIN).message()).contains("does not accept cp-1, head-1");
        assertThat(finding("no drop", HEAD, ADMIN).message()).contains("leaves open everyone",
                "no row for the rest of nat");
    }

    @Test
    void a_role_that_comes_by_an_overlay_is_mended_there() {
        Finding found = site("no row").with(OpenPorts.KEY, new OpenPorts(Optional.of("firewall-heads"), List.of()))
                .judge(new FirewallRoleComplete()).getFirst();
        assertThat(found.remediation().toString()).contains("configurationoverlay; use firewall-heads; roles; use firewall; "
                + "openports").doesNotContain("device; use");
    }

    @Test
    void the_remediation_names_the_zones_of_the_rows_that_are_there() {
        assertThat(finding("by another name", "ACCEPT internal 22 tcp fw 0.0.0.0/0", SSH, "ACCEPT all 80 tcp fw 0.0.0.0/0")
                .remediation().toString()).containsSubsequence("add accept internal 10443 tcp fw 10.0.0.1/32",
                "add drop internal 10443 tcp fw 0.0.0.0/0; add drop net 10443 tcp fw 0.0.0.0/0").doesNotContain("accept net");
        assertThat(finding("no row").remediation().toString()).contains("add drop nat 10443", "how the guide calls the zone");
        assertThat(finding("no drop", HEAD, ADMIN).remediation().toString()).doesNotContain("how the guide calls the zone");
    }

    private static Finding finding(String name, String... rows) {
        return role(name, rows).judge(new FirewallRoleComplete()).getFirst();
    }

    private static Case role(String name, String... rows) {
        return site(name).with(OpenPorts.KEY, openPorts(rows)).remediedBy(settings -> role(name, Stream.concat(
                Arrays.stream(rows).filter(row -> settings.isEmpty() || !row.matches("(?i).* (nat|net) 104[45][0-9+]* .*")),
                settings.stream().flatMap(setting -> Arrays.stream(setting.literal().split("; "))).filter(command ->
                        command.startsWith("add ")).map(command -> command.substring(4))).toArray(String[]::new)));
    }

    /** @param rows as the guide types them after {@code add}; {@code 10440+10} are ten ports from the first */
    static OpenPorts openPorts(String... rows) {
        List<OpenPorts.Row> open = new ArrayList<>();
        for (String row : rows) {
            String[] words = row.split(" ");
            String[] ports = words[2].split("\\+");
            open.add(new OpenPorts.Row(words[0], words[1], Integer.parseInt(ports[0]), ports.length < 2 ? 1
                    : Integer.parseInt(ports[1]), words[3], words[4], words[5]));
        }
        return new OpenPorts(open);
    }
}
