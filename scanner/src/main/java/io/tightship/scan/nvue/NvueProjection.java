package io.tightship.scan.nvue;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.SwitchProbe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a switch's answer: access lists, and of interfaces what binds and groups them. A configuration also
 * holds password hashes and keys, and none of that is stored.
 */
final class NvueProjection {

    private NvueProjection() {
    }

    /** @throws MalformedDocument where the answer is not a configuration tree */
    static String of(SwitchProbe probe, String answer) throws MalformedDocument {
        Data tree = tree(Json.parse(answer));
        return switch (probe) {
            case SwitchProbe.Configuration configuration -> {
                Map<String, Object> kept = new LinkedHashMap<>();
                kept.put("acl", Json.plain(tree.get("acl")));
                Map<String, Object> interfaces = new LinkedHashMap<>();
                tree.get("interface").map().forEach((name, settings) -> interfaces.put(name,
                        settings(settings, List.of("acl", "bond", "type"))));
                kept.put("interface", interfaces);
                yield Json.write(kept);
            }
            case SwitchProbe.Interfaces interfaces -> {
                Map<String, Object> kept = new LinkedHashMap<>();
                tree.map().forEach((name, settings) -> kept.put(name, settings(settings, List.of("type"))));
                if (kept.isEmpty()) {
                    throw new MalformedDocument("the switch lists no interface");
                }
                yield Json.write(kept);
            }
        };
    }

    /** The root object, or the {@code set} of the list form that {@code nv config show} prints. */
    private static Data tree(Data document) throws MalformedDocument {
        if (document.isMap()) {
            return document;
        }
        Optional<Data> set = document.list().stream().map(item -> item.get("set")).filter(Data::isMap).findFirst();
        return set.orElseThrow(() -> new MalformedDocument("the answer is not a configuration of NVUE"));
    }

    private static Map<String, Object> settings(Data settings, List<String> keys) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (String key : keys) {
            Data value = key.equals("bond") ? settings.path("bond", "member") : settings.get(key);
            if (!value.isAbsent()) {
                kept.put(key, key.equals("bond") ? Map.of("member", Json.plain(value)) : Json.plain(value));
            }
        }
        return kept;
    }
}
