package io.tightship.fact.reach;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/**
 * A connect from a node to the API proxy, which proves something: either it connected, or a control port of the same
 * address did.
 *
 * @param host    the head node's name, or {@code vip}
 * @param address as connected to
 * @param control what proved that the way works: the control port's words, or the connect itself
 */
public record ProxyConnect(String host, String address, int port, Connection result, String control) {

    /** By endpoint, {@code host address:port}: every address of every head node, and the virtual one. */
    public static final FactKey<PerSubject<ProxyConnect>> FROM_NODE =
            FactKey.perSubject("proxy-connect", "", ProxyConnect.class);
}
