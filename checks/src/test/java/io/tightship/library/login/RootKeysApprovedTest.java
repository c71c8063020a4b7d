package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.RootKeys;
import io.tightship.fact.linux.RootKeys.Key;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootKeysApprovedTest {

    private static final String FILE = "/root/.ssh/authorized_keys";
    private static final Key HEAD = new Key("SHA256:aaa", "", "root@head-01", 1);

    static List<Case> compliant() {
        return List.of(keys("none", List.of(), List.of()),
                keys("the head node's", List.of(HEAD), List.of(HEAD)),
                keys("from one address", List.of(new Key("SHA256:aaa", "from=\"10.0.0.1\"", "", 2)), List.of()),
                keys("an authority that is approved as such", List.of(new Key("SHA256:ccc", "cert-authority", "", 1)),
                        List.of()));
    }

    static List<Case> violations() {
        return List.of(keys("a contractor's", List.of(HEAD, new Key("SHA256:bbb", "", "bob@laptop", 7)), List.of(HEAD)),
                keys("left in the image", List.of(HEAD), List.of(HEAD, new Key("SHA256:bbb", "", "", 2))),
                keys("an authority whose key is approved for a login alone",
                        List.of(new Key("SHA256:aaa", "cert-authority,no-pty", "", 1)), List.of()),
                keys("keys from a command", List.of(new Key("authorizedkeyscommand /usr/bin/sss_ssh_authorizedkeys", "",
                        "", 0)), List.of()),
                keys("nobody is approved", List.of(HEAD), List.of()).value(LoginValues.APPROVED_ROOT_KEYS, Set.of()));
    }

    @Test
    void the_finding_names_the_key_with_its_comment_its_line_and_its_place() {
        Finding finding = violations().getFirst().judge(new RootKeysApproved()).stream()
                .filter(found -> found.subject().contains("bbb")).findFirst().orElseThrow();
        assertThat(finding.message()).contains("SHA256:bbb (bob@laptop)", FILE);
        assertThat(finding.evidence().getFirst().line()).isEqualTo(7);
    }

    private static Case keys(String name, List<Key> node, List<Key> image) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, RootKeys.OF_NODE, Map.of(FILE, new RootKeys(node)))
                .withMembers(Nodes.CONTROL, RootKeys.OF_IMAGE, Map.of("/cm/images/k8s" + FILE, new RootKeys(image)))
                .value(LoginValues.APPROVED_ROOT_KEYS, Set.of("SHA256:aaa", "cert-authority SHA256:ccc"));
    }
}
