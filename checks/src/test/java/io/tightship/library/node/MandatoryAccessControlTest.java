package io.tightship.library.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.MandatoryAccess;
import io.tightship.fact.linux.MandatoryAccess.Profiles;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MandatoryAccessControlTest {

    static final Target.Node NODE = new Target.Node("dgx-1", Set.of(NodeRole.WORKER), Optional.of("user"), Space.USER,
            Optional.empty(), false, Optional.empty());

    static List<Case> compliant() {
        return List.of(node("AppArmor", Optional.of(new Profiles(30, 5)), Optional.empty()),
                node("SELinux", Optional.empty(), Optional.of(true)),
                node("SELinux beside an idle AppArmor", Optional.of(new Profiles(0, 0)), Optional.of(true)));
    }

    static List<Case> violations() {
        return List.of(node("neither", Optional.empty(), Optional.empty()),
                node("AppArmor without profiles", Optional.of(new Profiles(0, 0)), Optional.empty()),
                node("AppArmor that only complains", Optional.of(new Profiles(0, 12)), Optional.empty()),
                node("SELinux permissive", Optional.empty(), Optional.of(false)));
    }

    private static Case node(String name, Optional<Profiles> profiles, Optional<Boolean> selinux) {
        return Case.of(name, NODE).with(MandatoryAccess.KEY, new MandatoryAccess(profiles, selinux));
    }

    @Test
    void the_message_says_what_there_is() {
        assertThat(violations().get(2).judge(new MandatoryAccessControl())).singleElement().satisfies(finding ->
                assertThat(finding.message()).contains("AppArmor with 0 enforcing and 12 complaining profiles, "
                        + "no SELinux"));
    }
}
