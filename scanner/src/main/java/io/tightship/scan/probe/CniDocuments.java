package io.tightship.scan.probe;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of the configurations of network plugins: names, kinds and capabilities of plugins, and what Multus hands
 * on to. A file that is no JSON is kept as an empty object.
 */
public final class CniDocuments {

    private CniDocuments() {
    }

    /** @param raw lines of {@code grep -HZ}: the path, NUL, the line. Gives JSON: the documents by path. */
    static byte[] project(byte[] raw) {
        Map<String, StringBuilder> texts = new TreeMap<>();
        String all = new String(raw, StandardCharsets.UTF_8);
        for (String line : all.split("\n")) {
            int end = line.indexOf('\0');
            if (end > 0) {
                texts.computeIfAbsent(line.substring(0, end), path -> new StringBuilder())
                        .append(line, end + 1, line.length()).append('\n');
            }
        }
        Map<String, Object> kept = new TreeMap<>();
        texts.forEach((path, text) -> {
            try {
                kept.put(path, network(Json.parse(text.toString())));
            } catch (MalformedDocument e) {
                kept.put(path, Map.of());
            }
        });
        return Json.write(kept).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> network(Data document) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (String field : List.of("name", "type", "clusterNetwork")) {
            document.get(field).text().ifPresent(text -> kept.put(field, text));
        }
        if (!document.get("capabilities").isAbsent()) {
            kept.put("capabilities", Map.of("bandwidth",
                    document.path("capabilities", "bandwidth").bool().orElse(false)));
        }
        for (String field : List.of("plugins", "delegates")) {
            if (document.get(field).isList()) {
                List<Object> items = new ArrayList<>();
                document.get(field).list().forEach(item -> items.add(network(item)));
                kept.put(field, items);
            }
        }
        return kept;
    }
}
