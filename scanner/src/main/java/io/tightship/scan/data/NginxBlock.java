package io.tightship.scan.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directive of nginx's configuration, with the directives inside of its braces.
 *
 * @param words  the directive's name and what follows it
 * @param inside empty for a directive that ends with a semicolon
 */
public record NginxBlock(List<String> words, List<NginxBlock> inside) {

    /** More than nginx's own blocks can be nested. */
    private static final int DEEPEST = 20;

    public NginxBlock {
        words = List.copyOf(words);
        inside = List.copyOf(inside);
    }

    /** The directives of a name, in order. */
    public Stream<NginxBlock> all(String name) {
        return inside.stream().filter(block -> block.name().equals(name));
    }

    public String name() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    /** The whole file, as a block without a name. */
    public static NginxBlock parse(String text) throws MalformedDocument {
        int[] at = {0};
        List<NginxBlock> top = new ArrayList<>();
        read(text, at, top, 0);
        return new NginxBlock(List.of(), top);
    }

    private static void read(String text, int[] at, List<NginxBlock> into, int depth) throws MalformedDocument {
        if (depth > DEEPEST) {
            throw new MalformedDocument("nginx's configuration has more than " + DEEPEST + " blocks within each other");
        }
        List<String> words = new ArrayList<>();
        while (at[0] < text.length()) {
            char c = text.charAt(at[0]);
            if (Character.isWhitespace(c)) {
                at[0]++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at[0]);
                at[0] = end < 0 ? text.length() : end;
            } else if (c == ';') {
                at[0]++;
                into.add(new NginxBlock(words, List.of()));
                words = new ArrayList<>();
            } else if (c == '{') {
                at[0]++;
                List<NginxBlock> inside = new ArrayList<>();
                read(text, at, inside, depth + 1);
                into.add(new NginxBlock(words, inside));
                words = new ArrayList<>();
            } else if (c == '}') {
                if (depth == 0 || !words.isEmpty()) {
                    throw new MalformedDocument("nginx's configuration has a brace too many");
                }
                at[0]++;
                return;
            } else {
                words.add(word(text, at));
            }
        }
        if (depth > 0 || !words.isEmpty()) {
            throw new MalformedDocument("nginx's configuration ends within a directive");
        }
    }

    private static String word(String text, int[] at) throws MalformedDocument {
        char quote = text.charAt(at[0]);
        StringBuilder word = new StringBuilder();
        if (quote == '"' || quote == '\'') {
            for (at[0]++; at[0] < text.length(); at[0]++) {
                char c = text.charAt(at[0]);
                if (c == quote) {
                    at[0]++;
                    return word.toString();
                }
                word.append(c == '\\' && at[0] + 1 < text.length() ? text.charAt(++at[0]) : c);
            }
            throw new MalformedDocument("nginx's configuration ends within quotes");
        }
        while (at[0] < text.length() && !Character.isWhitespace(text.charAt(at[0]))
                && ";{}".indexOf(text.charAt(at[0])) < 0) {
            word.append(text.charAt(at[0]++));
        }
        return word.toString();
    }
}
