package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.ServiceProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How systemd starts a service: its file and its drop-ins, merged as systemd merges them. A drop-in of the same name in a
 * stronger folder replaces the weaker one, and an empty assignment drops what was said before. Source: systemd.unit(5),
 * systemd.service(5), systemd.exec(5).
 *
 * @param there     false where there is no such service, or an empty file in its place masks it
 * @param malformed whether an assignment has a form that is not understood
 * @param starts    the words of each ExecStart
 */
record ServiceUnit(boolean there, boolean malformed, List<List<String>> starts, List<String> environment,
                   List<EnvironmentFile> environmentFiles) {

    /** @param optional whether the service starts without it */
    record EnvironmentFile(String path, boolean optional) {
    }

    private static final Pattern BRACED = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");
    private static final Pattern WORD = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    /** @param name without {@code .service}; of a reading that is none of these files nothing is there */
    static ServiceUnit of(Reading reading, String name) {
        Map<String, Data> files = Map.of();
        boolean malformed = false;
        if (reading.status() instanceof Reading.Status.Read) {
            try {
                files = Json.parse(reading.text()).get("files").map();
            } catch (MalformedDocument e) {
                malformed = true;
            }
        }
        Map<String, Data> all = files;
        Optional<String> main = ServiceProbe.UnitFiles.FOLDERS.stream().map(folder -> folder + "/" + name + ".service")
                .filter(all::containsKey).findFirst();
        if (main.isEmpty() || all.get(main.get()).isNull()) {
            return new ServiceUnit(false, malformed, List.of(), List.of(), List.of());
        }
        Map<String, String> dropIns = new TreeMap<>();
        for (String folder : new ServiceProbe.UnitFiles(name).dropIns()) {
            all.keySet().stream().filter(path -> path.startsWith(folder + "/") && path.endsWith(".conf")
                    && path.indexOf('/', folder.length() + 1) < 0).forEach(path ->
                    dropIns.putIfAbsent(path.substring(folder.length() + 1), path));
        }
        List<Data> assignments = new ArrayList<>(all.get(main.get()).list());
        dropIns.values().forEach(path -> assignments.addAll(all.get(path).list()));
        return merged(assignments, name);
    }

    private static ServiceUnit merged(List<Data> assignments, String name) {
        boolean malformed = false;
        List<List<String>> starts = new ArrayList<>();
        List<String> environment = new ArrayList<>();
        List<EnvironmentFile> files = new ArrayList<>();
        for (Data assignment : assignments) {
            List<String> words = new ArrayList<>();
            for (String word : assignment.get("words").texts()) {
                Optional<String> plain = specified(word, name);
                malformed |= plain.isEmpty();
                words.add(plain.orElse(word));
            }
            malformed |= assignment.get("words").isAbsent();
            switch (assignment.get("key").text().orElse("")) {
                case "ExecStart" -> put(starts, words, words.isEmpty());
                case "Environment" -> words.stream().findFirst().ifPresentOrElse(first -> environment.addAll(words),
                        environment::clear);
                default -> put(files, words.isEmpty() ? new EnvironmentFile("", true)
                        : new EnvironmentFile(words.getFirst().replaceFirst("^-", ""),
                        words.getFirst().startsWith("-")), words.isEmpty());
            }
        }
        return new ServiceUnit(true, malformed, starts, environment, files);
    }

    private static <T> void put(List<T> list, T item, boolean reset) {
        if (reset) {
            list.clear();
        } else {
            list.add(item);
        }
    }

    /** With the service's own name in the place of its specifiers; empty where there are others. */
    private static Optional<String> specified(String word, String name) {
        String plain = word.replace("%%", "\u0000").replace("%n", name + ".service").replaceAll("%[Np]", name);
        return plain.contains("%") ? Optional.empty() : Optional.of(plain.replace('\u0000', '%'));
    }

    /**
     * The command line that an ExecStart comes to, with its program first; empty where it depends on something else.
     *
     * @param variables by name
     */
    static Optional<List<String>> commandLine(List<String> start, Map<String, String> variables) {
        String prefixes = start.getFirst().replaceFirst("^([-@:+!|]*).*", "$1");
        List<String> words = new ArrayList<>(start);
        words.set(0, start.getFirst().substring(prefixes.length()));
        if (prefixes.contains("@")) {
            words.remove(words.size() > 1 ? 1 : 0); // what follows the program is what it is called, not an argument
        }
        if (prefixes.contains(":")) {
            return words.contains(";") ? Optional.empty() : Optional.of(words);
        }
        List<String> expanded = new ArrayList<>();
        for (String word : words) {
            Matcher whole = WORD.matcher(word);
            if (word.equals(";")) {
                return Optional.empty(); // several commands
            } else if (whole.matches()) {
                String value = variables.getOrDefault(whole.group(1), "");
                if (value.matches(".*[\"'\\\\].*")) {
                    return Optional.empty();
                }
                expanded.addAll(List.of(value.strip().split("\\s+")).stream().filter(part -> !part.isEmpty()).toList());
            } else {
                expanded.add(BRACED.matcher(word).replaceAll(found -> Matcher.quoteReplacement(found.group(1) == null
                        ? "$" : variables.getOrDefault(found.group(1), ""))));
            }
        }
        return Optional.of(expanded);
    }

    /** What the lines {@code NAME=VALUE} come to; the later ones count. */
    static Map<String, String> variables(List<String> lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        lines.forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return variables;
    }
}
