package io.tightship.fact.reach;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/**
 * A connect from a node, which proves something: either it connected, or another connect that takes the same way did.
 *
 * @param host    the name of whoever has the address; {@code vip} for the address that head nodes share
 * @param address as connected to
 * @param control what proved that the way works: the control port's words, or the connect itself
 */
public record ProvenConnect(String host, String address, int port, Connection result, String control) {

    /** To the API proxy, by endpoint, {@code host address:port}: every address of every head node, and the virtual one. */
    public static final FactKey<PerSubject<ProvenConnect>> TO_PROXY =
            FactKey.perSubject("proxy-connect", "", ProvenConnect.class);

    /** To the API server of each control-plane node of the admin cluster, by endpoint. */
    public static final FactKey<PerSubject<ProvenConnect>> TO_API_SERVERS =
            FactKey.perSubject("connect", "api-servers", ProvenConnect.class);

    /** To the other ports of the control plane on each of these nodes, by endpoint. */
    public static final FactKey<PerSubject<ProvenConnect>> TO_CONTROL_PORTS =
            FactKey.perSubject("connect", "control-ports", ProvenConnect.class);

    /** To switches and to what the site says is on its out-of-band network, by endpoint. */
    public static final FactKey<PerSubject<ProvenConnect>> TO_OUT_OF_BAND =
            FactKey.perSubject("connect", "out-of-band", ProvenConnect.class);
}
