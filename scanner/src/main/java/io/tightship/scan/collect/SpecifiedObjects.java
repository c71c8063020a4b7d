package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Objects of manifests and of API answers, field by field. */
final class SpecifiedObjects {

    /** Of all kinds that are read, these are in a namespace; a manifest may leave it out. */
    private static final Set<String> NAMESPACED = Set.of("NetworkPolicy", "StagedNetworkPolicy", "StagedKubernetesNetworkPolicy",
            "NetworkSet", "Policy", "CleanupPolicy");

    private SpecifiedObjects() {
    }

    /** @param namespace of the release, for objects that do not name one */
    static SpecifiedObject ofManifest(Data object, String namespace) {
        String kind = object.get("kind").text().orElse("");
        String version = object.get("apiVersion").text().orElse("");
        String name = ApiLists.name(object);
        if (name.isEmpty() || version.isEmpty()) {
            throw new IllegalArgumentException("a " + kind + " in the manifest of a release has no name or no apiVersion");
        }
        boolean namespaced = NAMESPACED.contains(kind) || kind.startsWith("Namespaced");
        return new SpecifiedObject(version.contains("/") ? version.substring(0, version.indexOf('/')) : "", kind,
                namespaced ? object.path("metadata", "namespace").text().orElse(namespace) : "", name, "", fields(object));
    }

    static SpecifiedObject ofCluster(String group, String kind, Data item) {
        return new SpecifiedObject(group, kind, item.path("metadata", "namespace").text().orElse(""), ApiLists.name(item),
                ApiLists.labels(item).getOrDefault("helm.sh/chart", ""), fields(item));
    }

    private static SortedMap<String, String> fields(Data object) {
        SortedMap<String, String> fields = new TreeMap<>();
        flatten("spec", object.get("spec"), fields);
        return fields;
    }

    private static void flatten(String path, Data value, SortedMap<String, String> fields) {
        if (value.isMap()) {
            Map<String, Data> members = value.map();
            if (members.isEmpty()) {
                fields.put(path, "{}");
            }
            members.forEach((key, member) -> flatten(path + (key.matches("[A-Za-z0-9_-]+") ? "." + key
                    : "[" + Json.write(key) + "]"), member, fields));
        } else if (value.isList()) {
            List<Data> items = value.list();
            if (items.isEmpty()) {
                fields.put(path, "[]");
            }
            for (int i = 0; i < items.size(); i++) {
                flatten(path + "[" + i + "]", items.get(i), fields);
            }
        } else if (!value.isAbsent() && !value.isNull()) {
            fields.put(path, value.number().map(number -> number.stripTrailingZeros().toPlainString())
                    .orElseGet(() -> Json.write(value)));
        }
    }
}
