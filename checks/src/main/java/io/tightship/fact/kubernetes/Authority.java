package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The certificates by which a live process verifies its clients.
 *
 * @param file         that they stand in, as the process was told; empty where it was told none
 * @param fingerprints SHA-256 of each, 64 hex digits
 */
public record Authority(String file, SortedSet<String> fingerprints) {

    /** Of an API server: {@code --client-ca-file}. By process. */
    public static final FactKey<PerSubject<Authority>> OF_API_SERVER =
            FactKey.perSubject("api-client-authority", "", Authority.class);

    /** Of an etcd: {@code trusted-ca-file}. By process; without members on a node where none runs. */
    public static final FactKey<PerSubject<Authority>> OF_ETCD =
            FactKey.perSubject("etcd-client-authority", "", Authority.class);

    public Authority {
        fingerprints = Collections.unmodifiableSortedSet(new TreeSet<>(fingerprints));
    }
}
