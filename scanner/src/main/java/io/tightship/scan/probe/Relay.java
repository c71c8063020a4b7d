package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.fact.IpAddress;
import io.tightship.fact.linux.Listeners;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint of a node that is asked through the node's session where the scanner does not reach it by itself: since it
 * is bound to loopback alone, or since a filter stands before it. Which of the two, the node's listeners say.
 *
 * @param host by which the scanner connects to the node
 */
public record Relay(RelayProbe.Question question, String host, int port) {

    /** The first-round probe that tells where the endpoint is bound. */
    public static final NodeProbe SOURCE = new HostNetworkProbe.Listeners();

    /** Pure. Empty where nothing listens at the port, or the listeners were not read. */
    public Optional<RelayProbe> probe(Reading source) {
        if (!(ListenerTable.of(source) instanceof Fact.Known<Listeners>(Listeners listeners, var sources))) {
            return Optional.empty();
        }
        List<String> bound = listeners.at(port);
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        boolean hidden = bound.stream().allMatch(address -> IpAddress.parse(address).filter(IpAddress::isLoopback)
                .isPresent());
        return Optional.of(new RelayProbe(question, hidden ? bound.getFirst() : host, port, !hidden));
    }

    /** The same question, asked by the scanner itself. */
    public NetworkProbe direct() {
        return question.directly(host, port);
    }

    /** Where a node may be asked to connect to, for the operator who grants it. */
    public List<String> endpoints() {
        return List.of("127.0.0.1:" + port, "[::1]:" + port, new RelayProbe(question, host, port, true).endpoint());
    }

    /** The line of {@code scan --plan}. */
    public String description() {
        return "where the scanner does not reach it by itself, through this connection: " + switch (question) {
            case OFFER -> "TLS hellos to ";
            case CERTIFICATES -> "a TLS handshake with ";
        } + endpoints().getLast() + " or the same port of a loopback address";
    }
}
