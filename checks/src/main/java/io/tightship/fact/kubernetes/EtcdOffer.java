package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.tls.TlsOffer;
import java.util.Optional;

/**
 * The TLS that the etcd of a node accepts from its clients, seen from where the scanner runs.
 *
 * @param endpoint what was connected to
 * @param offer    empty where no etcd runs on the node
 */
public record EtcdOffer(String endpoint, Optional<TlsOffer> offer) {

    public static final FactKey<EtcdOffer> KEY = FactKey.of("etcd-offer", EtcdOffer.class);
}
