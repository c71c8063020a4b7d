package io.tightship.fact;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
        List<Cidr> disjoint = new ArrayList<>();
        // Sorted, one comes after all that hold it: of two that overlap, one holds the other.
        for (Cidr prefix : new TreeSet<>(prefixes)) {
            if (disjoint.isEmpty() || !disjoint.getLast().contains(prefix)) {
                disjoint.add(prefix);
            }
        }
        return new CidrSet(disjoint);
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
        List<Cidr> left = new ArrayList<>();
        prefixes.forEach(prefix -> subtract(prefix, other.overlapping(prefix), left));
        return new CidrSet(left);
    }

    public CidrSet intersection(CidrSet other) {
        List<Cidr> common = new ArrayList<>();
        for (Cidr one : prefixes) {
            other.overlapping(one).forEach(two -> common.add(one.contains(two) ? two : one));
        }
        return new CidrSet(common);
    }

    /** Those of the set within the prefix, or the one that holds it. */
    private List<Cidr> overlapping(Cidr prefix) {
        int found = Collections.binarySearch(prefixes, prefix);
        int from = found >= 0 ? found : -found - 1;
        if (found < 0 && from > 0 && prefixes.get(from - 1).contains(prefix)) {
            return List.of(prefixes.get(from - 1));
        }
        int to = from;
        while (to < prefixes.size() && prefix.contains(prefixes.get(to))) {
            to++;
        }
        return prefixes.subList(from, to);
    }

    /** @param taken within the prefix, or one that holds it */
    private static void subtract(Cidr from, List<Cidr> taken, List<Cidr> left) {
        if (taken.isEmpty()) {
            left.add(from);
        } else if (!taken.getFirst().contains(from)) {
            int bits = from.network().bits();
            Cidr lower = new Cidr(from.network(), from.prefix() + 1);
            Cidr upper = new Cidr(new IpAddress(from.network().value().setBit(bits - from.prefix() - 1), bits),
                    from.prefix() + 1);
            for (Cidr half : List.of(lower, upper)) {
                subtract(half, taken.stream().filter(half::contains).toList(), left);
            }
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
