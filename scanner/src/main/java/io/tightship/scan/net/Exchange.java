package io.tightship.scan.net;

/** One hello over one connection. */
interface Exchange {

    /** @throws ExchangeFailure where no connection was made, nothing came back in time, or what came back is not TLS */
    ServerAnswer ask(byte[] hello) throws ExchangeFailure;
}
