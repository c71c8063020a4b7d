package io.tightship.fact.nvue;

import io.tightship.fact.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * What a rule of an access list asks of a packet.
 *
 * @param source      empty: any
 * @param destination empty: any
 * @param ports       destination ports, sorted; empty: any
 * @param further     what is asked besides, in NVUE's words, sorted: it narrows the rule in ways that are not evaluated
 */
public record PacketMatch(Protocol protocol, Optional<Cidr> source, Optional<Cidr> destination, List<PortRange> ports,
                          List<String> further) {

    /** The protocol that a rule asks for. */
    public enum Protocol {
        ANY, TCP, OTHER
    }

    /** Whether a packet has what is asked, its source left aside. */
    public enum Answer {
        NO, PERHAPS, YES
    }

    public PacketMatch {
        ports = List.copyOf(ports);
        further = List.copyOf(further);
    }

    /** True where nothing at all is asked. */
    public boolean empty() {
        return protocol == Protocol.ANY && source.isEmpty() && destination.isEmpty() && ports.isEmpty()
                && further.isEmpty();
    }

    public Answer answer(Packet packet) {
        if (protocol == Protocol.OTHER) {
            return Answer.NO;
        }
        boolean certain = further.isEmpty();
        if (!ports.isEmpty()) {
            if (ports.stream().noneMatch(range -> range.contains(packet.port()))) {
                return Answer.NO;
            }
            // The manual: port ranges are for inbound rules only. What the hardware makes of one outbound is open.
            certain &= ports.stream().anyMatch(range -> range.single() && range.contains(packet.port()));
        }
        if (destination.isPresent()) {
            if (packet.destination().isPresent() && !destination.get().contains(packet.destination().get())) {
                return Answer.NO;
            }
            certain &= packet.destination().isPresent();
        }
        return certain ? Answer.YES : Answer.PERHAPS;
    }
}
