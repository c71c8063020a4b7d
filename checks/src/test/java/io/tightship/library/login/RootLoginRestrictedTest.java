package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootLoginRestrictedTest {

    static List<Case> compliant() {
        return List.of(root("no"), root("without-password"), root("forced-commands-only"),
                root("no", block("User git,!root", "yes"), block("Address 10.141.0.0/16", "without-password"))
                        .named("blocks that concern others, or that set what may be"),
                root("no", block("all", "no"), block("Address 10.141.0.0/16", "yes"))
                        .named("a block that an earlier one for everybody overrides"));
    }

    static List<Case> violations() {
        return List.of(root("no", block("Address 10.141.0.0/16", "yes"))
                        .named("a block opens to a network that nobody was asked from"),
                root("yes"), root(""), root("without-password").named("the site wants no root at all")
                .value(LoginValues.ROOT_LOGIN, Set.of("no")));
    }

    private static SshdBlocks.Block block(String criteria, String value) {
        return new SshdBlocks.Block(criteria, "/etc/ssh/sshd_config", 90, Map.of("permitrootlogin", value));
    }

    @Test
    void t59_a_match_block_is_a_finding_of_its_own_that_names_the_line_and_is_mended_in_place() {
        Finding finding = violations().getFirst().judge(new RootLoginRestricted()).stream().filter(one ->
                one.outcome() == Outcome.FAIL).findFirst().orElseThrow();
        assertThat(finding.subject()).isEqualTo(Nodes.DAEMON + ", Match Address 10.141.0.0/16");
        assertThat(finding.message()).contains("/etc/ssh/sshd_config:90");
        assertThat(finding.remediation().getFirst().toString()).contains("Take permitrootlogin out of the block Match Address");
        assertThat(finding.remediation().getLast().toString()).contains("sshd -t -f /etc/ssh/sshd_config &&");
        assertThat(root("yes", block("Host head*", "yes")).judge(new RootLoginRestricted()).getFirst().remediation().toString())
                .contains("out of the block Match Host head*").contains("PermitRootLogin prohibit-password");
    }

    private static Case root(String value, SshdBlocks.Block... blocks) {
        return Case.of(value, Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_ROOT, Map.of(Nodes.DAEMON,
                new SshdConfiguration(value.isEmpty() ? Map.of("port", "22") : Map.of("permitrootlogin", value))))
                .withMembers(Nodes.CONTROL, SshdBlocks.KEY, Nodes.blocks(blocks)).remediedBy(settings -> root(Nodes.told(Map.of(
                "permitrootlogin", value), settings).get("permitrootlogin"), blocks));
    }

    @Test
    void the_step_makes_it_pass_and_sshd_prints_it_by_its_older_name() {
        assertThat(root("yes").judge(new RootLoginRestricted()).getFirst().remediation()).contains(
                Step.setting(Step.Place.file("/etc/ssh/sshd_config"), "PermitRootLogin prohibit-password"));
        assertThat(root("yes").value(LoginValues.ROOT_LOGIN, Set.of("no")).judge(new RootLoginRestricted()).getFirst()
                .remediation()).contains(Step.setting(Step.Place.file("/etc/ssh/sshd_config"), "PermitRootLogin no"));
        assertThat(root("without-password").judge(new RootLoginRestricted()).getFirst().message())
                .contains("prohibit-password");
    }
}
