package io.tightship.fact.tls;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The certificates that a server of a node shows to whoever connects, its own first. Nothing has verified them.
 *
 * @param service {@code kubelet}, {@code kube-apiserver}, {@code etcd}
 */
public record ServedChain(String service, String host, int port, List<X509Certificate> certificates) {

    /** Of a node, by {@code SERVICE HOST:PORT}. */
    public static final FactKey<PerSubject<ServedChain>> KEY = FactKey.perSubject("served-chain", "", ServedChain.class);

    /** The kubelet's alone. */
    public static final FactKey<PerSubject<ServedChain>> OF_KUBELET =
            FactKey.perSubject("served-chain", "kubelet", ServedChain.class);

    public ServedChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain has a certificate");
        }
    }

    /** The server's own. */
    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    /** When the first of them runs out. */
    public Instant ends() {
        return certificates.stream().map(certificate -> certificate.getNotAfter().toInstant()).min(Instant::compareTo)
                .orElseThrow();
    }

    /** When the last of them begins to hold. */
    public Instant begins() {
        return certificates.stream().map(certificate -> certificate.getNotBefore().toInstant()).max(Instant::compareTo)
                .orElseThrow();
    }

    /** Which certificate, from 1, is the first that the next one did not sign; empty for a chain without a break. */
    public OptionalInt broken() {
        for (int i = 0; i + 1 < certificates.size(); i++) {
            if (!signed(certificates.get(i), certificates.get(i + 1))) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Which certificate, from 1, has the first key that is shorter than 112 bits of security ask for, with its kind and its
     * size; empty where none has. Source: NIST SP 800-57 part 1, comparable strengths.
     */
    public Optional<String> shortKey() {
        for (int i = 0; i < certificates.size(); i++) {
            PublicKey key = certificates.get(i).getPublicKey();
            int bits = switch (key) {
                case RSAKey rsa -> rsa.getModulus().bitLength();
                case DSAKey dsa -> dsa.getParams().getP().bitLength();
                case ECKey curve -> curve.getParams().getOrder().bitLength();
                default -> Integer.MAX_VALUE; // Ed25519 and Ed448 have one size
            };
            if (bits < (key instanceof ECKey ? 224 : 2048)) {
                return Optional.of("certificate " + (i + 1) + " has an " + key.getAlgorithm() + " key of " + bits + " bits");
            }
        }
        return Optional.empty();
    }

    /** True where the server made its certificate itself: nobody vouches for it. */
    public boolean isSelfSigned() {
        return signed(leaf(), leaf());
    }

    /** True where the chain has no break and one of the authorities is its end, or signed it. */
    public boolean leadsTo(Collection<X509Certificate> authorities) {
        X509Certificate last = certificates.getLast();
        return broken().isEmpty() && authorities.stream().anyMatch(authority -> authority.equals(last)
                || signed(last, authority));
    }

    private static boolean signed(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
