package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.tls.TlsOffer;

/**
 * An endpoint at which a cluster's API is served, and the TLS that it accepts.
 *
 * @param node    the inventory's name of the node that it is on
 * @param address what was connected to
 */
public record ApiEndpoint(String node, String address, int port, Role role, TlsOffer offer) {

    /** Of a cluster: by {@link #subject}. */
    public static final FactKey<PerSubject<ApiEndpoint>> KEY = FactKey.perSubject("api-endpoint", "",
            ApiEndpoint.class);

    /** Who answers there. */
    public enum Role {
        /** The API server of a control-plane node. */
        INSTANCE,
        /** A head node's proxy: it hands handshakes on to any of the API servers. */
        PROXY
    }

    /** {@code cp-1 10.1.1.4:6443}, {@code cp-1 [fd00::4]:6443}. */
    public static String subject(String node, String address, int port) {
        return node + " " + (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
