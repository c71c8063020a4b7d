package io.tightship.fact.nvue;

import io.tightship.fact.nvue.Binding.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Understands a switch's settings, each the words that follow {@code nv set}. A tree in JSON is the same settings: the
 * keys on the way to a leaf and, where it is not an empty map, the leaf. So every form of one setting reads alike
 * ({@code "action": "permit"} and {@code "action": {"permit": {}}}).
 */
public final class NvueSettings {

    private static final List<String> SNIPPET = List.of("system", "config", "snippet");
    private static final String RULES = "/etc/cumulus/acl/";

    private final SortedMap<String, String> types = new TreeMap<>();
    private final SortedMap<String, SortedMap<Integer, List<List<String>>>> rules = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, SortedMap<Direction, Boolean>>> bound = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> bonds = new TreeMap<>();
    private final BridgedVlans vlans = new BridgedVlans();
    private final SortedSet<String> ruleFiles = new TreeSet<>();

    private NvueSettings() {
    }

    /**
     * The configuration that the settings make. Settings of other things are passed over.
     *
     * @throws IllegalArgumentException where something of an access list or of an interface is not understood
     */
    public static NvueConfiguration configuration(Collection<List<String>> settings) {
        NvueSettings found = new NvueSettings();
        for (List<String> words : settings) {
            if (words.size() >= 2 && words.get(0).equals("acl")) {
                found.accessList(words.get(1), words.subList(2, words.size()));
            } else if (words.size() >= 2 && words.get(0).equals("interface")) {
                for (String name : NvueRange.expand(words.get(1))) {
                    found.onInterface(name, words.subList(2, words.size()));
                }
            } else if (words.size() == 6 && words.subList(0, 3).equals(SNIPPET) && words.get(4).equals("file")
                    && words.get(5).startsWith(RULES)) {
                found.ruleFiles.add(words.get(5));
            }
        }
        return found.configuration();
    }

    private void accessList(String name, List<String> words) {
        rules.computeIfAbsent(name, any -> new TreeMap<>());
        if (words.size() >= 2 && words.get(0).equals("type")) {
            types.put(name, words.get(1));
        } else if (words.size() >= 2 && words.get(0).equals("rule")) {
            for (String id : NvueRange.expand(words.get(1))) {
                rules.get(name).computeIfAbsent(number(name, id), any -> new ArrayList<>())
                        .add(words.subList(2, words.size()));
            }
        }
    }

    private void onInterface(String name, List<String> words) {
        vlans.add(name, words);
        if (words.size() >= 3 && words.get(0).equals("bond") && words.get(1).equals("member")) {
            bonds.computeIfAbsent(name, any -> new TreeSet<>()).addAll(NvueRange.expand(words.get(2)));
        } else if (words.size() >= 3 && words.get(0).equals("acl")) {
            Direction direction = switch (words.get(2)) {
                case "inbound" -> Direction.INBOUND;
                case "outbound" -> Direction.OUTBOUND;
                default -> throw new IllegalArgumentException("the interface " + name + " binds the ACL "
                        + words.get(1) + " in the direction '" + words.get(2) + "'");
            };
            // Merged as NVUE merges trees: control-plane stays where one of two ranges sets it.
            bound.computeIfAbsent(name, any -> new TreeMap<>()).computeIfAbsent(words.get(1), any -> new TreeMap<>())
                    .merge(direction, words.contains("control-plane"), Boolean::logicalOr);
        }
    }

    private NvueConfiguration configuration() {
        SortedMap<String, AccessList> lists = new TreeMap<>();
        rules.forEach((name, byId) -> {
            SortedMap<Integer, AccessRule> understood = new TreeMap<>();
            byId.forEach((id, settings) -> understood.put(id, RuleSettings.rule(id, settings)));
            lists.put(name, new AccessList(name, types.getOrDefault(name, ""), understood));
        });
        SortedMap<String, SortedSet<Binding>> bindings = new TreeMap<>();
        bound.forEach((interfaceName, byList) -> byList.forEach((list, directions) -> directions.forEach(
                (direction, controlPlane) -> bindings.computeIfAbsent(interfaceName, any -> new TreeSet<>())
                        .add(new Binding(list, direction, controlPlane)))));
        return new NvueConfiguration(lists, bindings, bonds, vlans.routers(bindings.keySet()), ruleFiles);
    }

    private static int number(String list, String id) {
        if (!id.matches("[1-9][0-9]{0,4}") || Integer.parseInt(id) > 65535) {
            throw new IllegalArgumentException("the ACL " + list + " has a rule '" + id + "', which is no number");
        }
        return Integer.parseInt(id);
    }
}
