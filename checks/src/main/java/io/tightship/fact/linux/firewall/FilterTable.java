package io.tightship.fact.linux.firewall;

import io.tightship.fact.FactKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The table {@code filter} of the running IPv4 firewall, as {@code iptables-save} prints it. A host whose packets other
 * tables or another backend drop as well lets in no more than this says.
 */
public record FilterTable(SortedMap<String, Chain> chains) {

    public static final FactKey<FilterTable> KEY = FactKey.of("firewall-rules", FilterTable.class);

    public FilterTable {
        chains = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(chains));
    }

    /** @param policy of a built-in chain; empty for one of a user's */
    public record Chain(Optional<String> policy, List<FilterRule> rules) {
        public Chain {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Reads the whole text; other tables are passed over.
     *
     * @throws IllegalArgumentException for a line that is not of iptables-save's form
     */
    public static FilterTable parse(String text) {
        Map<String, Optional<String>> policies = new LinkedHashMap<>();
        Map<String, List<FilterRule>> rules = new LinkedHashMap<>();
        String table = "";
        boolean committed = true;
        for (String raw : text.split("\n")) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("*")) {
                table = line.substring(1);
                committed = false;
            } else if (line.equals("COMMIT")) {
                committed = true;
            } else if (line.startsWith(":")) {
                String[] words = line.substring(1).split(" +");
                if (table.equals("filter")) {
                    policies.put(words[0], words.length < 2 || words[1].equals("-") ? Optional.empty()
                            : Optional.of(words[1]));
                    rules.computeIfAbsent(words[0], name -> new ArrayList<>());
                }
            } else if (line.startsWith("-A ") || line.startsWith("[")) {
                FilterRule rule = FilterRule.parse(line.replaceFirst("^\\[[0-9]+:[0-9]+] ", ""));
                if (table.equals("filter")) {
                    rules.computeIfAbsent(rule.chain(), name -> new ArrayList<>()).add(rule);
                }
            } else {
                throw new IllegalArgumentException("iptables-save printed a line that is none of its own: " + line);
            }
        }
        if (!committed) {
            throw new IllegalArgumentException("what iptables-save printed ends within the table " + table);
        }
        SortedMap<String, Chain> chains = new TreeMap<>();
        rules.forEach((name, list) -> chains.put(name, new Chain(policies.getOrDefault(name, Optional.empty()), list)));
        return new FilterTable(chains);
    }
}
