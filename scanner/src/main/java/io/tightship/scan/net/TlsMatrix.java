package io.tightship.scan.net;

import io.tightship.fact.tls.CipherSuites;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds out which versions and suites an endpoint accepts, with few connections: for each version all suites are
 * offered, the one that the server takes is struck off, and so on until it refuses the rest. That is one connection
 * per accepted suite and one or two per version: whatever the server says, the number of suites bounds each version.
 */
final class TlsMatrix {

    private static final List<TlsVersion> ORDER = List.of(TlsVersion.TLS13, TlsVersion.TLS12, TlsVersion.TLS11,
            TlsVersion.TLS10, TlsVersion.SSL30);

    private static final int INTERNAL_ERROR = 80;

    /** handshake_failure, illegal_parameter, protocol_version, insufficient_security, inappropriate_fallback. */
    private static final Set<Integer> REFUSALS = Set.of(40, 47, 70, 71, INTERNAL_ERROR, 86);

    private final Exchange exchange;
    private final String host;
    private final SecureRandom random = new SecureRandom();
    private final SortedMap<TlsVersion, SortedSet<String>> accepted = new TreeMap<>();
    private boolean doubtful;
    private boolean alerted;

    /** @param host as in the probe */
    TlsMatrix(Exchange exchange, String host) {
        this.exchange = exchange;
        this.host = host;
    }

    /**
     * Once per matrix.
     *
     * @throws ExchangeFailure where one of the hellos got no answer, or none was accepted: an endpoint of which nothing
     *                         was seen is not one that accepts nothing
     */
    TlsOffer measure() throws ExchangeFailure {
        for (TlsVersion version : ORDER) {
            measure(version);
        }
        if (accepted.isEmpty()) {
            throw new ExchangeFailure(Reason.UNPARSABLE, alerted
                    ? "it refused every TLS version and suite that was offered, so nothing is known of what it accepts"
                    : "it closed the connection after every TLS hello: it does not speak TLS");
        }
        if (doubtful) {
            confirmThatItStillAnswers();
        }
        return new TlsOffer(accepted);
    }

    private void measure(TlsVersion version) throws ExchangeFailure {
        SortedSet<Integer> left = new TreeSet<>();
        CipherSuites.all().forEach((number, name) -> {
            if (CipherSuites.ofTls13(name) == (version == TlsVersion.TLS13)) {
                left.add(number);
            }
        });
        while (!left.isEmpty()) {
            switch (ask(version, left)) {
                case ServerAnswer.Hello(int chosen, int suite) -> {
                    if (chosen != version.code()) {
                        return;
                    }
                    if (!left.remove(suite)) {
                        throw new ExchangeFailure(Reason.UNPARSABLE, "it chose the suite "
                                + String.format("0x%04X", suite) + ", which was not offered");
                    }
                    accepted.computeIfAbsent(version, v -> new TreeSet<>()).add(CipherSuites.all().get(suite));
                }
                case ServerAnswer.Alert(int description) -> {
                    alerted = true;
                    doubtful |= description == INTERNAL_ERROR;
                    if (!REFUSALS.contains(description)) {
                        throw new ExchangeFailure(Reason.UNPARSABLE, "it answered an offer of " + version.words()
                                + " with alert " + description + ", which does not tell whether it accepts it");
                    }
                    return;
                }
                case ServerAnswer.Closed closed -> {
                    doubtful = true;
                    return;
                }
            }
        }
    }

    /** A connection that ends without a word, or with an internal error, may have any reason: it is tried twice. */
    private ServerAnswer ask(TlsVersion version, Collection<Integer> suites) throws ExchangeFailure {
        ServerAnswer first = once(version, suites);
        boolean clear = switch (first) {
            case ServerAnswer.Hello hello -> true;
            case ServerAnswer.Alert(int description) -> description != INTERNAL_ERROR;
            case ServerAnswer.Closed closed -> false;
        };
        return clear ? first : once(version, suites);
    }

    private ServerAnswer once(TlsVersion version, Collection<Integer> suites) throws ExchangeFailure {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return exchange.ask(ClientHello.record(version, suites, host, bytes));
    }

    /** Such ends count as refusals only where the endpoint still accepts what it accepted before. */
    private void confirmThatItStillAnswers() throws ExchangeFailure {
        TlsVersion version = accepted.lastKey();
        String name = accepted.get(version).first();
        int suite = CipherSuites.all().entrySet().stream().filter(entry -> entry.getValue().equals(name))
                .findFirst().orElseThrow().getKey();
        if (!ask(version, List.of(suite)).equals(new ServerAnswer.Hello(version.code(), suite))) {
            throw new ExchangeFailure(Reason.UNPARSABLE, "it began to end connections while it was asked, also for "
                    + version.words() + " with " + name + ", which it had accepted");
        }
    }
}
