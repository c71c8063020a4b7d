package io.tightship.fact.linux.firewall;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sets of addresses that rules of a firewall may ask for, as {@code ipset save} prints them. Only sets of plain addresses
 * and prefixes are known; of one with exceptions, or whose members go by themselves, it is open whom it holds.
 */
public final class AddressSets {

    /** No set is known. */
    public static final AddressSets NONE = new AddressSets(Map.of());

    private static final Set<String> PLAIN = Set.of("hash:ip", "hash:net", "bitmap:ip");

    private final Map<String, CidrSet> members;

    private AddressSets(Map<String, CidrSet> members) {
        this.members = Map.copyOf(members);
    }

    /**
     * Reads the whole text of {@code ipset save}.
     *
     * @throws IllegalArgumentException for a line that is not of its form
     */
    public static AddressSets parse(String text) {
        Map<String, CidrSet> members = new HashMap<>();
        Set<String> open = new HashSet<>();
        for (String line : text.lines().filter(raw -> !raw.isBlank()).toList()) {
            String[] words = line.strip().split(" ");
            if (words.length < 3 || !words[0].equals("create") && !words[0].equals("add")) {
                throw new IllegalArgumentException("ipset printed a line that is none of its own: " + line);
            }
            Set<String> options = Set.copyOf(java.util.Arrays.asList(words).subList(3, words.length));
            Optional<CidrSet> addresses = words[0].equals("create") ? Optional.of(CidrSet.EMPTY) : addresses(words[2]);
            if (words[0].equals("create") && (!PLAIN.contains(words[2]) || options.contains("timeout")
                    || options.contains("netmask") || options.contains("bitmask")) || options.contains("nomatch")
                    || addresses.isEmpty()) {
                open.add(words[1]);
            }
            members.merge(words[1], addresses.orElse(CidrSet.EMPTY), CidrSet::plus);
        }
        members.keySet().removeAll(open);
        return new AddressSets(members);
    }

    private static Optional<CidrSet> addresses(String text) {
        Optional<Cidr> prefix = Cidr.parse(text);
        String[] ends = text.split("-");
        Optional<IpAddress> last = ends.length == 2 ? IpAddress.parse(ends[1]) : Optional.empty();
        return prefix.map(CidrSet::of).or(() -> IpAddress.parse(ends[0]).flatMap(first -> last.map(end ->
                CidrSet.between(first, end))));
    }

    /** Whom a set holds; empty where that is not known. */
    Optional<CidrSet> members(String name) {
        return Optional.ofNullable(members.get(name));
    }
}
