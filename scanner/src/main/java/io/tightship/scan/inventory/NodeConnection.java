package io.tightship.scan.inventory;

import java.nio.file.Path;
import java.util.Optional;

/** How a host is spoken to. */
public sealed interface NodeConnection {

    /** The scanner runs on it. */
    record Local() implements NodeConnection {
    }

    /**
     * @param knownHosts OpenSSH's format, hashed names included
     * @param jump       the inventory's name of the node that connections go through
     */
    record Ssh(int port, Credential credential, Path knownHosts, Optional<String> jump, Privilege privilege)
            implements NodeConnection {
    }

    /** With which rights probes run. */
    enum Privilege {
        /** As the user that logs in; what that user may not read is FORBIDDEN. */
        NONE,
        /** The user that logs in is root. */
        ROOT_LOGIN
    }
}
