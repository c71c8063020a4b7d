package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration that a running sshd applies to one connection, in its own words ({@code sshd -T}).
 *
 * @param keywords lower case, with the first value that sshd prints
 */
public record SshdConfiguration(Map<String, String> keywords) {

    /** For a user whom nobody approved, from an address of user space; by the daemon's name. */
    public static final FactKey<PerSubject<SshdConfiguration>> FOR_UNAPPROVED_USER =
            FactKey.perSubject("sshd-configuration", "unapproved-user", SshdConfiguration.class);

    /**
     * For users: one whom nobody approved, and each who is; from an address of user space and from one of admin space,
     * where the inventory states it. By the daemon's name, with who came from where for all but the first.
     */
    public static final FactKey<PerSubject<SshdConfiguration>> FOR_USERS =
            FactKey.perSubject("sshd-configuration", "users", SshdConfiguration.class);

    /** For root, from both. */
    public static final FactKey<PerSubject<SshdConfiguration>> FOR_ROOT =
            FactKey.perSubject("sshd-configuration", "root", SshdConfiguration.class);

    public SshdConfiguration {
        keywords = java.util.Collections.unmodifiableMap(new TreeMap<>(keywords));
    }

    public Optional<String> value(String keyword) {
        return Optional.ofNullable(keywords.get(keyword));
    }
}
