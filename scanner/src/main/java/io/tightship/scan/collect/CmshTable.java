package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows that a {@code list} of cmsh prints: as JSON ({@code -d {}}), or as a table whose row of dashes shows the
 * columns. Column names are normalised: lower case, without spaces, without {@code (key)}.
 */
final class CmshTable {

    private CmshTable() {
    }

    static List<Map<String, String>> rows(String answer, String... columns) throws MalformedDocument {
        String text = answer.strip();
        List<Map<String, String>> rows = text.startsWith("[") ? json(text) : table(text);
        for (Map<String, String> row : rows) {
            for (String column : columns) {
                if (!row.containsKey(column)) {
                    throw new MalformedDocument("cmsh printed no column " + column + ": " + beginning(text));
                }
            }
        }
        if (rows.isEmpty()) {
            throw new MalformedDocument("cmsh listed nothing: " + beginning(text));
        }
        return rows;
    }

    private static List<Map<String, String>> json(String text) throws MalformedDocument {
        Data document = Json.parse(text);
        List<Map<String, String>> rows = new ArrayList<>();
        for (Data item : document.list()) {
            if (!item.isMap()) {
                throw new MalformedDocument("cmsh printed something else than rows: " + beginning(text));
            }
            Map<String, String> row = new LinkedHashMap<>();
            item.map().forEach((key, value) -> row.put(name(key), value.isNull() ? "" : value.toString()));
            rows.add(row);
        }
        return rows;
    }

    private static List<Map<String, String>> table(String text) throws MalformedDocument {
        String[] lines = text.split("\n");
        int dashes = 0;
        while (dashes < lines.length && !lines[dashes].matches("-{2,}[ |-]*")) {
            dashes++;
        }
        if (dashes == 0 || dashes == lines.length) {
            throw new MalformedDocument("cmsh printed neither JSON nor a table: " + beginning(text));
        }
        String rule = lines[dashes];
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = dashes + 1; i < lines.length; i++) {
            if (lines[i].isBlank()) {
                continue;
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int at = 0; at < rule.length();) {
                int end = at;
                while (end < rule.length() && rule.charAt(end) == '-') {
                    end++;
                }
                if (end > at) {
                    row.put(name(cell(lines[dashes - 1], at, end)), cell(lines[i], at, end));
                }
                at = end + 1;
            }
            rows.add(row);
        }
        return rows;
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
