package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rows that a {@code list} of cmsh prints: as JSON ({@code -d {}}), as a table whose row of dashes shows the columns,
 * or as bare rows, which is what may be left where its output is no terminal. Column names are normalised: lower case,
 * without spaces, without {@code (key)}; so a field's name and its label are one. Whatever else is printed is refused.
 */
final class CmshTable {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** What a cell may hold: rows without a header are known by nothing else. */
    private static final Map<String, Pattern> CELLS = Map.of("hostname", HOST, "name", HOST,
            "type", Pattern.compile("[A-Z][A-Za-z]*(Node|Switch|Device|Unit|Sensor|Shelf)|Chassis|Switch"),
            "category", Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)?"),
            "ip", Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)?"),
            "usernodelogin", Pattern.compile("(?i)always|never|onlywhenjob"),
            "softwareimage", Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)?"));

    /** Of a firewall role's open ports; the address may be what the guide's loop makes of a header. */
    private static final Map<String, Pattern> PORT_CELLS = Map.of(
            "action", Pattern.compile("(?i)accept|drop|reject|dnat"), "network", Pattern.compile("[A-Za-z0-9_$+-]+"),
            "port", Pattern.compile("[0-9]{1,5}"), "count", Pattern.compile("[0-9]{1,5}"),
            "protocol", Pattern.compile("(?i)any|all|tcp|udp|icmp"),
            "destination", Pattern.compile("[A-Za-z0-9_$.:/,+-]+"),
            "address", Pattern.compile("[0-9A-Fa-f.:]+(/[0-9]{1,3})?|(ip|-+)/32"));

    /** Of a configuration overlay. What ends in dots was cut. */
    private static final Map<String, Pattern> OVERLAY_CELLS = Map.of("name", Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:-]*"),
            "priority", Pattern.compile("-1|[0-9]{1,4}"), "allheadnodes", Pattern.compile("(?i)yes|no|on|off|true|false|1|0"),
            "nodes", Pattern.compile("(?!.*\\.\\.\\.)[A-Za-z0-9 ,._\\[\\]-]*"),
            "categories", Pattern.compile("(?!.*\\.\\.\\.)[A-Za-z0-9 ,._-]*"),
            "roles", Pattern.compile("(?!.*\\.\\.\\.)[A-Za-z0-9 ,._:-]*"));

    private CmshTable() {
    }

    /** @param columns all that were asked for, in that order; the first one names the row */
    static List<Map<String, String>> rows(String answer, String... columns) throws MalformedDocument {
        List<Map<String, String>> rows = list(answer, columns);
        String text = answer.strip();
        Set<String> names = new HashSet<>();
        for (Map<String, String> row : rows) {
            if (row.get(columns[0]).isEmpty() || !names.add(row.get(columns[0]))) {
                throw new MalformedDocument("cmsh listed '" + row.get(columns[0]) + "' "
                        + (row.get(columns[0]).isEmpty() ? "without a name" : "twice") + ": " + beginning(text));
            }
        }
        if (rows.isEmpty()) {
            throw new MalformedDocument("cmsh listed nothing: " + beginning(text));
        }
        return rows;
    }

    /** The open ports of a firewall role, in their order; none where a list of none was printed. */
    static List<Map<String, String>> openPorts(String answer) throws MalformedDocument {
        List<Map<String, String>> rows = list(answer, "action", "network", "port", "count", "protocol", "destination",
                "address");
        for (Map<String, String> row : rows) {
            for (Map.Entry<String, Pattern> cell : PORT_CELLS.entrySet()) {
                if (!cell.getValue().matcher(row.get(cell.getKey())).matches()) {
                    throw new MalformedDocument("cmsh lists an open port whose " + cell.getKey() + " is not known here: "
                            + beginning(row.toString()));
                }
            }
        }
        return rows;
    }

    /** The configuration overlays; none where a list of none was printed. */
    static List<Map<String, String>> overlays(String answer) throws MalformedDocument {
        List<Map<String, String>> rows = list(answer, "name", "priority", "allheadnodes", "nodes", "categories", "roles");
        for (Map<String, String> row : rows) {
            for (Map.Entry<String, Pattern> cell : OVERLAY_CELLS.entrySet()) {
                if (!cell.getValue().matcher(row.get(cell.getKey())).matches()) {
                    throw new MalformedDocument("cmsh lists a configuration overlay whose " + cell.getKey()
                            + " is not known here: " + beginning(row.toString()));
                }
            }
        }
        return rows;
    }

    /** @param columns all that were asked for, in that order */
    private static List<Map<String, String>> list(String answer, String... columns) throws MalformedDocument {
        String text = answer.strip();
        if (text.indexOf('\u001b') >= 0) {
            throw new MalformedDocument("cmsh printed colours: " + beginning(text.replaceAll("\\p{Cntrl}+", " ")));
        }
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        boolean ruled = lines.stream().anyMatch(CmshTable::rule);
        List<Map<String, String>> rows = text.startsWith("[") ? json(text)
                : ruled ? table(lines, text) : bare(lines, List.of(columns), text);
        for (Map<String, String> row : rows) {
            for (String column : columns) {
                if (!row.containsKey(column)) {
                    throw new MalformedDocument("cmsh printed no column " + column + ": " + beginning(text));
                }
            }
        }
        if (rows.isEmpty() && !ruled && !text.startsWith("[")) {
            throw new MalformedDocument("cmsh printed nothing");
        }
        return rows;
    }

    private static List<Map<String, String>> json(String text) throws MalformedDocument {
        Data document;
        try {
            document = Json.parse(text);
        } catch (MalformedDocument e) {
            throw new MalformedDocument("cmsh's answer is " + e.getMessage() + ": " + beginning(text));
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (Data item : document.list()) {
            if (!item.isMap()) {
                throw new MalformedDocument("cmsh printed something else than rows: " + beginning(text));
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (Map.Entry<String, Data> cell : item.map().entrySet()) {
                Data value = cell.getValue();
                put(row, name(cell.getKey()), value.isNull() ? "" : value.isList() ? String.join(",", value.texts())
                        : value.toString(), text);
            }
            rows.add(row);
        }
        return rows;
    }

    private static boolean rule(String line) {
        return line.matches("-{2,}[ |-]*");
    }

    private static List<Map<String, String>> table(List<String> lines, String text) throws MalformedDocument {
        int dashes = 0;
        while (!rule(lines.get(dashes))) {
            dashes++;
        }
        if (dashes != 1) {
            throw new MalformedDocument("cmsh printed neither JSON nor a table: " + beginning(text));
        }
        String rule = lines.get(1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int at = 0; at < rule.length();) {
                int end = at;
                while (end < rule.length() && rule.charAt(end) == '-') {
                    end++;
                }
                if (end > at) {
                    put(row, name(cell(lines.getFirst(), at, end)), cell(line, at, end), text);
                } else if (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '|') {
                    throw new MalformedDocument("cmsh printed a row that does not keep to its columns: " + beginning(line));
                }
                at = Math.max(end, at + 1);
            }
            if (!cell(line, rule.length(), line.length()).isEmpty()) {
                throw new MalformedDocument("cmsh printed a row that does not keep to its columns: " + beginning(line));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Rows alone, with the delimiter or, where no cell is empty, by white space: each cell must look like its column. */
    private static List<Map<String, String>> bare(List<String> lines, List<String> columns, String text)
            throws MalformedDocument {
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines) {
            List<String> cells = Arrays.stream(line.contains("|") ? line.split("\\|", -1) : line.strip().split("\\s+"))
                    .map(String::strip).toList();
            Map<String, String> row = new LinkedHashMap<>();
            if (form(name(cells.getFirst())).isPresent()) { // a header without its dashes
                throw new MalformedDocument("cmsh printed neither JSON nor a table: " + beginning(text));
            }
            for (int i = 0; i < columns.size(); i++) {
                Optional<Pattern> form = form(columns.get(i));
                if (cells.size() != columns.size() || form.isEmpty() || !form.get().matcher(cells.get(i)).matches()) {
                    throw new MalformedDocument("cmsh printed neither JSON nor a table: " + beginning(text));
                }
                row.put(columns.get(i), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Optional<Pattern> form(String column) {
        return Optional.ofNullable(CELLS.get(column)).or(() -> Optional.ofNullable(PORT_CELLS.get(column)));
    }

    private static void put(Map<String, String> row, String name, String cell, String text) throws MalformedDocument {
        if (row.put(name, cell) != null) {
            throw new MalformedDocument("cmsh printed the column " + name + " twice: " + beginning(text));
        }
    }

    private static String cell(String line, int from, int to) {
        return from >= line.length() ? "" : line.substring(from, Math.min(to, line.length())).strip();
    }

    private static String name(String header) {
        return header.replace("(key)", "").replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    }

    private static String beginning(String text) {
        return '"' + text.substring(0, Math.min(160, text.length())).replaceAll("\\s+", " ") + '"';
    }
}
