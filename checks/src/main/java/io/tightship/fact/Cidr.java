package io.tightship.fact;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Optional;

/** An address prefix. Host bits are cleared. */
public record Cidr(IpAddress network, int prefix) implements Comparable<Cidr> {

    public static final Cidr ANY4 = parse("0.0.0.0/0").orElseThrow();

    public Cidr {
        if (prefix < 0 || prefix > network.bits()) {
            throw new IllegalArgumentException("prefix length " + prefix);
        }
        BigInteger mask = BigInteger.ONE.shiftLeft(network.bits() - prefix).subtract(BigInteger.ONE);
        network = new IpAddress(network.value().andNot(mask), network.bits());
    }

    /**
     * {@code 10.0.0.0/8}, {@code fd00::/8}, or a bare address. Empty for anything else, also for a prefix that holds more
     * than the IPv4-mapped addresses and names one of them.
     */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        if (slash < 0) {
            return Optional.of(of(address.get()));
        }
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        boolean mapped = address.get().bits() == 32 && text.indexOf(':') >= 0;
        int prefix = Integer.parseInt(length) - (mapped ? 96 : 0);
        return prefix < 0 || prefix > address.get().bits() ? Optional.empty()
                : Optional.of(new Cidr(address.get(), prefix));
    }

    public static Cidr of(IpAddress address) {
        return new Cidr(address, address.bits());
    }

    public boolean contains(IpAddress address) {
        return address.bits() == network.bits()
                && address.value().xor(network.value()).shiftRight(network.bits() - prefix).signum() == 0;
    }

    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.network);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** True where every address of this prefix lies in one of the others, also where only several together do. */
    public boolean coveredBy(Collection<Cidr> others) {
        if (others.stream().anyMatch(other -> other.contains(this))) {
            return true;
        }
        if (prefix == network.bits() || others.stream().noneMatch(this::contains)) {
            return false;
        }
        BigInteger upper = network.value().setBit(network.bits() - prefix - 1);
        return new Cidr(network, prefix + 1).coveredBy(others)
                && new Cidr(new IpAddress(upper, network.bits()), prefix + 1).coveredBy(others);
    }

    @Override
    public int compareTo(Cidr other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefix, other.prefix);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
