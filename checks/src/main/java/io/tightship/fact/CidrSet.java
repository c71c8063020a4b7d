package io.tightship.fact;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A set of addresses, as prefixes that do not overlap. Exact: no address is lost or won by what is done with it. */
public final class CidrSet {

    public static final CidrSet EMPTY = new CidrSet(List.of());

    /** Every IPv4 address. */
    public static final CidrSet ALL4 = new CidrSet(List.of(Cidr.ANY4));

    /** Every IPv6 address. */
    public static final CidrSet ALL6 = new CidrSet(List.of(new Cidr(new IpAddress(BigInteger.ZERO, 128), 0)));

    private final List<Cidr> prefixes;

    private CidrSet(Collection<Cidr> disjoint) {
        this.prefixes = List.copyOf(new TreeSet<>(disjoint));
    }

    /** The prefixes may overlap. */
    public static CidrSet of(Collection<Cidr> prefixes) {
        CidrSet union = EMPTY;
        for (Cidr prefix : prefixes) {
            union = union.plus(new CidrSet(List.of(prefix)));
        }
        return union;
    }

    public static CidrSet of(Cidr prefix) {
        return new CidrSet(List.of(prefix));
    }

    /** Every address from the first to the last, which must not come before it and be of the same family. */
    public static CidrSet between(IpAddress first, IpAddress last) {
        List<Cidr> found = new ArrayList<>();
        between(new Cidr(new IpAddress(BigInteger.ZERO, first.bits()), 0), first, last, found);
        return new CidrSet(found);
    }

    private static void between(Cidr prefix, IpAddress first, IpAddress last, List<Cidr> found) {
        int bits = prefix.network().bits();
        BigInteger low = prefix.network().value();
        BigInteger high = low.add(BigInteger.ONE.shiftLeft(bits - prefix.prefix())).subtract(BigInteger.ONE);
        if (high.compareTo(first.value()) < 0 || low.compareTo(last.value()) > 0) {
            return;
        }
        if (low.compareTo(first.value()) >= 0 && high.compareTo(last.value()) <= 0) {
            found.add(prefix);
            return;
        }
        between(new Cidr(prefix.network(), prefix.prefix() + 1), first, last, found);
        between(new Cidr(new IpAddress(low.setBit(bits - prefix.prefix() - 1), bits), prefix.prefix() + 1), first, last,
                found);
    }

    public boolean isEmpty() {
        return prefixes.isEmpty();
    }

    public boolean contains(IpAddress address) {
        return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }

    /** Sorted; none overlaps another. */
    public List<Cidr> prefixes() {
        return prefixes;
    }

    public CidrSet plus(CidrSet other) {
        List<Cidr> union = new ArrayList<>(prefixes);
        union.addAll(other.minus(this).prefixes);
        return new CidrSet(union);
    }

    public CidrSet minus(CidrSet other) {
        List<Cidr> left = prefixes;
        for (Cidr taken : other.prefixes) {
            List<Cidr> next = new ArrayList<>();
            left.forEach(prefix -> subtract(prefix, taken, next));
            left = next;
        }
        return new CidrSet(left);
    }

    public CidrSet intersection(CidrSet other) {
        List<Cidr> common = new ArrayList<>();
        for (Cidr one : prefixes) {
            for (Cidr two : other.prefixes) {
                if (one.contains(two)) {
                    common.add(two);
                } else if (two.contains(one)) {
                    common.add(one);
                }
            }
        }
        return new CidrSet(common);
    }

    private static void subtract(Cidr from, Cidr taken, List<Cidr> left) {
        if (!from.overlaps(taken)) {
            left.add(from);
        } else if (!taken.contains(from)) {
            int bits = from.network().bits();
            BigInteger upper = from.network().value().setBit(bits - from.prefix() - 1);
            subtract(new Cidr(from.network(), from.prefix() + 1), taken, left);
            subtract(new Cidr(new IpAddress(upper, bits), from.prefix() + 1), taken, left);
        }
    }

    /** At most four prefixes, single addresses bare, and how many more there are. */
    public String words() {
        if (prefixes.isEmpty()) {
            return "nobody";
        }
        if (prefixes.contains(Cidr.ANY4)) {
            return "everyone";
        }
        String shown = String.join(", ", prefixes.stream().limit(4)
                .map(p -> p.prefix() == p.network().bits() ? p.network().toString() : p.toString()).toList());
        return prefixes.size() <= 4 ? shown : shown + " and " + (prefixes.size() - 4) + " more";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CidrSet that && minus(that).isEmpty() && that.minus(this).isEmpty();
    }

    /** Equal sets may be cut into prefixes differently, so only what does not depend on the cut counts. */
    @Override
    public int hashCode() {
        return prefixes.isEmpty() ? 0 : prefixes.getFirst().network().hashCode();
    }

    @Override
    public String toString() {
        return prefixes.toString();
    }
}
