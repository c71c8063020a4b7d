package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Set;
import java.util.TreeSet;

/** The values of a site on API servers. */
public final class ApiServerValues {

    public static final ValueKey<Long> PORT = ValueKey.withFallback("apiserver-port", ValueType.NUMBER, 6443L,
            "on which port do the API servers of the cluster listen");

    public static final ValueKey<Set<String>> ENCRYPTION_PROVIDERS = ValueKey.withFallback("encryption-providers",
            ValueType.TEXTS, new TreeSet<>(Set.of("aescbc", "kms", "secretbox")),
            "which providers of an EncryptionConfiguration are good enough to store Secrets");

    private ApiServerValues() {
    }
}
