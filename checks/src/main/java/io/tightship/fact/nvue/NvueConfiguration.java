package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One revision of a switch's configuration, as far as rules ask: access lists, what they are bound to, which ports make up
 * a bond, and which interfaces with bindings route what leaves by a port. Ranges of interfaces are expanded.
 *
 * @param accessLists by name
 * @param bindings    by interface; an interface without any is not in it
 * @param bonds       the members by bond
 * @param routers     by port or bond the interfaces with bindings over it: its sub-interfaces, and those of its VLANs
 * @param ruleFiles   files of rules that a snippet puts beside NVUE's own, by path: what they do is not known
 */
public record NvueConfiguration(SortedMap<String, AccessList> accessLists,
                                SortedMap<String, SortedSet<Binding>> bindings,
                                SortedMap<String, SortedSet<String>> bonds,
                                SortedMap<String, SortedSet<String>> routers, SortedSet<String> ruleFiles) {

    /** What the switch runs. */
    public static final FactKey<NvueConfiguration> APPLIED =
            FactKey.of("nvue-configuration", "applied", NvueConfiguration.class);

    /** What the switch will run after the next start. */
    public static final FactKey<NvueConfiguration> STARTUP =
            FactKey.of("nvue-configuration", "startup", NvueConfiguration.class);

    public NvueConfiguration {
        accessLists = Collections.unmodifiableSortedMap(new TreeMap<>(accessLists));
        bindings = copy(bindings);
        bonds = copy(bonds);
        routers = copy(routers);
        ruleFiles = Collections.unmodifiableSortedSet(new TreeSet<>(ruleFiles));
    }

    public Optional<AccessList> accessList(String name) {
        return Optional.ofNullable(accessLists.get(name));
    }

    /** What is bound to the interface, also without rules. */
    public SortedSet<Binding> bindingsOf(String name) {
        return bindings.getOrDefault(name, Collections.emptySortedSet());
    }

    /** How one list is bound to the interface. */
    public List<Binding> bindingsOf(String name, String accessList) {
        return bindingsOf(name).stream().filter(binding -> binding.accessList().equals(accessList)).toList();
    }

    /** True where the list filters what leaves by the interface. */
    public boolean filtersOutbound(String name, String accessList) {
        return bindingsOf(name, accessList).stream().anyMatch(Binding::filtersOutbound);
    }

    /** The bonds that a port is a member of, sorted. */
    public List<String> bondsOf(String port) {
        return bonds.entrySet().stream().filter(bond -> bond.getValue().contains(port)).map(Map.Entry::getKey).toList();
    }

    /** Wherever else a list may be bound that filters what leaves by the port: its bonds, and what routes over them. */
    public SortedSet<String> above(String port) {
        SortedSet<String> above = new TreeSet<>(bondsOf(port));
        List.copyOf(above).forEach(bond -> above.addAll(routers.getOrDefault(bond, Collections.emptySortedSet())));
        above.addAll(routers.getOrDefault(port, Collections.emptySortedSet()));
        return above;
    }

    private static <T extends Comparable<T>> SortedMap<String, SortedSet<T>> copy(Map<String, SortedSet<T>> from) {
        SortedMap<String, SortedSet<T>> copy = new TreeMap<>();
        from.forEach((key, values) -> copy.put(key, Collections.unmodifiableSortedSet(new TreeSet<>(values))));
        return Collections.unmodifiableSortedMap(copy);
    }
}
