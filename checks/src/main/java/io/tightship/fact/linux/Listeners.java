package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import java.util.List;
import java.util.Optional;

/** Where a host listens for TCP connections, as {@code ss} says. */
public record Listeners(List<Listener> all) {

    public static final FactKey<Listeners> KEY = FactKey.of("listeners", Listeners.class);

    public Listeners {
        all = List.copyOf(all);
    }

    /**
     * @param address as printed, without brackets and interface: {@code *} for every address of both families
     */
    public record Listener(String address, int port) {
    }

    /** Where connections to the port come in by IPv6 from other hosts, as {@code ADDRESS:PORT}, sorted. */
    public List<String> byIpv6(int port) {
        return all.stream().filter(listener -> listener.port() == port && byIpv6(listener.address()))
                .map(listener -> (listener.address().equals("*") ? "*" : "[" + listener.address() + "]") + ":" + port)
                .distinct().sorted().toList();
    }

    private static boolean byIpv6(String text) {
        Optional<IpAddress> address = IpAddress.parse(text);
        return address.isPresent() ? address.get().bits() == 128 && !address.get().isLoopback() : true;
    }
}
