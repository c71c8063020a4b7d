package io.tightship.library.apiproxy;

import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.DROP;
import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.site;
import static io.tightship.library.apiproxy.FirewallRulesAdmitOnlyAdminTest.tables;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.firewall.FirewallTables;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirewallFilesAdmitOnlyAdminTest {

    static List<Case> compliant() {
        return List.of(files("as the guide has it", tables("-s 10.0.0.1/32 -p tcp --dport 10443 -j ACCEPT", DROP)),
                files("nobody at all", tables(DROP)));
    }

    static List<Case> violations() {
        return List.of(files("nothing is loaded", FirewallTables.none("/etc/shorewall/shorewall.conf: STARTUP_ENABLED=No")),
                files("no drop", tables("-s 10.0.0.1/32 -p tcp --dport 10443 -j ACCEPT")),
                files("a stranger", tables("-s 10.0.0.9/32 -p tcp --dport 10443 -j ACCEPT", DROP)));
    }

    @Test
    void the_message_says_that_the_next_start_loads_nothing() {
        assertThat(violations().getFirst().judge(new FirewallFilesAdmitOnlyAdmin()).getFirst().message())
                .contains("admits everyone", "STARTUP_ENABLED=No");
        assertThat(violations().get(2).judge(new FirewallFilesAdmitOnlyAdmin()).getFirst().observed())
                .isEqualTo("admits 10.0.0.9");
    }

    private static Case files(String name, FirewallTables tables) {
        return site(name).with(FirewallTables.OF_FILES, tables);
    }
}
