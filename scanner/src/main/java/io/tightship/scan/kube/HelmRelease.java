package io.tightship.scan.kube;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What is kept of a Secret of Helm's: the JSON inside of gzip inside of base64 inside of the API's own base64, cut down to
 * what rules ask about before anything is stored. A release that is not of that form is kept as such, with what is wrong.
 */
final class HelmRelease {

    /** The fields of the Secret that are needed for it. */
    static final List<String> PATHS = List.of("metadata.labels", "type", "data.release");

    /** The values that rules ask about. */
    private static final List<String> VALUES = List.of("clusterType", "bcmHeadNodeCidr");

    /** Of these values of Kyverno's chart, only whether they are enabled is kept. */
    private static final List<String> CONTROLLERS = List.of("backgroundController", "cleanupController",
            "reportsController");
    private static final String TYPE = "helm.sh/release.v1";
    private static final int MOST = 64 << 20;

    private HelmRelease() {
    }

    static Map<String, Object> projected(Data secret) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("metadata", secret.get("metadata").plain());
        if (secret.path("data", "release").isAbsent() && secret.get("type").text().filter(type -> !type.equals(TYPE)).isPresent()) {
            kept.put("foreign", secret.get("type").plain()); // it bears Helm's label, and is none of its own
            return kept;
        }
        try {
            Data release = decoded(secret.path("data", "release").text().orElseThrow(() ->
                    new MalformedDocument("the Secret holds no release")));
            kept.put("name", text(release.get("name"), "name"));
            kept.put("namespace", text(release.get("namespace"), "namespace"));
            kept.put("revision", release.get("version").number().orElseThrow(() ->
                    new MalformedDocument("the release has no revision")));
            kept.put("status", text(release.path("info", "status"), "status"));
            kept.put("chart", text(release.path("chart", "metadata", "name"), "chart"));
            kept.put("version", text(release.path("chart", "metadata", "version"), "version of its chart"));
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name : VALUES) {
                Object value = merged(release.path("chart", "values").get(name), release.get("config").get(name));
                if (value != null) {
                    values.put(name, value);
                }
            }
            for (String name : CONTROLLERS) {
                Object enabled = merged(release.path("chart", "values", name, "enabled"),
                        release.path("config", name, "enabled"));
                if (enabled != null) {
                    values.put(name, Map.of("enabled", enabled));
                }
            }
            kept.put("values", values);
            policies(release, kept);
        } catch (MalformedDocument e) {
            kept.put("broken", e.getMessage());
        }
        return kept;
    }

    /** What cannot be understood here leaves it known which charts are there. Replaced revisions are not compared. */
    private static void policies(Data release, Map<String, Object> kept) {
        if (!release.path("info", "status").text().equals(Optional.of("superseded"))) {
            try {
                kept.put("policies", HelmManifest.policies(text(release.get("manifest"), "manifest")));
            } catch (MalformedDocument e) {
                kept.put("brokenPolicies", e.getMessage());
            }
        }
    }

    private static String text(Data value, String what) throws MalformedDocument {
        return value.text().orElseThrow(() -> new MalformedDocument("the release has no " + what));
    }

    private static Data decoded(String text) throws MalformedDocument {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(new String(Base64.getMimeDecoder().decode(text),
                    StandardCharsets.ISO_8859_1));
            boolean packed = bytes.length > 3 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b && bytes[2] == 8;
            try (InputStream stream = packed ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                    : new ByteArrayInputStream(bytes)) {
                byte[] json = stream.readNBytes(MOST + 1);
                if (json.length > MOST) {
                    throw new MalformedDocument("the release is larger than " + MOST + " bytes");
                }
                return Json.parse(new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException | IOException e) {
            throw new MalformedDocument("the release cannot be unpacked");
        }
    }

    /** As Helm merges a user's values over the chart's: structures key by key, and a null takes a key away. */
    private static Object merged(Data chart, Data user) {
        if (user.isAbsent()) {
            return chart.isAbsent() || chart.isNull() ? null : chart.plain();
        }
        if (user.isNull()) {
            return null;
        }
        if (!chart.isMap() || !user.isMap()) {
            return user.plain();
        }
        Map<String, Object> both = new LinkedHashMap<>();
        chart.map().keySet().forEach(key -> both.put(key, merged(chart.get(key), user.get(key))));
        user.map().keySet().forEach(key -> both.put(key, merged(chart.get(key), user.get(key))));
        both.values().removeIf(java.util.Objects::isNull);
        return both;
    }
}
