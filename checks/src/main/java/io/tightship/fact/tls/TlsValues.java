package io.tightship.fact.tls;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The values of a site that say which TLS is good enough; all components are judged by the same two. */
public final class TlsValues {

    /** Suites by IANA's name, in the site's order, each once; Go's aliases are taken, unknown names are not. */
    private static final ValueType<Set<String>> SUITES = new ValueType<>("a list of cipher suites by IANA's name", true,
            TlsValues::suites, suites -> String.join(", ", suites));

    public static final ValueKey<TlsVersion> MINIMUM_VERSION = ValueKey.withFallback("tls-minimum-version",
            TlsVersion.TYPE, TlsVersion.TLS12, "which TLS version is the lowest that servers may accept");

    /** The fallback is the six suites of the control plane's hardening guide. */
    public static final ValueKey<Set<String>> CIPHER_SUITES = ValueKey.withFallback("tls-cipher-suites", SUITES,
            suites(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
            "which cipher suites of TLS 1.2 and earlier servers may accept");

    private TlsValues() {
    }

    private static Set<String> suites(List<String> items) {
        Set<String> names = new LinkedHashSet<>();
        for (String item : items) {
            if (!item.isBlank()) {
                names.add(CipherSuites.canonical(item.strip()).orElseThrow(() ->
                        new IllegalArgumentException("'" + item.strip() + "' is not a cipher suite")));
            }
        }
        return Collections.unmodifiableSet(names);
    }
}
