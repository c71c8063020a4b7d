package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import java.util.List;
import java.util.Optional;

/** Where a host listens for TCP connections, as {@code ss} says. */
public record Listeners(List<Listener> all) {

    public static final FactKey<Listeners> KEY = FactKey.of("listeners", Listeners.class);

    private static final IpAddress ANY = IpAddress.parse("0.0.0.0").orElseThrow();
    private static final IpAddress ANY6 = IpAddress.parse("::").orElseThrow();

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

    /** At which addresses the port is open, as printed, sorted. */
    public List<String> at(int port) {
        return all.stream().filter(listener -> listener.port() == port).map(Listener::address).distinct().sorted()
                .toList();
    }

    /** True for an address that stands for all that the host has, now and later. */
    public static boolean isWildcard(String address) {
        return address.equals("*") || IpAddress.parse(address).filter(ip -> ip.equals(ANY) || ip.equals(ANY6))
                .isPresent();
    }

    private static boolean byIpv6(String text) {
        Optional<IpAddress> address = IpAddress.parse(text);
        return address.isPresent() ? address.get().bits() == 128 && !address.get().isLoopback() : true;
    }
}
