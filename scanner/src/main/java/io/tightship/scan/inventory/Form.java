package io.tightship.scan.inventory;

import io.tightship.scan.data.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a located document strictly and collects every problem with its place, so that an operator mends a file once and
 * not once per error.
 */
public final class Form {

    private static final Set<String> SECRETS = Set.of("password", "token", "passphrase", "secret", "key");

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    public Form(Path file) {
        this.file = file;
    }

    public void problem(int line, String what) {
        problems.add(file + ":" + line + ": " + what);
    }

    /** The problems of a file that this one names. */
    void include(InventoryException named) {
        problems.addAll(named.problems());
    }

    /** @throws InventoryException where there was a problem */
    public void check() throws InventoryException {
        if (!problems.isEmpty()) {
            throw new InventoryException(problems);
        }
    }

    /** A map with only these keys; what is not a map counts as an empty one. */
    public Section section(Located value, String where, String... keys) {
        Set<String> known = new TreeSet<>(List.of(keys));
        if (!(value instanceof Located.Members members)) {
            problem(value.line(), where + " is " + value.kind() + "; expected a map with the keys "
                    + String.join(", ", known));
            return new Section(new Located.Members(value.line(), Map.of(), Map.of()), where);
        }
        members.members().keySet().stream().filter(key -> !known.contains(key)).forEach(key ->
                problem(members.keyLines().get(key), SECRETS.contains(key)
                        ? "'" + key + "' in " + where + ": credentials are given by reference only (…-file or "
                        + "…-environment), never written into this file"
                        : "unknown key '" + key + "' in " + where + "; expected one of "
                        + String.join(", ", known)));
        return new Section(members, where);
    }

    /** The members of a map by name, each located; what is not a map is a problem. */
    public Map<String, Located> named(Located value, String where) {
        if (value instanceof Located.Members members) {
            return members.members();
        }
        problem(value.line(), where + " is " + value.kind() + "; expected a map of names");
        return Map.of();
    }

    public List<Located> items(Located value, String where) {
        if (value instanceof Located.Items items) {
            return items.items();
        }
        problem(value.line(), where + " is " + value.kind() + "; expected a list");
        return List.of();
    }

    /** A scalar, or the scalars of a list. */
    public List<String> written(Located value, String where) {
        return switch (value) {
            case Located.Text text -> List.of(text.text());
            case Located.Items items -> {
                List<String> texts = new ArrayList<>();
                for (Located item : items.items()) {
                    if (item instanceof Located.Text text) {
                        texts.add(text.text());
                    } else {
                        problem(item.line(), "an item of " + where + " is " + item.kind() + "; expected a text");
                    }
                }
                yield texts;
            }
            case Located.Nothing nothing -> {
                problem(nothing.line(), where + " is empty; expected a text or a list of texts");
                yield List.of();
            }
            case Located.Members members -> {
                problem(members.line(), where + " is a map; expected a text or a list of texts");
                yield List.of();
            }
        };
    }

    /** A map of one kind of thing. */
    public final class Section {
        private final Located.Members members;
        private final String where;

        private Section(Located.Members members, String where) {
            this.members = members;
            this.where = where;
        }

        public int line() {
            return members.line();
        }

        public int line(String key) {
            return members.keyLines().getOrDefault(key, members.line());
        }

        public Optional<Located> get(String key) {
            return Optional.ofNullable(members.members().get(key));
        }

        public Optional<String> text(String key) {
            return get(key).flatMap(value -> {
                if (value instanceof Located.Text text && !text.text().isBlank()) {
                    return Optional.of(text.text().strip());
                }
                problem(value.line(), "'" + key + "' in " + where + " is "
                        + (value instanceof Located.Text ? "empty" : value.kind()) + "; expected a text");
                return Optional.empty();
            });
        }

        /** Missing is a problem, and then the value is empty text. */
        public String required(String key) {
            if (!members.members().containsKey(key)) {
                problem(members.line(), where + " lacks '" + key + "'");
                return "";
            }
            return text(key).orElse("");
        }

        public Optional<Boolean> bool(String key) {
            return text(key).flatMap(text -> switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> {
                    problem(line(key), "'" + key + "' in " + where + " is '" + text + "'; expected true or false");
                    yield Optional.empty();
                }
            });
        }

        public int port(String key, int otherwise) {
            return text(key).map(text -> {
                if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535) {
                    return Integer.parseInt(text);
                }
                problem(line(key), "'" + key + "' in " + where + " is '" + text + "'; expected a port (1-65535)");
                return otherwise;
            }).orElse(otherwise);
        }

        /** One of the words, or a problem and empty. */
        public Optional<String> word(String key, String... words) {
            return text(key).flatMap(text -> {
                if (List.of(words).contains(text)) {
                    return Optional.of(text);
                }
                problem(line(key), "'" + key + "' in " + where + " is '" + text + "'; expected one of "
                        + String.join(", ", words));
                return Optional.empty();
            });
        }

        public Map<String, List<String>> values(String key) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            get(key).ifPresent(value -> named(value, "'" + key + "' in " + where).forEach((id, written) ->
                    values.put(id, written(written, "value " + id))));
            return values;
        }
    }
}
