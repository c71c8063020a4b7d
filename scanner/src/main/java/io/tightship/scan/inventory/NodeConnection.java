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
     * @param helper     where the helper lies on the hosts, for {@link Privilege#HELPER}
     */
    record Ssh(int port, Credential credential, Path knownHosts, Optional<String> jump, Privilege privilege,
               String helper) implements NodeConnection {

        public static final String HELPER = "/usr/local/sbin/tightship-helper";

        public Ssh(int port, Credential credential, Path knownHosts, Optional<String> jump, Privilege privilege) {
            this(port, credential, knownHosts, jump, privilege, HELPER);
        }
    }

    /** With which rights probes run. */
    enum Privilege {
        /** As the user that logs in; what that user may not read is FORBIDDEN. */
        NONE,
        /** The user that logs in is root. */
        ROOT_LOGIN,
        /** By a generated, root-owned script that sudo runs; it can do nothing but the probes of the plan. */
        HELPER,
        /** Each command by sudo, with a rule of its own. */
        COMMANDS
    }
}
