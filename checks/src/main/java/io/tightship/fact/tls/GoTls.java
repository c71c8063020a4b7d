package io.tightship.fact.tls;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What Go's TLS server, and Kubernetes' flags on top of it, make of versions and suites. */
public final class GoTls {

    /** What every supported Kubernetes component takes where {@code --tls-min-version} is absent or empty. */
    public static final TlsVersion DEFAULT_MINIMUM = TlsVersion.TLS12;

    private static final List<String> AEAD = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final List<String> ECDHE_CBC = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
    private static final List<String> RSA_EXCHANGE = List.of(
            "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_256_GCM_SHA384");
    private static final String ECDHE_3DES = "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA";
    private static final String RSA_3DES = "TLS_RSA_WITH_3DES_EDE_CBC_SHA";

    /** Implemented, and off unless somebody lists them. */
    private static final List<String> NEVER_BY_DEFAULT = List.of("TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
    private static final List<String> TLS13 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");

    /** Of HTTP/2's two, a list below TLS 1.3 must have one. */
    private static final Set<String> HTTP2 = Set.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");

    private static final Set<String> KNOWN = union(AEAD, ECDHE_CBC, RSA_EXCHANGE, List.of(ECDHE_3DES, RSA_3DES),
            NEVER_BY_DEFAULT, TLS13);

    /** The lists that Go has had where nobody chooses; TLS 1.3's suites, always on, are not in them. */
    public enum Defaults {
        /** Go 1.17 to 1.21: Kubernetes 1.24 to 1.29. */
        WITH_RSA_EXCHANGE("Kubernetes up to 1.29", union(AEAD, ECDHE_CBC, RSA_EXCHANGE,
                List.of(ECDHE_3DES, RSA_3DES))),
        /** Go 1.22: Kubernetes 1.30 and 1.31. */
        WITH_3DES("Kubernetes 1.30 and 1.31", union(AEAD, ECDHE_CBC, List.of(ECDHE_3DES))),
        /** Go 1.23 and later: Kubernetes from 1.32. */
        ECDHE_AES("Kubernetes from 1.32", union(AEAD, ECDHE_CBC));

        private final String builds;
        private final SortedSet<String> suites;

        Defaults(String builds, SortedSet<String> suites) {
            this.builds = builds;
            this.suites = suites;
        }

        /** Which builds have this list, as in "the default of …". */
        public String builds() {
            return builds;
        }

        public SortedSet<String> suites() {
            return Collections.unmodifiableSortedSet(suites);
        }
    }

    private GoTls() {
    }

    /** True for a name that {@code --tls-cipher-suites} takes; any other keeps the component from starting. */
    public static boolean takes(String name) {
        return CipherSuites.canonical(name).filter(KNOWN::contains).isPresent();
    }

    /** True where HTTP/2 finds the suite that it must have in a list given by somebody. */
    public static boolean servesHttp2(Collection<String> suites) {
        return suites.stream().anyMatch(HTTP2::contains);
    }

    @SafeVarargs
    private static SortedSet<String> union(List<String>... parts) {
        SortedSet<String> all = new TreeSet<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
