package io.tightship.scan.kube;

import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is kept of a kubelet's answer at /configz: the fields that rules ask about. */
final class KubeletAnswer {

    private KubeletAnswer() {
    }

    /** The same structure with these fields alone. */
    static String projected(InputStream body) throws MalformedDocument {
        Data answer = Json.parse(new InputStreamReader(body, StandardCharsets.UTF_8)).get("kubeletconfig");
        if (!answer.isMap()) {
            throw new MalformedDocument("the answer is no kubelet's configuration");
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        List<String> fields = new ArrayList<>(KubeletSetting.fields());
        fields.add("featureGates.AllBeta"); // counts for each gate in beta that is not named itself
        for (String field : fields) {
            String[] path = field.split("\\.");
            Data value = answer.path(path);
            if (!value.isAbsent()) {
                Map<String, Object> into = kept;
                for (int i = 0; i < path.length - 1; i++) {
                    into = within(into, path[i]);
                }
                into.put(path[path.length - 1], value.plain());
            }
        }
        return Json.write(Map.of("kubeletconfig", kept));
    }

    @SuppressWarnings("unchecked") // only such maps are put there
    private static Map<String, Object> within(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
    }
}
