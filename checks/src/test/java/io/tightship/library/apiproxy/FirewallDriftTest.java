package io.tightship.library.apiproxy;

import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.DROP;
import static io.tightship.library.apiproxy.FirewallRoleCompleteTest.openPorts;
import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.HEAD;
import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.tables;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirewallDriftTest {

    private static final Target.Node OTHER = new Target.Node("head-2", Set.of(NodeRole.HEAD), Optional.empty(),
            Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final FirewallTables GUIDE = tables("-s 10.0.0.1/32 -p tcp --dport 10443 -j ACCEPT", DROP);
    private static final OpenPorts ROLE = openPorts("ACCEPT nat 10443 tcp fw 10.0.0.1/32",
            "DROP nat 10443 tcp fw 0.0.0.0/0");

    static List<Case> compliant() {
        return List.of(all("alike", ROLE, GUIDE, GUIDE, GUIDE, GUIDE), all("written in another way", ROLE, GUIDE,
                        tables("! -s 10.0.0.1/32 -p tcp -j DROP"), GUIDE, GUIDE),
                all("the role says nothing of it", openPorts(), GUIDE, GUIDE, GUIDE, GUIDE));
    }

    static List<Case> violations() {
        FirewallTables open = tables("-p tcp -j ACCEPT");
        return List.of(all("the role differs", openPorts("ACCEPT nat 10443 tcp fw 10.0.0.0/24",
                        "DROP nat 10443 tcp fw 0.0.0.0/0"), GUIDE, GUIDE, GUIDE, GUIDE),
                all("what is staged differs", ROLE, open, GUIDE, GUIDE, GUIDE),
                all("the files differ", ROLE, GUIDE, open, GUIDE, GUIDE),
                all("what runs differs", ROLE, GUIDE, GUIDE, open, open),
                all("the other head node differs", ROLE, GUIDE, GUIDE, GUIDE, open));
    }

    @Test
    void the_message_names_the_sides_and_whom_they_differ_about() {
        Finding differs = violations().get(4).judge(new FirewallDrift()).stream()
                .filter(finding -> finding.outcome() == Outcome.FAIL).findFirst().orElseThrow();
        assertThat(differs.subject()).isEqualTo("tcp 10443, running rules and running rules of head-2");
        assertThat(differs.message()).contains("the running rules of head-2 admit", "the running rules do not");
    }

    private static Case all(String name, OpenPorts role, FirewallTables staging, FirewallTables files,
                            FirewallTables running, FirewallTables other) {
        return Case.of(name, HEAD).with(OpenPorts.KEY, role).with(FirewallTables.OF_STAGING, staging)
                .with(FirewallTables.OF_FILES, files).with(FirewallTables.KEY, running).with(OTHER, FirewallTables.KEY, other);
    }
}
