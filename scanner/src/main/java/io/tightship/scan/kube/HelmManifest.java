package io.tightship.scan.kube;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a release's manifest: the policies, and what policies refer to. A Secret or a password that a chart
 * rendered is dropped before anything is stored.
 */
final class HelmManifest {

    private static final Pattern BETWEEN = Pattern.compile("(?m)^---(?=\\s|$)");
    private static final Pattern KIND = Pattern.compile("(?m)^[\"']?kind[\"']?\\s*:\\s*[\"']?([A-Za-z]+)");
    private static final Pattern KEPT = Pattern.compile("[A-Za-z]*(Policy|NetworkSet|Tier|HostEndpoint)|List");

    private HelmManifest() {
    }

    /** @throws MalformedDocument where one of the documents that may be a policy is not YAML */
    static List<Object> policies(String manifest) throws MalformedDocument {
        List<Object> kept = new ArrayList<>();
        for (String document : BETWEEN.split(manifest)) {
            Matcher kind = KIND.matcher(document);
            // Large definitions are not parsed for nothing; a document in another style of YAML is.
            if (!document.isBlank() && (!kind.find() || KEPT.matcher(kind.group(1)).matches())) {
                keep(Yaml.parse(document), kept);
            }
        }
        return kept;
    }

    private static void keep(Data object, List<Object> kept) {
        String kind = object.get("kind").text().orElse("");
        if (kind.equals("List")) {
            object.get("items").list().forEach(item -> keep(item, kept));
        } else if (KEPT.matcher(kind).matches()) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            object.get("metadata").map().forEach((key, value) -> {
                if (key.equals("name") || key.equals("namespace")) {
                    metadata.put(key, value.plain());
                }
            });
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("apiVersion", object.get("apiVersion").text().orElse(""));
            part.put("kind", kind);
            part.put("metadata", metadata);
            if (!object.get("spec").isAbsent()) {
                part.put("spec", object.get("spec").plain());
            }
            kept.add(part);
        }
    }
}
