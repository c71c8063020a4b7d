package io.tightship.fact.nvue;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which interfaces route what leaves by a bridged port: a list that is bound to the interface of a VLAN filters the
 * same packets as one on the ports of the VLAN.
 */
final class BridgedVlans {

    private static final Pattern OF_VLAN = Pattern.compile("vlan([0-9]{1,4})(_.*)?");

    /** By bridged interface; one that states none may carry each VLAN of its bridge. */
    private final SortedMap<String, Set<String>> carried = new TreeMap<>();
    private final Set<String> allVlans = new HashSet<>();
    private final SortedMap<String, String> routed = new TreeMap<>();

    /** @param words that follow the interface's name */
    void add(String name, List<String> words) {
        if (words.size() >= 3 && words.get(0).equals("bridge") && words.get(1).equals("domain")) {
            Set<String> here = carried.computeIfAbsent(name, any -> new HashSet<>());
            if (words.size() >= 5 && Set.of("access", "untagged", "vlan").contains(words.get(3))) {
                vlans(name, words.get(4), here);
            }
        } else if (words.size() >= 2 && words.get(0).equals("vlan") && words.get(1).matches("[0-9]+")) {
            routed.put(name, words.get(1)); // the interface of a VLAN with a name of its own
        }
    }

    private void vlans(String name, String written, Set<String> here) {
        try {
            List<String> expanded = NvueRange.expand(written);
            here.addAll(expanded);
            if (expanded.stream().allMatch(vlan -> vlan.matches("[0-9]+|none"))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Not a list of numbers: taken as all of them, below.
        }
        allVlans.add(name);
    }

    /** By port or bond those of the interfaces that route over it. */
    SortedMap<String, SortedSet<String>> routers(Collection<String> interfaces) {
        SortedMap<String, SortedSet<String>> routers = new TreeMap<>();
        for (String name : interfaces) {
            int dot = name.lastIndexOf('.');
            if (dot > 0) {
                routers.computeIfAbsent(name.substring(0, dot), any -> new TreeSet<>()).add(name);
            }
            Matcher ofVlan = OF_VLAN.matcher(name);
            String vlan = routed.getOrDefault(name, ofVlan.matches() ? ofVlan.group(1) : "");
            if (!vlan.isEmpty()) {
                carried.forEach((port, vlans) -> {
                    if (vlans.isEmpty() || allVlans.contains(port) || vlans.contains(vlan)) {
                        routers.computeIfAbsent(port, any -> new TreeSet<>()).add(name);
                    }
                });
            }
        }
        return routers;
    }
}
