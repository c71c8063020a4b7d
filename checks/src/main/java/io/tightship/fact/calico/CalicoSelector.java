package io.tightship.fact.calico;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calico's language for choosing by labels. Source: libcalico-go lib/selector/parser. */
public final class CalicoSelector {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:('[^']*'|\"[^\"]*\")|(==|!=|&&|\\|\\||[!(){},])"
            + "|(all|global)\\s*\\(\\s*\\)|has\\s*\\(\\s*([A-Za-z0-9_./-]+)\\s*\\)"
            + "|(not\\s+in|starts\\s+with|ends\\s+with)(?![A-Za-z0-9_./-])|([A-Za-z0-9_./-]+))");

    private final List<String> tokens;
    private int next;

    private CalicoSelector(List<String> tokens) {
        this.tokens = tokens;
    }

    /**
     * Which labels it chooses; an empty text chooses all.
     *
     * @throws IllegalArgumentException where it is not understood
     */
    public static Predicate<Map<String, String>> parse(String text) {
        if (text.isBlank()) {
            return labels -> true;
        }
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length() && !text.substring(end).isBlank()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("the selector '" + text + "' is not understood at '"
                        + text.substring(end) + "'");
            }
            tokens.add(matcher.group(3) != null ? matcher.group(3) + "()" : matcher.group(4) != null
                    ? "has(" + matcher.group(4) : matcher.group().strip().replaceAll("^(not|starts|ends)\\s+", "$1 "));
            end = matcher.end();
        }
        CalicoSelector parser = new CalicoSelector(tokens);
        try {
            Predicate<Map<String, String>> parsed = parser.either();
            if (parser.next < tokens.size()) {
                throw new IllegalArgumentException(tokens.get(parser.next));
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the selector '" + text + "' is not understood at '" + e.getMessage() + "'");
        }
    }

    private Predicate<Map<String, String>> either() {
        Predicate<Map<String, String>> found = both();
        while (taken("||")) {
            found = found.or(both());
        }
        return found;
    }

    private Predicate<Map<String, String>> both() {
        Predicate<Map<String, String>> found = one();
        while (taken("&&")) {
            found = found.and(one());
        }
        return found;
    }

    private Predicate<Map<String, String>> one() {
        if (taken("!")) {
            return one().negate();
        }
        if (taken("(")) {
            Predicate<Map<String, String>> inner = either();
            expect(")");
            return inner;
        }
        String word = take();
        if (word.equals("all()")) {
            return labels -> true;
        }
        if (word.equals("global()")) {
            return labels -> false; // what is of no namespace; pods are of one
        }
        if (word.startsWith("has(")) {
            return labels -> labels.containsKey(word.substring(4));
        }
        if (!word.matches("[A-Za-z0-9_./-]+")) {
            throw new IllegalArgumentException(word);
        }
        String operator = take();
        return switch (operator) {
            case "in", "not in" -> {
                Set<String> values = values();
                yield labels -> values.contains(labels.get(word)) == operator.equals("in");
            }
            case "==", "!=" -> {
                String value = value();
                yield labels -> value.equals(labels.get(word)) == operator.equals("==");
            }
            case "contains", "starts with", "ends with" -> {
                String value = value();
                yield labels -> Optional.ofNullable(labels.get(word)).filter(actual -> switch (operator) {
                    case "contains" -> actual.contains(value);
                    case "starts with" -> actual.startsWith(value);
                    default -> actual.endsWith(value);
                }).isPresent();
            }
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private Set<String> values() {
        Set<String> values = new HashSet<>();
        expect("{");
        while (!taken("}")) {
            values.add(value());
            if (!taken(",")) {
                expect("}");
                break;
            }
        }
        return values;
    }

    private String value() {
        String word = take();
        if (!word.startsWith("'") && !word.startsWith("\"")) {
            throw new IllegalArgumentException(word);
        }
        return word.substring(1, word.length() - 1);
    }

    private boolean taken(String token) {
        if (next < tokens.size() && tokens.get(next).equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!taken(token)) {
            throw new IllegalArgumentException(next < tokens.size() ? tokens.get(next) : "its end");
        }
    }

    private String take() {
        if (next >= tokens.size()) {
            throw new IllegalArgumentException("its end");
        }
        return tokens.get(next++);
    }
}
