package io.tightship.scan.probe;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.NginxBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is stored of nginx's configuration: of each file the directives by which it passes connections on, and nothing
 * else, since the others may hold credentials.
 *
 * @param files    by path
 * @param unparsed why a file could not be understood, by path
 */
public record NginxFiles(SortedMap<String, List<NginxBlock>> files, SortedMap<String, String> unparsed) {

    private static final Set<String> KEPT = Set.of("stream", "upstream", "server", "listen", "proxy_pass", "include");

    /** Stands for the key of a map's entry, before its value. */
    public static final String ENTRY = "entry";

    /** What {@code grep -Z} printed: a path, a zero byte and a line, for each line of each file. */
    public static byte[] project(byte[] raw) {
        Map<String, StringBuilder> texts = new TreeMap<>();
        for (String line : new String(raw, StandardCharsets.UTF_8).split("\n")) {
            int zero = line.indexOf('\0');
            if (zero > 0) {
                texts.computeIfAbsent(line.substring(0, zero), path -> new StringBuilder())
                        .append(line, zero + 1, line.length()).append('\n');
            }
        }
        Map<String, Object> files = new TreeMap<>();
        texts.forEach((path, text) -> {
            try {
                files.put(path, Map.of("directives", kept(NginxBlock.parse(text.toString()).inside())));
            } catch (MalformedDocument e) {
                files.put(path, Map.of("unparsed", e.getMessage()));
            }
        });
        return Json.write(files).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Object> kept(List<NginxBlock> blocks) {
        List<Object> kept = new ArrayList<>();
        blocks.stream().filter(block -> KEPT.contains(block.name())).forEach(block -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("words", block.words());
            one.put("inside", kept(block.inside()));
            kept.add(one);
        });
        blocks.stream().filter(NginxFiles::byServerName).forEach(map -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("words", map.words());
            // What a map includes is not kept: its reader must not take the rest for the whole.
            one.put("inside", map.inside().stream().map(entry -> Map.of("words", List.of(entry.name().equals("include")
                    ? "included" : ENTRY, entry.words().getLast()), "inside", List.of())).toList());
            kept.add(one);
        });
        return kept;
    }

    /** A map of what a TLS client asks for, by which stream servers choose: other maps may hold anything. */
    private static boolean byServerName(NginxBlock block) {
        return block.name().equals("map") && block.words().size() == 3 && block.words().get(1).startsWith("$ssl_preread_");
    }

    /** What {@link #project} kept. */
    public static NginxFiles parse(String stored) throws MalformedDocument {
        SortedMap<String, List<NginxBlock>> files = new TreeMap<>();
        SortedMap<String, String> unparsed = new TreeMap<>();
        Json.parse(stored).map().forEach((path, file) -> file.get("unparsed").text().ifPresentOrElse(
                reason -> unparsed.put(path, reason), () -> files.put(path, blocks(file.get("directives")))));
        return new NginxFiles(files, unparsed);
    }

    private static List<NginxBlock> blocks(Data directives) {
        return directives.list().stream().map(one -> new NginxBlock(one.get("words").texts(), blocks(one.get("inside")))).toList();
    }
}
