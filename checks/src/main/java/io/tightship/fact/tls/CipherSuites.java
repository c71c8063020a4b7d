package io.tightship.fact.tls;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names, numbers and kinds of cipher suites. A name is IANA's; Go's two older names are aliases. */
public final class CipherSuites {

    private static final SortedMap<Integer, String> NAMES = new TreeMap<>();

    private static final Map<String, String> ALIASES = Map.of(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    static {
        CipherSuiteTable.SUITES.lines().forEach(line ->
                NAMES.put(Integer.valueOf(line.substring(0, 4), 16), line.substring(5)));
    }

    private static final Set<String> KNOWN = Set.copyOf(NAMES.values());

    private CipherSuites() {
    }

    /** All names by the number on the wire. */
    public static SortedMap<Integer, String> all() {
        return Collections.unmodifiableSortedMap(NAMES);
    }

    /** IANA's name for a name or an alias; empty where nobody has registered such a suite. Spaces are not trimmed. */
    public static Optional<String> canonical(String name) {
        return KNOWN.contains(name) ? Optional.of(name) : Optional.ofNullable(ALIASES.get(name));
    }

    /** Suites of TLS 1.3 name no key exchange; no Go server lets anybody choose among them. */
    public static boolean ofTls13(String name) {
        return !name.contains("_WITH_");
    }

    /** The names without those of TLS 1.3, canonical; names that are not known are left out. */
    public static SortedSet<String> upToTls12(Collection<String> names) {
        return names.stream().flatMap(name -> canonical(name).stream()).filter(name -> !ofTls13(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
