package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * By whom an API server lets kubelets be vouched for.
 *
 * @param file         as it was told; empty where it takes any certificate
 * @param certificates in that file
 */
public record KubeletAuthorities(String file, List<X509Certificate> certificates) {

    /** By process, {@code kube-apiserver}. */
    public static final FactKey<PerSubject<KubeletAuthorities>> KEY =
            FactKey.perSubject("kubelet-authorities", "", KubeletAuthorities.class);

    public KubeletAuthorities {
        certificates = List.copyOf(certificates);
    }
}
