package io.tightship.scan.net;

import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.StoredOffer;
import java.time.Duration;

/**
 * Asks endpoints about their TLS, each hello over a connection of its own. The bodies are what a reading stores.
 *
 * @param session  ends everything
 * @param patience for a connect, and again for an answer
 */
record TlsQuestions(Sockets sockets, Deadline session, Duration patience) {

    byte[] offer(Endpoint endpoint, String host) throws ExchangeFailure {
        return StoredOffer.bytes(new TlsMatrix(hello -> sockets.exchange(endpoint, hello, session, patience), host)
                .measure());
    }

    byte[] certificates(Endpoint endpoint, String host, int port) throws ExchangeFailure {
        return new ShownChain(host, port).bytes(talk -> sockets.with(talk, endpoint, session, patience));
    }
}
