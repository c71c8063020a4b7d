package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.scan.data.MalformedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nft 1.0.6 of Debian 12 printed for rules that were typed into it, in a namespace of their own. */
class NftablesRulesetTest {

    private static final int PORT = 10443;

    /**
     * One rule in a chain whose policy is to drop: whom it lets in. {@code chosen} is who gets in by doing as the rule says, or
     * by the interface that it names; {@code unknown} nobody knows; {@code elsewhere} something else decides.
     */
    @TestFactory
    Stream<DynamicTest> each_expression_means_what_the_kernel_makes_of_it() throws Exception {
        String prelude = text("prelude.json");
        return text("expressions.txt").lines().map(line -> line.split(" \\| ", 3)).map(parts -> DynamicTest.dynamicTest(parts[1],
                () -> assertThat(admitted(prelude, parts[2])).isEqualTo(parts[0])));
    }

    private static String admitted(String prelude, String rule) throws MalformedDocument {
        Admission admission = Admission.of(tables(with(prelude, rule), false), PORT);
        String may = Admission.words(admission.perhaps(), CidrSet.ALL4);
        String must = Admission.words(admission.surely(), CidrSet.ALL4);
        boolean ends = rule.contains("{\"accept\": null}]");
        // Whom the same condition drops, where everybody else is let in.
        String others = Admission.words(Admission.of(tables(with(prelude.replace("\"policy\": \"drop\"", "\"policy\": "
                + "\"accept\""), rule.replace("{\"accept\": null}]", "{\"drop\": null}]")), false), PORT).surely(), CidrSet.ALL4);
        return may.equals("nobody") ? "never" : !must.equals(may) ? !may.equals("everyone") ? may + " maybe" : ends ? "unknown"
                : "elsewhere" : may.equals("everyone") ? ends && others.equals("everyone") ? "chosen" : "always" : may;
    }

