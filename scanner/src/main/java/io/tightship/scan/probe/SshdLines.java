package io.tightship.scan.probe;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is stored of sshd's configuration files: where connections are told apart, and what they are told on logins. */
public final class SshdLines {

    /** Where blocks begin and files come in, and what a block may set of all that rules ask about. */
    static final List<String> KEPT = List.of("match", "include", "permitrootlogin", "passwordauthentication",
            "kbdinteractiveauthentication", "challengeresponseauthentication", "authorizedkeysfile", "authorizedkeyscommand",
            "trustedusercakeys", "pamservicename");

    /** Where the files are that distributions and sites include. */
    static final List<String> PLACES = List.of("/etc/ssh", "/etc/crypto-policies/back-ends/opensshserver.config");

    private static final Pattern PRINTED = Pattern.compile("([^\\x00]+)\\x00([0-9]+):(.*)");
    private static final Pattern KEYWORD = Pattern.compile("([A-Za-z]+)(?:\\s*=\\s*|\\s+)(.*)");

    private SshdLines() {
    }

    /** @param keyword in lower case */
    public record Line(int number, String keyword, String value) {
    }

    /** What {@code grep -HnZ} printed: a path, a zero byte, the line's number and the line. */
    static byte[] project(byte[] raw) {
        Map<String, SortedMap<Integer, Object>> files = new TreeMap<>();
        for (String text : new String(raw, StandardCharsets.UTF_8).split("\n")) {
            Matcher printed = PRINTED.matcher(text);
            Matcher parts = KEYWORD.matcher(printed.matches() ? printed.group(3).strip() : "");
            if (!parts.matches()) {
                continue;
            }
            String keyword = parts.group(1).toLowerCase(Locale.ROOT);
            if (KEPT.contains(keyword)) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("line", Integer.parseInt(printed.group(2)));
                line.put("keyword", keyword);
                line.put("value", parts.group(2).replaceFirst("\\s+#.*", "").replace("\"", "").strip());
                files.computeIfAbsent(printed.group(1).replaceAll("/{2,}", "/"), path -> new TreeMap<>())
                        .put(Integer.valueOf(printed.group(2)), line);
            }
        }
        Map<String, Object> kept = new TreeMap<>();
        files.forEach((path, lines) -> kept.put(path, List.copyOf(lines.values())));
        return Json.write(kept).getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link #project} kept, by path and in order. */
    public static SortedMap<String, List<Line>> parse(String stored) throws MalformedDocument {
        SortedMap<String, List<Line>> files = new TreeMap<>();
        for (Map.Entry<String, Data> file : Json.parse(stored).map().entrySet()) {
            List<Line> lines = new ArrayList<>();
            for (Data line : file.getValue().list()) {
                lines.add(new Line(line.get("line").number().orElseThrow().intValue(), line.get("keyword").toString(),
                        line.get("value").toString()));
            }
            files.put(file.getKey(), lines);
        }
        return files;
    }
}
