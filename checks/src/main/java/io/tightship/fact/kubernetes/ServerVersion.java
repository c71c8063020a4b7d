package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.tls.GoTls;
import java.util.Optional;

/**
 * The version that a cluster's API server gives.
 *
 * @param text as given, {@code v1.32.4}
 */
public record ServerVersion(int major, int minor, String text) {

    /** Of a cluster. */
    public static final FactKey<ServerVersion> KEY = FactKey.of("server-version", ServerVersion.class);

    /** Whether its API server has Pod Security Policies: their kind and their plugin went with 1.25. */
    public boolean knowsPodSecurityPolicies() {
        return major == 1 && minor < 25;
    }

    /** The suites that its components accept where nobody chooses; empty for a version that is not known. */
    public Optional<GoTls.Defaults> tlsDefaults() {
        if (major != 1 || minor < 24 || minor > 36) {
            return Optional.empty();
        }
        return Optional.of(minor <= 29 ? GoTls.Defaults.WITH_RSA_EXCHANGE
                : minor <= 31 ? GoTls.Defaults.WITH_3DES : GoTls.Defaults.ECDHE_AES);
    }
}
