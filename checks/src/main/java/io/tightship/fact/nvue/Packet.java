package io.tightship.fact.nvue;

import io.tightship.fact.IpAddress;
import java.util.Optional;

/**
 * The first packet of a TCP connection, on its way out of a port.
 *
 * @param destination empty where the address is not known: a rule that asks for one then only perhaps matches
 * @param port        the destination's
 */
public record Packet(Optional<IpAddress> destination, int port) {
}
