package io.tightship.fact.reach;

/** What became of a TCP connect. Only {@link #CONNECTED} is open. */
public enum Connection {
    /** The handshake completed. */
    CONNECTED,
    /** A reset came back: nobody listens, or a firewall rejects. */
    REFUSED,
    /** Nothing came back in time: filtered, or a host that is down. */
    TIMED_OUT,
    /** The network said that there is no way, or a firewall rejects with that message. */
    UNREACHABLE;

    public boolean open() {
        return this == CONNECTED;
    }

    /** As in a sentence: "the connect … ". */
    public String words() {
        return switch (this) {
            case CONNECTED -> "connected";
            case REFUSED -> "was refused";
            case TIMED_OUT -> "timed out";
            case UNREACHABLE -> "found no route";
        };
    }
}
