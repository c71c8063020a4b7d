package io.tightship.scan.probe;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of kube-proxy's configuration file: a path that a pod names may lead anywhere, so that nothing is kept of
 * what is no such configuration.
 */
public final class ProxyDocument {

    private static final String VERSION = "kubeproxy.config.k8s.io/";
    private static final List<String> FIELDS = List.of("apiVersion", "kind", "bindAddress", "healthzBindAddress",
            "metricsBindAddress", "mode", "nodePortAddresses");

    private ProxyDocument() {
    }

    /** JSON: the fields, and clientConnection's kubeconfig; an empty object for anything else. */
    static byte[] project(byte[] raw) {
        Map<String, Object> kept = new LinkedHashMap<>();
        try {
            String text = new String(raw, StandardCharsets.UTF_8);
            Data document = Yaml.first(text);
            if (document.get("kind").text().filter("KubeProxyConfiguration"::equals).isPresent()
                    && document.get("apiVersion").text().filter(version -> version.startsWith(VERSION)).isPresent()) {
                FIELDS.stream().filter(field -> !document.get(field).isAbsent()).forEach(field ->
                        kept.put(field, document.get(field).plain()));
                Data kubeconfig = document.path("clientConnection", "kubeconfig");
                if (kubeconfig.isText()) {
                    kept.put("clientConnection", Map.of("kubeconfig", kubeconfig.plain()));
                }
            }
        } catch (MalformedDocument notOne) {
            kept.clear(); // What it is instead is nobody's business.
        }
        return Json.write(kept).getBytes(StandardCharsets.UTF_8);
    }
}
