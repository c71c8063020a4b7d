package io.tightship.scan.collect;

import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of Shorewall's files, as its compiler sees them: comments gone, continued lines joined, files included,
 * variables in place. What only the compiler could decide ({@code ?if}, scripts, the alternate form of columns) is refused
 * with file and line. Source: shorewall-files(5).
 */
final class ShorewallLines {

    /** @param place {@code /etc/shorewall/rules:12} */
    record Row(String place, String section, int format, List<String> columns) {
        Row {
            columns = List.copyOf(columns);
        }

        /** {@code -} where the column is empty or missing. */
        String column(int index) {
            return index < columns.size() ? columns.get(index) : "-";
        }

        String text() {
            return place + ": " + String.join(" ", columns);
        }

        MalformedDocument refused(String why) {
            return new MalformedDocument(place + ": " + why + ": " + String.join(" ", columns));
        }
    }

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"`]*\"|'[^']*'|[^\\s\"'`;&|<>()]*)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");
    private static final Pattern DIRECTIVE = Pattern.compile("\\?\\s*([A-Za-z]+)\\s*(.*)");
    private static final Set<String> OLD_DIRECTIVES = Set.of("SECTION", "FORMAT", "COMMENT", "INCLUDE");
    private static final int DEEPEST = 4;

    private final String folder;
    private final Map<String, String> files;
    private final Map<String, String> variables = new HashMap<>();
    private String opaque = "";

    /** @param files by name below the folder */
    ShorewallLines(String folder, Map<String, String> files) throws MalformedDocument {
        this.folder = folder;
        this.files = Map.copyOf(files);
        variables.put("CONFDIR", "/etc");
        variables.put("SHAREDIR", "/usr/share");
        assignments("shorewall.conf");
        assignments("params");
        String way = setting("CONFIG_PATH").replaceFirst("^:", "");
        if (!way.isEmpty() && !way.matches("/etc/shorewall(:.*)?")) {
            throw new MalformedDocument(path("shorewall.conf") + ": CONFIG_PATH begins elsewhere: " + way);
        }
    }

    String path(String file) {
        return folder + "/" + file;
    }

    /** Of shorewall.conf; empty where it is not set. */
    String setting(String name) {
        return variables.getOrDefault(name, "");
    }

    void firewallZone(String name) {
        variables.put("FW", name);
    }

    boolean has(String file) {
        return files.containsKey(file);
    }

    /** Whether something stands in the file besides comments. */
    boolean says(String file) {
        return files.getOrDefault(file, "").lines().anyMatch(line -> !line.replaceFirst("#.*", "").isBlank());
    }

    /** Whether a word stands in the file besides comments, in whatever form of row. */
    boolean says(String file, String word) {
        return files.getOrDefault(file, "").lines().anyMatch(line -> line.replaceFirst("#.*", "").toLowerCase(Locale.ROOT)
                .contains(word));
    }

    /** Both files are read by a shell: what is more than an assignment leaves it open what later variables hold. */
    private void assignments(String file) {
        String[] lines = files.getOrDefault(file, "").split("\n");
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].replaceFirst("(^|\\s)#.*", "").strip();
            Matcher parts = ASSIGNMENT.matcher(line);
            if (line.isEmpty()) {
                continue;
            }
            if (!parts.matches()) {
                opaque = path(file) + ":" + (i + 1);
                continue;
            }
            String value = parts.group(2);
            boolean literal = value.startsWith("'");
            value = value.replaceAll("^[\"']|[\"']$", "");
            try {
                variables.put(parts.group(1), literal ? value : expanded(value, path(file)));
            } catch (MalformedDocument unknown) {
                // Such as ${CONFDIR}, which Shorewall itself sets: only who uses the variable needs it.
                variables.remove(parts.group(1));
            }
        }
    }

    private String expanded(String text, String place) throws MalformedDocument {
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (variable.find()) {
            String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
            String value = variables.get(name);
            if (value == null || !opaque.isEmpty() && !name.equals("FW")) {
                throw new MalformedDocument(place + ": the variable " + name + " is not known"
                        + (opaque.isEmpty() ? "" : ", since " + opaque + " is a script"));
            }
            variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(expanded).toString();
    }

    /** The rows of a file; none where there is no such file. */
    List<Row> rows(String file) throws MalformedDocument {
        List<Row> rows = new ArrayList<>();
        new Pass(rows).read(file, 0);
        return rows;
    }

    /** One file with what it includes. Section and format hold until the next one is named. */
    private final class Pass {
        private final List<Row> rows;
        private String section = "NEW";
        private int format = 1;

        Pass(List<Row> rows) {
            this.rows = rows;
        }

        void read(String file, int depth) throws MalformedDocument {
            String[] lines = files.getOrDefault(file, "").split("\n");
            StringBuilder joined = new StringBuilder();
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i];
                String before = joined.toString();
                joined.append(before.endsWith(",") || before.endsWith(":") ? line.stripLeading() : line);
                if (joined.toString().endsWith("\\")) {
                    joined.setLength(joined.length() - 1);
                    continue;
                }
                String text = joined.toString().replaceFirst("#.*", "").strip();
                joined.setLength(0);
                if (!text.isEmpty()) {
                    line(text, path(file) + ":" + (i + 1), depth);
                }
            }
            if (!joined.toString().isBlank()) {
                throw new MalformedDocument(path(file) + ": its last line goes on");
            }
        }

        private void line(String text, String place, int depth) throws MalformedDocument {
            String[] words = text.split("\\s+");
            Matcher directive = DIRECTIVE.matcher(text);
            if (directive.matches()) {
                directive(directive.group(1).toUpperCase(Locale.ROOT), directive.group(2).strip(), place, depth);
            } else if (OLD_DIRECTIVES.contains(words[0])) {
                directive(words[0], text.substring(words[0].length()).strip(), place, depth);
            } else if (text.indexOf(';') >= 0 || text.indexOf('{') >= 0 && !text.contains("${") || text.contains("\"")
                    || Set.of("SHELL", "PERL", "BEGIN", "END").contains(words[0])) {
                throw new MalformedDocument(place + ": this form of a row is not known: " + text);
            } else {
                String expanded = expanded(text, place);
                if (expanded.indexOf('$') >= 0 || expanded.indexOf('@') >= 0 || expanded.indexOf('`') >= 0) {
                    throw new MalformedDocument(place + ": only a run decides what this says: " + text);
                }
                rows.add(new Row(place, section, format, List.of(expanded.strip().split("\\s+"))));
            }
        }

        private void directive(String name, String words, String place, int depth) throws MalformedDocument {
            switch (name) {
                case "COMMENT", "INFO", "WARNING" -> { }
                case "SECTION" -> section = words.toUpperCase(Locale.ROOT);
                case "FORMAT" -> {
                    if (!words.matches("[12]")) {
                        throw new MalformedDocument(place + ": format " + words + " is not known");
                    }
                    format = Integer.parseInt(words);
                }
                case "INCLUDE" -> {
                    String file = expanded(words, place).replaceFirst("^/etc/shorewall(.staging)?/", "");
                    if (!files.containsKey(file) || depth >= DEEPEST) {
                        throw new MalformedDocument(place + ": includes " + words
                                + ", which was not read");
                    }
                    read(file, depth + 1);
                }
                default -> throw new MalformedDocument(place + ": only Shorewall's compiler decides ?"
                        + name + " " + words);
            }
        }
    }
}