    private static String with(String prelude, String rule) {
        return prelude.strip().replaceFirst("]}$", java.util.regex.Matcher.quoteReplacement(", {\"rule\": " + rule + "}]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sources           | 10.99.0.10, 10.99.0.20/31 | same
            after-drop        | nobody                    | same
            two-chains        | 10.99.0.10                | same
            jumps             | 10.99.0.10, 10.99.0.11    | same
            prerouting        | everyone                  | 10.99.0.10
            dormant           | everyone                  | 10.99.0.10
            ingress           | everyone                  | 10.99.0.10
            bridge            | everyone                  | 10.99.0.10
            raw-state         | everyone                  | nobody
            untracked         | everyone                  | nobody
            unknown-elsewhere | 10.99.0.10                | same
            unknown           | 10.99.0.10, 10.99.0.128/25 | 10.99.0.10
            six               | everyone                  | same
            forward           | everyone                  | same
            """)
    void chains_are_passed_in_the_order_of_the_kernel(String name, String may, String must) throws Exception {
        Admission admission = Admission.of(tables(text("rulesets/" + name + ".json"), false), PORT);
        assertThat(Admission.words(admission.perhaps(), CidrSet.ALL4)).isEqualTo(may);
        assertThat(Admission.words(admission.surely(), CidrSet.ALL4)).isEqualTo(must.equals("same") ? may : must);
        assertThat(admission.doubts().isEmpty()).isEqualTo(must.equals("same"));
    }

    @Test
    void what_is_not_known_is_named_by_its_handle_and_its_text_and_only_where_the_packet_comes_to_it() throws Exception {
        assertThat(Admission.of(tables(text("rulesets/unknown.json"), false), PORT).doubts()).containsExactly(
                "table inet fw, chain input, handle 3: ip saddr 10.99.0.128/25 meta mark 7 accept");
        assertThat(Admission.of(tables(text("rulesets/ingress.json"), false), PORT).doubts()).containsExactly(
                "table netdev edge, chain in, handle 2: ip saddr != 10.99.0.10 tcp dport 10443 drop");
        assertThat(Admission.of(tables(text("rulesets/sources.json"), false), PORT).why()).containsExactly(
                "table inet proxy, chain input, handle 6: tcp dport 10443 ip saddr @admins accept");
        assertThat(Admission.of(tables(text("rulesets/forward.json"), false), PORT).why()).containsExactly("no rule");
    }

    /** What firewalld makes of a zone for the internal network and one for the rest, shortened. */
    @Test
    void what_was_sent_elsewhere_is_nothing_where_no_rule_sends_anything_elsewhere() throws Exception {
        String firewalld = text("rulesets/firewalld.json");
        Admission admission = Admission.of(tables(firewalld, false), PORT);
        assertThat(admission.perhaps().words()).isEqualTo("10.141.255.254");
        assertThat(admission.surely().words()).isEqualTo("10.141.255.254");
        assertThat(admission.doubts()).isEmpty();
        for (String sending : new String[] {"{\"dnat\": {\"port\": 10443}}", "{\"redirect\": {\"port\": 10443}}", "{\"xt\": null}"}) {
            Admission translated = Admission.of(tables(firewalld.strip().replaceFirst("]}$", java.util.regex.Matcher
                    .quoteReplacement(", {\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": "
                            + "\"nat_PRE_public\", \"handle\": 99, \"expr\": [" + sending + "]}}]}")), false), PORT);
            assertThat(translated.doubts()).as(sending).anyMatch(doubt -> doubt.endsWith("ct status dnat accept"));
        }
    }

    /** Newer versions of nft print the devices of a chain; older ones leave them out. */
    @Test
    void a_chain_of_a_device_decides_for_what_comes_in_there_and_leaves_the_rest_open() throws Exception {
        String ingress = text("rulesets/ingress.json").replace("\"hook\"", "\"dev\": \"eth0\", \"hook\"");
        String input = text("rulesets/after-drop.json").replaceAll("(?s)^.*?(\\{\"table\")", "$1").replace("\"expr\": [{",
                "\"expr\": [{\"match\": {\"op\": \"!=\", \"left\": {\"meta\": {\"key\": \"iifname\"}}, \"right\": \"eth0\"}}, {");
        Admission admission = Admission.of(tables(ingress.strip().replaceFirst("]}$", ", ") + input, false), PORT);
        assertThat(admission.perhaps().words()).isEqualTo("10.99.0.10");
    }

    /** nft prints of the first rule that it rejects by ICMPv6, and not that it asks for the family. */
    @Test
    void a_reject_of_one_family_rejects_nobody_of_the_other_one() throws Exception {
        Admission admission = Admission.of(tables(text("rulesets/reject-six.json"), false), PORT);
        assertThat(admission.surely()).isEqualTo(CidrSet.ALL4.minus(CidrSet.of(Cidr.parse("10.99.0.0/24").orElseThrow())));
        assertThat(Admission.of(tables(text("rulesets/reject-six.json"), true), PORT).perhaps().isEmpty()).isTrue();
    }

    @Test
    void packets_of_ipv6_pass_the_tables_of_their_family() throws Exception {
        assertThat(Admission.of(tables(text("rulesets/six.json"), true), PORT).surely().words()).isEqualTo("fd00::10");
        assertThat(Admission.of(tables(text("rulesets/jumps.json"), true), PORT).perhaps().words()).isEqualTo("fd00::10");
        assertThat(Admission.of(tables(text("rulesets/sources.json"), true), PORT).perhaps().isEmpty()).isTrue();
        assertThat(Admission.of(tables(text("rulesets/two-chains.json"), true), PORT).perhaps().isEmpty()).isTrue();
        assertThat(Admission.of(tables(text("rulesets/prerouting.json"), true), PORT).doubts()).isEmpty();
    }

    /** What libnftables-json(5) documents and this kernel has no module for. */
    @Test
    void a_queue_and_what_nobody_has_heard_of_decide_elsewhere() throws Exception {
        String prelude = text("prelude.json");
        for (String statement : Set.of("{\"queue\": {\"num\": 1}}", "{\"queue\": {\"num\": 1, \"flags\": \"bypass\"}}",
                "{\"tproxy\": {\"port\": 8080}}", "{\"unheard\": {}}", "\"flow offload @f\"", "{\"xt\": null}",
                "{\"xt\": {\"type\": \"target\", \"name\": \"TARPIT\"}}", "{\"fwd\": {\"dev\": \"eth1\"}}")) {
            Admission admission = Admission.of(tables(with(prelude, rule(statement)), false), PORT);
            assertThat(admission.perhaps().isEmpty()).as(statement).isFalse();
            assertThat(admission.surely().isEmpty()).as(statement).isTrue();
            assertThat(admission.doubts()).as(statement).isNotEmpty();
        }
        for (String statement : Set.of("{\"xt\": {\"type\": \"match\", \"name\": \"comment\"}}",
                "{\"xt\": {\"type\": \"target\", \"name\": \"REJECT\"}}", "{\"ct helper\": \"ftp\"}")) {
            assertThat(Admission.of(tables(with(prelude, rule(statement)), false), PORT).perhaps().isEmpty()).as(statement)
                    .isTrue();
        }
    }

    private static String rule(String expressions) {
        return "{\"family\": \"inet\", \"table\": \"own\", \"chain\": \"input\", \"handle\": 99, \"expr\": [" + expressions + "]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"nftables\": []}", "{\"nftables\": [{\"metainfo\": {\"json_schema_version\": 2}}]}",
        "{\"nftables\": [{\"chain\": {\"family\": \"ip\", \"table\": \"t\", \"name\": \"c\"}}]}",
        "{\"nftables\": [{\"table\": {\"family\": \"ip\", \"name\": \"t\"}}, {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
            + "\"chain\": \"c\", \"expr\": []}}]}",
        "{\"nftables\": [{\"table\": {\"family\": \"ip\", \"name\": \"t\"}}, {\"chain\": {\"family\": \"ip\", \"table\": \"t\", "
            + "\"name\": \"c\", \"hook\": \"input\", \"prio\": \"filter\", \"policy\": \"drop\"}}]}",
        "{\"nftables\": [{\"table\": {\"family\": \"ip\", \"name\": \"t\"}}, {\"chain\": {\"family\": \"ip\", \"table\": \"t\", "
            + "\"name\": \"c\", \"hook\": \"unheard\", \"prio\": 0, \"policy\": \"drop\"}}]}"})
    void what_is_cut_or_of_another_form_is_refused(String json) {
        assertThatThrownBy(() -> tables(json, false)).isInstanceOf(MalformedDocument.class);
    }

    private static FirewallTables tables(String json, boolean ipv6) throws MalformedDocument {
        NftablesRuleset ruleset = NftablesRuleset.parse(json);
        CidrSet everybody = ipv6 ? CidrSet.ALL6 : CidrSet.ALL4;
        return new FirewallTables(everybody, new TreeMap<>()).and(ruleset.tables(new NftablesField.Packet(everybody, ipv6,
                ruleset.tracked(), ruleset.translates(false)), Set.of()));
    }

    private static String text(String name) throws Exception {
        return Files.readString(Path.of(NftablesRulesetTest.class.getResource("/nft/" + name).toURI()));
    }
}
