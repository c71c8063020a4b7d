package io.tightship.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How a value is written and read. A list is written with commas on the command line and as a sequence in YAML.
 *
 * @param form  what was expected, for error messages
 * @param parse from the written items (one for a scalar); throws IllegalArgumentException where they do not fit
 * @param write the written form, for reports
 */
public record ValueType<T>(String form, boolean many, Function<List<String>, T> parse, Function<T, String> write) {

    /** One text, not empty. */
    public static final ValueType<String> TEXT = new ValueType<>("a text", false, items -> {
        String text = single(items).strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }, text -> text);

    /** A whole number from 0. */
    public static final ValueType<Long> NUMBER = new ValueType<>("a whole number from 0", false, items -> {
        String text = single(items).strip();
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return Long.valueOf(text);
    }, String::valueOf);

    /** Texts in the order given, each once; may be empty. */
    public static final ValueType<Set<String>> TEXTS = new ValueType<>("a list of texts", true, items -> {
        Set<String> texts = new LinkedHashSet<>();
        for (String item : items) {
            if (!item.isBlank()) {
                texts.add(item.strip());
            }
        }
        return java.util.Collections.unmodifiableSet(texts);
    }, texts -> String.join(", ", texts));

    /** TCP ports, 1 to 65535, in the order given; at least one. */
    public static final ValueType<List<Integer>> PORTS = new ValueType<>("a list of ports (1-65535)", true, items -> {
        List<Integer> ports = new ArrayList<>();
        for (String item : items) {
            String text = item.strip();
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
                throw new IllegalArgumentException("'" + text + "' is not a port");
            }
            ports.add(Integer.valueOf(text));
        }
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("no port is given");
        }
        return List.copyOf(ports);
    }, ports -> String.join(", ", ports.stream().map(String::valueOf).toList()));

    /** Users or groups by their numbers, ascending, each once; may be empty. */
    public static final ValueType<Set<Long>> IDS = new ValueType<>("a list of numeric ids", true, items -> {
        Set<Long> ids = new TreeSet<>();
        for (String item : items) {
            String text = item.strip();
            if (!text.matches("[0-9]{0,10}")) {
                throw new IllegalArgumentException("'" + text + "' is not the number of a user or a group");
            }
            if (!text.isEmpty()) {
                ids.add(Long.valueOf(text));
            }
        }
        return java.util.Collections.unmodifiableSet(ids);
    }, ids -> String.join(", ", ids.stream().map(String::valueOf).toList()));

    /** {@code yes} or {@code no}; in YAML also {@code true} or {@code false}. */
    public static final ValueType<Boolean> YES_OR_NO = new ValueType<>("yes or no", false, items -> switch (
            single(items).strip()) {
        case "yes", "true" -> true;
        case "no", "false" -> false;
        default -> throw new IllegalArgumentException("'" + single(items) + "' is neither yes nor no");
    }, yes -> yes ? "yes" : "no");

    /** Reads a value as written after {@code --set id=}. */
    public T parseText(String text) {
        return parse.apply(many ? Arrays.asList(text.split(",", -1)) : List.of(text));
    }

    private static String single(List<String> items) {
        if (items.size() != 1) {
            throw new IllegalArgumentException("one value was expected, " + items.size() + " are given");
        }
        return items.getFirst();
    }
}
