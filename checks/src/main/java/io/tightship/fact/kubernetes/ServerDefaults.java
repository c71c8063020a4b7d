package io.tightship.fact.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What API servers fill in where nobody said anything. A field that is not in this table is never taken for a default: an
 * exclusion that somebody added to a live policy is a difference. Sources: Kyverno's resource definitions 1.10 to 1.19;
 * kyverno/kyverno issues 2234 and 5738, on what older releases stored; kubernetes pkg/apis/networking/v1/defaults.go;
 * libcalico-go clientv3, and calico api/pkg/apis/projectcalico/v3: both sides of a rule are structures that its API server
 * always writes.
 */
final class ServerDefaults {

    private static final String NETWORKING = "networking.k8s.io";

    private static final String POLICY = ".*Policy";

    /** By group, structures that some of its servers write where they are empty, and that mean nothing then. */
    private static final Map<String, Pattern> EMPTY = Map.of(
            SpecifiedObject.CALICO, Pattern.compile("spec\\.(?:ingress|egress)\\[\\d+]\\.(?:source|destination)"),
            "kyverno.io", Pattern.compile("spec\\.rules\\[\\d+]\\.(?:mutate|generate(?:\\.clone)?|exclude(?:\\.resources)?"
                    + "|match\\.resources)"));

    /**
     * @param group of the objects that have it
     * @param kind  theirs, as a regular expression
     * @param above in which structures it is, a regular expression on their path
     */
    private record Row(String group, String kind, String above, String field, String value) {
    }

    private static final List<Row> ROWS = List.of(
            new Row("kyverno.io", POLICY, "spec", "admission", "true"),
            new Row("kyverno.io", POLICY, "spec", "background", "true"),
            new Row("kyverno.io", POLICY, "spec", "emitWarning", "false"),
            new Row("kyverno.io", POLICY, "spec", "failurePolicy", "\"Fail\""),
            new Row("kyverno.io", POLICY, "spec", "validationFailureAction", "\"Audit\""),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]", "skipBackgroundRequests", "true"),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]\\.validate", "allowExistingViolations", "true"),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\](?:\\.[a-z]+\\.foreach\\[\\d+\\])?\\.context\\[\\d+\\]\\.apiCall",
                    "method", "\"GET\""),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]\\.verifyImages\\[\\d+\\]", "mutateDigest", "true"),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]\\.verifyImages\\[\\d+\\]", "required", "true"),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]\\.verifyImages\\[\\d+\\]", "useCache", "true"),
            new Row("kyverno.io", POLICY, "spec\\.rules\\[\\d+\\]\\.verifyImages\\[\\d+\\]", "verifyDigest", "true"),
            new Row("policies.kyverno.io", POLICY, "spec", "failurePolicy", "\"Fail\""),
            new Row("policies.kyverno.io", POLICY, "spec\\.evaluation\\.(?:admission|background)", "enabled", "true"),
            new Row(NETWORKING, POLICY, "spec\\.(?:ingress|egress)\\[\\d+\\]\\.ports\\[\\d+\\]", "protocol", "\"TCP\""),
            new Row(SpecifiedObject.CALICO, POLICY, "spec", "tier", "\"default\""),
            new Row(SpecifiedObject.CALICO, "Tier", "spec", "defaultAction", "\"Deny\""));

    private ServerDefaults() {
    }

    static SortedMap<String, String> filledIn(SpecifiedObject object) {
        SortedMap<String, String> fields = new TreeMap<>(object.fields());
        boolean network = object.group().equals(NETWORKING) || object.group().equals(SpecifiedObject.CALICO);
        if (network) {
            withoutEmptyLists(fields);
        }
        if (EMPTY.containsKey(object.group())) {
            fields.entrySet().removeIf(entry -> entry.getValue().equals("{}")
                    && EMPTY.get(object.group()).matcher(entry.getKey()).matches());
        }
        for (Row row : ROWS) {
            if (row.group().equals(object.group()) && object.kind().matches(row.kind())) {
                Pattern place = Pattern.compile("(" + row.above() + ")(?:[.\\[].*)?");
                TreeSet<String> above = new TreeSet<>();
                for (String path : fields.keySet()) {
                    Matcher matcher = place.matcher(path);
                    if (matcher.matches()) {
                        above.add(matcher.group(1));
                    }
                }
                above.forEach(path -> fields.putIfAbsent(path + "." + row.field(), row.value()));
            }
        }
        if (network && object.kind().endsWith("NetworkPolicy")) {
            types(fields, object.group().equals(NETWORKING));
        }
        // What was an empty structure until its defaults came is none any more.
        fields.entrySet().removeIf(entry -> entry.getValue().equals("{}") && (has(fields, entry.getKey() + ".")
                || has(fields, entry.getKey() + "[")));
        return fields;
    }

    /** These APIs leave them out; a rule that holds nothing else stays, and is for everybody. */
    private static void withoutEmptyLists(SortedMap<String, String> fields) {
        List<String> empty = fields.entrySet().stream().filter(entry -> entry.getValue().equals("[]")).map(Map.Entry::getKey)
                .toList();
        fields.keySet().removeAll(empty);
        for (String path : empty) {
            String above = path.substring(0, path.lastIndexOf('.'));
            if (above.endsWith("]") && !has(fields, above + ".")) {
                fields.put(above, "{}");
            }
        }
    }

    /** Which directions a policy that does not say so is for: by Kubernetes ingress always, by Calico what it has rules for. */
    private static void types(SortedMap<String, String> fields, boolean kubernetes) {
        String field = kubernetes ? "spec.policyTypes[" : "spec.types[";
        if (!has(fields, field)) {
            boolean egress = has(fields, "spec.egress[");
            boolean ingress = kubernetes || !egress || has(fields, "spec.ingress[");
            int next = 0;
            if (ingress) {
                fields.put(field + next++ + "]", "\"Ingress\"");
            }
            if (egress) {
                fields.put(field + next + "]", "\"Egress\"");
            }
        }
    }

    private static boolean has(SortedMap<String, String> fields, String prefix) {
        SortedMap<String, String> from = fields.tailMap(prefix);
        return !from.isEmpty() && from.firstKey().startsWith(prefix);
    }
}
