package io.tightship.scan.inventory;

import java.nio.file.Path;
import java.util.Optional;

/** How a switch is spoken to. */
public sealed interface SwitchConnection {

    /**
     * By NVUE's REST API.
     *
     * @param certificateSha256 pins the certificate: 64 hex digits, lower case; where empty the platform's authorities
     *                          or {@code authorities} decide
     * @param authorities       PEM file
     */
    record Rest(int port, Credential.Password credential, Optional<String> certificateSha256,
                Optional<Path> authorities) implements SwitchConnection {
    }

    /** By NVUE's own command over SSH, as the user that logs in. */
    record Ssh(NodeConnection.Ssh connection) implements SwitchConnection {
    }
}
