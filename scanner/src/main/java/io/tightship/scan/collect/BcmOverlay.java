package io.tightship.scan.collect;

import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration overlay of Base Command Manager: it gives roles to nodes. Of several ways by which a node gets one role,
 * that with the highest priority counts: 750 for the node's own, 250 for its category's, an overlay's as set.
 *
 * @param priority below 0 for an overlay that is ignored
 */
record BcmOverlay(String name, int priority, boolean allHeads, List<String> nodes, List<String> categories,
                  List<String> roles) {

    /** The priority of a role that a node has of its own. */
    static final int OF_THE_NODE = 750;

    private static final Pattern RANGE = Pattern.compile("([A-Za-z0-9._-]*?)([0-9]+)\\.\\.([A-Za-z0-9._-]*?)([0-9]+)");
    private static final Pattern BRACKET = Pattern.compile("([A-Za-z0-9._-]*)\\[([0-9,-]+)]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]|\\.(?!\\.))*");

    /** Those that a list of cmsh holds; none where a list of none was printed. */
    static List<BcmOverlay> list(String answer) throws MalformedDocument {
        List<BcmOverlay> overlays = new ArrayList<>();
        for (Map<String, String> row : CmshTable.overlays(answer)) {
            overlays.add(new BcmOverlay(row.get("name"), Integer.parseInt(row.get("priority")),
                    row.get("allheadnodes").toLowerCase(Locale.ROOT).matches("yes|1|on|true"), items(row.get("nodes")),
                    items(row.get("categories")), items(row.get("roles"))));
        }
        return overlays;
    }

    private static List<String> items(String cell) {
        return List.of(cell.split("[\\s,]+(?![^\\[]*])")).stream().filter(item -> !item.isEmpty()).toList();
    }

    /** Whether it counts, and gives the role. */
    boolean gives(String role) {
        return priority >= 0 && roles.stream().anyMatch(role::equalsIgnoreCase);
    }

    /** Whether a head node is one of its nodes; empty where it names nodes in a form that is not known here. */
    Optional<Boolean> covers(String head, String category) {
        if (allHeads || !category.isEmpty() && categories.contains(category)) {
            return Optional.of(true);
        }
        boolean known = true;
        for (String item : nodes) {
            Matcher range = RANGE.matcher(item);
            Matcher bracket = BRACKET.matcher(item);
            if (NAME.matcher(item).matches()) {
                if (BcmLists.shortName(item).equals(head)) {
                    return Optional.of(true);
                }
            } else if (range.matches() && range.group(1).equals(range.group(3))) {
                if (within(head, range.group(1), range.group(2), range.group(4))) {
                    return Optional.of(true);
                }
            } else if (bracket.matches()) {
                for (String part : bracket.group(2).split(",")) {
                    String[] ends = part.split("-");
                    if (within(head, bracket.group(1), ends[0], ends[ends.length - 1])) {
                        return Optional.of(true);
                    }
                }
            } else {
                known = false;
            }
        }
        return known ? Optional.of(false) : Optional.empty();
    }

    private static boolean within(String head, String prefix, String first, String last) {
        String number = head.startsWith(prefix.toLowerCase(Locale.ROOT)) ? head.substring(prefix.length()) : "";
        return number.matches("[0-9]{1,9}") && (first + last).matches("[0-9]{1,18}") && number.length() == first.length()
                && Long.parseLong(first) <= Long.parseLong(number) && Long.parseLong(number) <= Long.parseLong(last);
    }
}
