package io.tightship.scan.kube;

import io.tightship.scan.data.Data;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is kept of a policy report: how many results of Kyverno's it holds, and those that failed. There is a report for
 * each pod, and nearly all results pass.
 */
final class ReportResults {

    /** The fields of a report that are needed for it. */
    static final List<String> PATHS = List.of("metadata.labels", "scope.kind", "scope.name", "results[].source",
            "results[].policy", "results[].rule", "results[].result", "results[].resources[].kind",
            "results[].resources[].name");

    /** How many resources of one result are named: reports of Kyverno 1.10 hold all of a namespace. */
    private static final int NAMED = 5;

    private ReportResults() {
    }

    static Map<String, Object> projected(Data report) {
        boolean own = report.path("metadata", "labels").get("app.kubernetes.io/managed-by").text().orElse("")
                .equals("kyverno");
        long results = 0;
        List<Object> failed = new ArrayList<>();
        for (Data result : report.get("results").list()) {
            String source = result.get("source").text().orElse("").toLowerCase(Locale.ROOT);
            if (source.startsWith("kyverno") || source.equals("validatingadmissionpolicy") || own && source.isEmpty()) {
                results++;
                String outcome = result.get("result").text().orElse("");
                if (!List.of("pass", "skip", "warn").contains(outcome)) {
                    failed.add(failure(report, result, outcome));
                }
            }
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        Map<String, Object> metadata = new LinkedHashMap<>();
        List.of("namespace", "name").forEach(key -> report.path("metadata", key).text().ifPresent(text ->
                metadata.put(key, text)));
        kept.put("metadata", metadata);
        kept.put("results", BigDecimal.valueOf(results));
        kept.put("failed", failed);
        return kept;
    }

    private static Map<String, Object> failure(Data report, Data result, String outcome) {
        List<Data> resources = result.get("resources").list();
        if (resources.isEmpty() && report.get("scope").isMap()) {
            resources = List.of(report.get("scope"));
        }
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("policy", result.get("policy").text().orElse(""));
        failure.put("rule", result.get("rule").text().orElse(""));
        failure.put("result", outcome);
        failure.put("count", BigDecimal.valueOf(Math.max(1, resources.size())));
        List<Object> named = new ArrayList<>();
        resources.stream().limit(NAMED).forEach(resource -> named.add(resource.get("kind").text().orElse("?") + "/"
                + resource.get("name").text().orElse("?")));
        failure.put("resources", named);
        return failure;
    }
}
