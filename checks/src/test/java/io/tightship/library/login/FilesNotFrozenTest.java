package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FilesNotFrozenTest {

    private static final Target.Node HEAD = new Target.Node("head-1", Set.of(NodeRole.HEAD), Optional.empty(),
            Space.ADMIN, Optional.empty(), false, Optional.empty());

    static List<Case> compliant() {
        return List.of(frozen(""), frozen("{ \"/etc/dhcpd.conf\", \"/etc/postfix/main.cf\" }"),
                frozen("{ \"|/etc/motd.*\" }"), frozen("{ \"/etc/shorewall/rules\" }").value(FilesNotFrozen.FROZEN,
                        Set.of("/etc/shorewall/rules")));
    }

    static List<Case> violations() {
        return List.of(frozen("{ \"/etc/shorewall/rules\" }"), frozen("{ \"/etc/hosts\", \"/etc/pam.d/sshd\" }"),
                frozen("{ \"|.*sshd_config\" }"), frozen("{ \"|.*\" }"), frozen("{ \"|(\" }"),
                frozen("\"/etc/security/pam_bright.d/pam_allow.conf\""),
                frozen("{ \"/etc/shorewall.staging/rules\" }"), frozen("{ \"|^/etc/shorewall6?[.]staging/.*\" }"),
                frozen("{ \"|/etc/pam.d/common-.*\" }"));
    }

    @Test
    void each_entry_is_a_finding_in_its_own_words() {
        assertThat(violations().get(1).judge(new FilesNotFrozen())).extracting(finding -> finding.subject())
                .containsExactly("/etc/pam.d/sshd");
    }

    private static Case frozen(String written) {
        return Case.of(written, HEAD).with(CmdDirectives.KEY, new CmdDirectives(new TreeMap<>(written.isEmpty() ? Map.of()
                : Map.of("frozenfile", written))));
    }
}
