package io.tightship.fact.kubernetes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of flags as Go does; empty where Go reports an error. */
public final class FlagValues {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private static final Pattern PART = Pattern.compile("([0-9.]+)([a-z\u00b5\u03bc]+)");

    private FlagValues() {
    }

    /** strconv.ParseBool. */
    public static Optional<Boolean> bool(String text) {
        return TRUE.contains(text) ? Optional.of(true) : FALSE.contains(text) ? Optional.of(false) : Optional.empty();
    }

    /** strconv.ParseInt with base 0 and 64 bits: {@code 0x}, {@code 0o}, {@code 0} and {@code 0b} prefixes count. */
    public static OptionalLong integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value;
        if (digits.matches("0|[1-9](_?[0-9])*")) {
            value = new BigInteger(digits.replace("_", ""));
        } else if (digits.matches("0[xX](_?[0-9a-fA-F])+")) {
            value = new BigInteger(digits.substring(2).replace("_", ""), 16);
        } else if (digits.matches("0[bB](_?[01])+")) {
            value = new BigInteger(digits.substring(2).replace("_", ""), 2);
        } else if (digits.matches("0[oO]?(_?[0-7])+")) {
            value = new BigInteger(digits.replaceFirst("^0[oO]?", "").replace("_", ""), 8);
        } else {
            return OptionalLong.empty();
        }
        value = negative ? value.negate() : value;
        return value.bitLength() > 63 ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    /** time.ParseDuration: {@code 1m30s}, {@code 1.5h}, {@code 0}; a bare number other than 0 is none. */
    public static Optional<Duration> duration(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (!rest.matches("(?:(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+")) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher parts = PART.matcher(rest);
        while (parts.find()) {
            sum = sum.add(new BigDecimal("0" + parts.group(1).replaceFirst("\\.$", "")).multiply(BigDecimal.valueOf(
                    switch (parts.group(2)) {
                        case "ns" -> 1L;
                        case "ms" -> 1_000_000L;
                        case "s" -> 1_000_000_000L;
                        case "m" -> 60_000_000_000L;
                        case "h" -> 3_600_000_000_000L;
                        default -> 1_000L;
                    })));
        }
        BigInteger nanoseconds = sum.toBigInteger();
        return nanoseconds.bitLength() > 63 ? Optional.empty()
                : Optional.of(Duration.ofNanos(negative ? -nanoseconds.longValue() : nanoseconds.longValue()));
    }

    /** The first record of encoding/csv; spaces belong to the items. */
    public static Optional<List<String>> csv(String text) {
        List<String> items = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(items);
        }
        int at = 0;
        while (true) {
            StringBuilder item = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                at = quoted(text, at + 1, item);
                if (at < 0) {
                    return Optional.empty();
                }
            } else {
                while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
                    if (text.charAt(at) == '"') {
                        return Optional.empty();
                    }
                    item.append(text.charAt(at++));
                }
            }
            items.add(item.toString());
            if (at == text.length() || text.charAt(at) == '\n') {
                return Optional.of(items);
            }
            if (text.charAt(at) != ',') {
                return Optional.empty();
            }
            at++;
        }
    }

    /** Where the text goes on after the closing quote; -1 where there is none. */
    private static int quoted(String text, int from, StringBuilder item) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                item.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                item.append('"');
                at++;
            } else {
                return at;
            }
        }
        return -1;
    }

    /** {@code A=true, B=false}: spaces around names and values do not count. */
    public static Optional<SortedMap<String, Boolean>> gates(String text) {
        SortedMap<String, Boolean> gates = new TreeMap<>();
        for (String pair : text.split(",", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            Optional<Boolean> value = equals < 0 ? Optional.empty() : bool(pair.substring(equals + 1).strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            gates.put(pair.substring(0, equals).strip(), value.get());
        }
        return Optional.of(gates);
    }
}
