package io.tightship.scan.probe;

import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of the files of a systemd service and of its environment files: how it is started and with which
 * variables, as JSON, with secret-looking values masked. No other line is stored.
 */
public final class UnitDocument {

    /** Stands in the place of a value that must not be stored. */
    public static final String MASKED = "(masked)";

    private static final Set<String> KEPT = Set.of("ExecStart", "Environment", "EnvironmentFile");
    /** A name that promises a secret; a path is none. */
    private static final Pattern SECRET = Pattern.compile("(?i).*(?:token|password|passwd|secret|credential|key).*");

    /**
     * The helper's words for an environment file, before its path: what looks like a secret is masked on the host. A line
     * that is no plain assignment becomes one whose quotes nobody understands, so that nothing is made of the file. The
     * jump to the next word makes sed forget what it replaced before.
     */
    static final String PRINTED = String.join(" ", "sed -E",
            "-e ':a' -e '/\\\\$/{$!{N;s/\\\\\\n//;ba' -e '}' -e '}' -e '/^[[:space:]]*([#;].*)?$/d' -e 't plain' -e ':plain'",
            "-e '/^[A-Za-z_][A-Za-z0-9_]*=(\"[^\"\\\\]*\"|\\x27[^\\x27]*\\x27|[^\"\\x27\\\\]*)[[:space:]]*$/!"
                    + "{s/.*/not_printed=\"/;b' -e '}'",
            "-e 's/^([A-Za-z0-9_]*(token|password|passwd|secret|credential|key)[A-Za-z0-9_]*=)[\"\\x27]?[^\"\\x27\\/].*$/"
                    + "\\1(masked)/I;t'",
            "-e 's/(--?[a-z0-9_-]*(token|password|passwd|secret)[a-z0-9_-]*[= ])/\\1\\x01/Ig'",
            "-e 's/\\x01(\\/|(true|false|t|f|0|1)([ \"\\x27]|$))/\\1/Ig' -e 's/\\x01[^ \"\\x27]*/(masked)/g' --");

    private UnitDocument() {
    }

    /** Of the answer to {@link ServiceProbe.UnitFiles}: by path the assignments in their order, split into words. */
    static byte[] units(byte[] tar) throws MalformedDocument {
        Map<String, Object> files = new LinkedHashMap<>();
        for (Map.Entry<String, Tar.Entry> entry : Tar.entries(tar).entrySet()) {
            if (!entry.getValue().folder() && entry.getKey().matches(".*\\.(?:service|conf)")) {
                // An empty file, or /dev/null in its place, masks a service.
                files.put(entry.getKey(), entry.getValue().content().length == 0 ? null
                        : assignments(entry.getValue().text()));
            }
        }
        return Json.write(Map.of("files", files)).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Object> assignments(String text) {
        List<Object> kept = new ArrayList<>();
        String section = "";
        for (String line : lines(text, true)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            if (section.equals("[Service]") && KEPT.contains(key)) {
                String value = line.substring(equals + 1).strip();
                Optional<List<String>> words = key.equals("EnvironmentFile")
                        ? Optional.of(value.isEmpty() ? List.of() : List.of(value)) : SystemdWords.of(value);
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key", key);
                words.ifPresent(all -> one.put("words", all.stream().map(word -> key.equals("ExecStart")
                        ? ProcessTable.masked(word) : variable(word)).toList()));
                kept.add(one);
            }
        }
        return kept;
    }

    /** Of an environment file, {@code NAME=VALUE} for each variable. */
    static byte[] environment(byte[] raw) {
        List<String> variables = new ArrayList<>();
        for (String line : lines(new String(raw, StandardCharsets.UTF_8), false)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String value = line.substring(equals + 1).strip();
                // One pair of quotes around all of it is taken off; inside of others the shell's rules hold.
                Optional<String> plain = value.matches("\"[^\"\\\\]*\"|'[^']*'") ? Optional.of(
                        value.substring(1, value.length() - 1)) : value.matches("[^\"'\\\\]*") ? Optional.of(value)
                        : Optional.empty();
                variables.add(plain.map(text -> variable(line.substring(0, equals).strip() + "=" + text))
                        .orElse(line.substring(0, equals).strip()));
            }
        }
        return Json.write(Map.of("variables", variables)).getBytes(StandardCharsets.UTF_8);
    }

    private static String variable(String assignment) {
        int equals = assignment.indexOf('=');
        String value = equals < 0 ? "" : assignment.substring(equals + 1);
        if (equals < 0 || value.isEmpty() || value.startsWith("/")) {
            return assignment;
        }
        if (SECRET.matcher(assignment.substring(0, equals)).matches()) {
            return assignment.substring(0, equals + 1) + MASKED;
        }
        List<String> words = new ArrayList<>();
        for (String word : value.split(" ", -1)) {
            words.add(ProcessTable.masked(word));
        }
        return assignment.substring(0, equals + 1) + String.join(" ", words);
    }

    /**
     * Lines that a backslash continues are one, and comments are left out, also between these.
     *
     * @param unit whether a space stands where the backslash was, as in units; in an environment file nothing does
     */
    private static List<String> lines(String text, boolean unit) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : text.split("\\r?\\n")) {
            String stripped = line.strip();
            if (stripped.startsWith("#") || stripped.startsWith(";")) {
                continue;
            }
            // What the next line begins with is part of an environment file's value.
            String part = unit || open.isEmpty() ? stripped : line.stripTrailing();
            if ((part.length() - part.replaceFirst("\\\\+$", "").length()) % 2 == 1) {
                open.append(part, 0, part.length() - 1).append(unit ? " " : "");
            } else {
                lines.add(open.append(part).toString().strip());
                open.setLength(0);
            }
        }
        lines.add(open.toString().strip());
        return lines.stream().filter(line -> !line.isEmpty()).toList();
    }
}
