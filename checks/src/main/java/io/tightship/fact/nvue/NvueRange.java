package io.tightship.fact.nvue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Expands the ranges that NVUE folds names into: {@code swp1-4}, {@code swp3s0-3}, {@code bond1-3,7}, and
 * {@code 10,20}.
 */
public final class NvueRange {

    /** More than a switch can have of anything that is named so. */
    private static final int MAX = 65535;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");
    private static final Pattern RANGE = Pattern.compile("(.*?)([0-9]+)-([0-9]+)(.*)");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*?)[0-9]+(-[0-9]+)?");

    private NvueRange() {
    }

    /**
     * The names in the order written.
     *
     * @throws IllegalArgumentException where the text is no name and no range of names
     */
    public static List<String> expand(String text) {
        List<String> names = new ArrayList<>();
        String stem = "";
        for (String part : text.split(",", -1)) {
            // After a comma a bare number goes on with the name before it.
            String item = !part.isEmpty() && Character.isDigit(part.charAt(0)) ? stem + part : part;
            if (!NAME.matcher(item).matches()) {
                throw new IllegalArgumentException("'" + text + "' is no name and no range of names");
            }
            expand(item, text, names);
            Matcher end = ENDS_IN_NUMBER.matcher(item);
            stem = end.matches() ? end.group(1) : "";
        }
        return names;
    }

    private static void expand(String item, String text, List<String> names) {
        Matcher range = RANGE.matcher(item);
        if (!range.matches()) {
            if (names.size() == MAX) {
                throw new IllegalArgumentException("the range '" + text + "' is too long");
            }
            names.add(item);
            return;
        }
        if (range.group(2).length() > 5 || range.group(3).length() > 5) {
            throw new IllegalArgumentException("the range '" + text + "' is too long");
        }
        int first = Integer.parseInt(range.group(2));
        int last = Integer.parseInt(range.group(3));
        if (first > last || range.group(2).length() > 1 && range.group(2).startsWith("0")) {
            throw new IllegalArgumentException("'" + text + "' is no range that counts upwards");
        }
        for (int number = first; number <= last; number++) {
            expand(range.group(1) + number + range.group(4), text, names);
        }
    }
}
