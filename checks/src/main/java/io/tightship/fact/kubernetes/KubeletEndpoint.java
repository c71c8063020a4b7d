package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.tls.TlsOffer;

/** The TLS that a node's kubelet really accepts, asked from where the scanner runs. */
public record KubeletEndpoint(String host, int port, TlsOffer offer) {

    public static final FactKey<KubeletEndpoint> KEY = FactKey.of("kubelet-endpoint", KubeletEndpoint.class);
}
