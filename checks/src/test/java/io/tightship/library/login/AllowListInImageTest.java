package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.AllowList;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowListInImageTest {

    private static final String PATH = "/etc/security/pam_bright.d/pam_allow.conf";

    static List<Case> compliant() {
        return List.of(lists("nobody", List.of(), List.of()), lists("the same", List.of("a", "b"), List.of("a", "b")),
                lists("in another order", List.of("b", "a"), List.of("a", "b", "a")));
    }

    static List<Case> violations() {
        return List.of(lists("taken from the image alone", List.of("a", "b"), List.of("a")),
                lists("taken from the node alone", List.of(), List.of("a")));
    }

    @Test
    void the_message_names_both_sides() {
        assertThat(violations().getFirst().judge(new AllowListInImage()).getFirst().message())
                .contains("a, b on the node, a in its image");
    }

    @Test
    void a_head_node_has_no_image() {
        Target.Node head = new Target.Node("head-01", Set.of(NodeRole.HEAD, NodeRole.CONTROL_PLANE), Optional.of("c"),
                Space.ADMIN, Optional.empty(), false, Optional.empty());
        assertThat(Case.of("head", head).withMembers(head, AllowList.OF_NODE, Map.of(PATH, list(List.of("a"))))
                .withMembers(head, AllowList.OF_IMAGE, Map.of()).judge(new AllowListInImage()))
                .extracting(Finding::outcome).containsExactly(Outcome.NOT_APPLICABLE);
    }

    private static Case lists(String name, List<String> node, List<String> image) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, AllowList.OF_NODE, Map.of(PATH, list(node)))
                .withMembers(Nodes.CONTROL, AllowList.OF_IMAGE, Map.of(PATH, list(image)));
    }

    private static AllowList list(List<String> names) {
        List<AllowList.Entry> entries = new ArrayList<>();
        names.forEach(name -> entries.add(new AllowList.Entry(name, entries.size() + 1)));
        return new AllowList(PATH, true, entries);
    }
}
