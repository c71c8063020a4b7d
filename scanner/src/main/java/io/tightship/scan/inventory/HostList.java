package io.tightship.scan.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of names with ranges as pdsh and Slurm write them: {@code b05-p1-dgx-05-c[01-18,20],login[1-2]}. */
public final class HostList {

    private static final int MOST = 100_000;
    private static final int LARGEST = 999_999_999;
    private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,9})([^0-9]*)");

    private HostList() {
    }

    /** In the order written. @throws IllegalArgumentException with what is wrong */
    public static List<String> expand(String text) {
        List<String> names = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            }
            if (depth < 0 || depth > 1) {
                throw new IllegalArgumentException("the brackets in '" + text + "' do not match");
            }
            if (c == ',' && depth == 0) {
                String part = text.substring(start, i).strip();
                if (part.isEmpty() || part.matches(".*\\s.*")) {
                    throw new IllegalArgumentException("'" + text + "' holds an empty name or white space in a name");
                }
                names.addAll(part(part));
                limit(names.size());
                start = i + 1;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("the brackets in '" + text + "' do not match");
        }
        return names;
    }

    /** The same names in the same order, with ranges where numbers follow each other. */
    public static String fold(List<String> names) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size();) {
            Matcher first = NUMBERED.matcher(names.get(i));
            int end = i + 1;
            if (first.matches()) {
                String digits = first.group(2);
                int number = Integer.parseInt(digits);
                while (end < names.size() && number + end - i <= LARGEST && names.get(end).equals(first.group(1)
                        + padded(number + end - i, digits.length()) + first.group(3))) {
                    end++;
                }
                String last = padded(number + end - i - 1, digits.length());
                parts.add(end == i + 1 ? names.get(i)
                        : first.group(1) + "[" + digits + "-" + last + "]" + first.group(3));
            } else {
                parts.add(names.get(i));
            }
            i = end;
        }
        return String.join(",", parts);
    }

    private static String padded(int number, int width) {
        String digits = String.valueOf(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static List<String> part(String part) {
        int open = part.indexOf('[');
        if (open < 0) {
            return List.of(part);
        }
        int close = part.indexOf(']', open);
        List<String> tails = part(part.substring(close + 1));
        List<String> names = new ArrayList<>();
        for (String number : numbers(part.substring(open + 1, close))) {
            for (String tail : tails) {
                names.add(part.substring(0, open) + number + tail);
                limit(names.size());
            }
        }
        return names;
    }

    private static List<String> numbers(String ranges) {
        List<String> numbers = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            if (!range.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
                throw new IllegalArgumentException("'" + range + "' in brackets is not a range such as 01-18");
            }
            int dash = range.indexOf('-');
            String first = dash < 0 ? range : range.substring(0, dash);
            String last = dash < 0 ? range : range.substring(dash + 1);
            int from = Integer.parseInt(first);
            int to = Integer.parseInt(last);
            if (to < from) {
                throw new IllegalArgumentException("the range " + range + " goes backwards");
            }
            limit(to - from);
            for (int i = from; i <= to; i++) {
                numbers.add(padded(i, first.length()));
            }
        }
        return numbers;
    }

    private static void limit(int count) {
        if (count > MOST) {
            throw new IllegalArgumentException("a list holds at most " + MOST + " names");
        }
    }
}
