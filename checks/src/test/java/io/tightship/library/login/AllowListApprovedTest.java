package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.LoginValues;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowListApprovedTest {

    private static final String PATH = "/etc/security/pam_bright.d/pam_allow.conf";

    static List<Case> compliant() {
        return List.of(list("missing", new AllowList(PATH, false, List.of())),
                list("empty", new AllowList(PATH, true, List.of())),
                list("approved", new AllowList(PATH, true, List.of(new AllowList.Entry("alice", 3))))
                        .value(LoginValues.APPROVED_NAMES, Set.of("alice")));
    }

    static List<Case> violations() {
        return List.of(list("nobody is approved", new AllowList(PATH, true, List.of(new AllowList.Entry("bob", 1)))),
                list("a group is not approved because a user of that name is", new AllowList(PATH, true,
                        List.of(new AllowList.Entry("@alice", 1)))).value(LoginValues.APPROVED_NAMES, Set.of("alice")));
    }

    @Test
    void each_extra_name_is_its_own_finding_with_its_line() {
        List<Finding> findings = list("two", new AllowList(PATH, true, List.of(new AllowList.Entry("bob", 2),
                new AllowList.Entry("carol", 5), new AllowList.Entry("bob", 9)))).judge(new AllowListApproved());
        assertThat(findings).extracting(Finding::subject).containsExactly(PATH + " bob", PATH + " carol");
        assertThat(findings).extracting(Finding::outcome).containsOnly(Outcome.FAIL);
        assertThat(findings.get(1).evidence().getFirst().line()).isEqualTo(5);
    }

    private static Case list(String name, AllowList list) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, AllowList.OF_NODE, Map.of(PATH, list));
    }
}
