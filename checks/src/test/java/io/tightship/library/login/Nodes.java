package io.tightship.library.login;

import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.Optional;
import java.util.Set;

/** The node that the tests of this package judge. */
final class Nodes {

    static final String DAEMON = "sshd (/etc/ssh/sshd_config)";

    static final Target.Node CONTROL = new Target.Node("c01-p1-user-x86-01", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("k8s-user"), Space.USER, Optional.of("k8s-system-user"), false, Optional.empty());

    private Nodes() {
    }
}
