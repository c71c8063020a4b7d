package io.tightship.scan.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CSV of what people export from spreadsheets (RFC 4180, with commas or semicolons as the header has them), as a list of
 * maps by the header's names. An empty cell is a key that is not given.
 */
public final class Csv {

    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    private Csv(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** A row and the line on which it begins. */
    private record Row(int line, List<String> cells) {
    }

    /** @throws Located.SyntaxError with the line that is not as the header says */
    public static Located.Items parse(String text) throws Located.SyntaxError {
        String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String first = whole.lines().findFirst().orElse("");
        Csv csv = new Csv(whole, first.contains(";") && !first.contains(",") ? ';' : ',');
        List<Row> rows = csv.rows();
        if (rows.isEmpty()) {
            throw new Located.SyntaxError(1, "the file is empty; expected a header line");
        }
        Row header = rows.getFirst();
        if (header.cells().stream().anyMatch(String::isBlank)
                || header.cells().stream().distinct().count() != header.cells().size()) {
            throw new Located.SyntaxError(header.line(), "a name of the header is empty or stands twice");
        }
        List<Located> items = new ArrayList<>();
        for (Row row : rows.subList(1, rows.size())) {
            if (row.cells().size() != header.cells().size()) {
                throw new Located.SyntaxError(row.line(), "the row has " + row.cells().size()
                        + " cells, the header has " + header.cells().size());
            }
            Map<String, Located> members = new LinkedHashMap<>();
            Map<String, Integer> keyLines = new LinkedHashMap<>();
            for (int i = 0; i < row.cells().size(); i++) {
                if (!row.cells().get(i).isEmpty()) {
                    members.put(header.cells().get(i).strip(), new Located.Text(row.line(), row.cells().get(i)));
                    keyLines.put(header.cells().get(i).strip(), row.line());
                }
            }
            items.add(new Located.Members(row.line(), members, keyLines));
        }
        return new Located.Items(1, items);
    }

    private List<Row> rows() throws Located.SyntaxError {
        List<Row> rows = new ArrayList<>();
        while (at < text.length()) {
            int start = line;
            List<String> cells = new ArrayList<>(List.of(cell()));
            while (at < text.length() && text.charAt(at) == separator) {
                at++;
                cells.add(cell());
            }
            endOfLine();
            if (cells.size() > 1 || !cells.getFirst().isEmpty()) {
                rows.add(new Row(start, cells));
            }
        }
        return rows;
    }

    private String cell() throws Located.SyntaxError {
        if (at >= text.length() || text.charAt(at) != '"') {
            int start = at;
            while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n'
                    && text.charAt(at) != '\r') {
                if (text.charAt(at) == '"') {
                    throw new Located.SyntaxError(line, "a quote stands in the middle of a cell that is not quoted");
                }
                at++;
            }
            return text.substring(start, at);
        }
        int opened = line;
        StringBuilder cell = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            } else if (c == '"') {
                at++;
                return cell.toString();
            } else if (c == '\n') {
                line++;
            }
            cell.append(c);
        }
        throw new Located.SyntaxError(opened, "a quoted cell has no end");
    }

    private void endOfLine() throws Located.SyntaxError {
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) != '\n') {
            throw new Located.SyntaxError(line, "text follows the end of a quoted cell");
        }
        at++;
        line++;
    }
}
