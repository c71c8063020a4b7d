package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.tls.TlsOffer;
import java.util.Optional;

/**
 * The TLS that a component of a node really accepts, asked by the scanner itself or through the node's SSH connection.
 *
 * @param endpoint what was connected to, and which way
 * @param offer    empty where it is known that the component serves nothing there
 */
public record ServedTls(String endpoint, int port, Optional<TlsOffer> offer) {

    /** Of a node, by endpoint: the empty text for the only or the usual one, {@code peers} for etcd's other port. */
    public static FactKey<PerSubject<ServedTls>> of(String process) {
        return FactKey.perSubject("served-tls", process, ServedTls.class);
    }
}
