package io.tightship.scan.collect;

import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.fact.kyverno.SilentExemptions;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Kyverno's webhooks and its own settings ask about and leave out, whatever its policies say. */
final class KyvernoSettings {

    /** Kind, namespace and name; one that leaves the name out still holds for pods that have none yet. */
    private static final Pattern FILTER = Pattern.compile("\\[([^\\[\\],]*),([^\\[\\],]*)(,[^\\[\\],]*)?]");
    private static final Set<String> FIELDS = Set.of("resourceFilters", "excludeGroups", "excludeUsernames", "excludeRoles",
            "excludeClusterRoles", "webhooks", "matchConditions");

    /** No other software names a setting so: a release may be called anything, and its ConfigMap after it. */
    private static final Set<String> OWN_FIELDS = Set.of("resourceFilters", "excludeUsernames", "excludeClusterRoles");

    /** Kyverno 1.18 and newer leaves nodes and certificate requests out in this form, so that nodes can always join. */
    private static final String OTHER = "!\\(request\\.resource\\.group == \"[a-z0-9.-]*\" && request\\.resource\\.resource == "
            + "\"(?!pods\")[a-z]+\"\\)";
    private static final Pattern OTHER_RESOURCES = Pattern.compile(OTHER + "( && " + OTHER + ")*");
    private static final String BY_NAME = "kubernetes.io/metadata.name";

    private KyvernoSettings() {
    }

    static ResourceWebhooks webhooks(List<Data> configurations) {
        List<ResourceWebhooks.Webhook> found = new ArrayList<>();
        configurations.stream().filter(item -> ApiLists.name(item).equals(ResourceWebhooks.CONFIGURATION))
                .flatMap(item -> item.get("webhooks").list().stream()).forEach(webhook -> found.add(webhook(webhook)));
        return new ResourceWebhooks(found);
    }

    private static ResourceWebhooks.Webhook webhook(Data webhook) {
        List<String> exempt = new ArrayList<>();
        List<String> narrowed = new ArrayList<>();
        leftOut(webhook, exempt, narrowed);
        return new ResourceWebhooks.Webhook(webhook.get("name").text().orElse(""),
                webhook.get("failurePolicy").text().orElse("Fail").equals("Fail"),
                webhook.path("clientConfig", "caBundle").text().filter(text -> !text.isEmpty()).isPresent(),
                asked(webhook, "CREATE"), asked(webhook, "UPDATE"), service(webhook), exempt, narrowed);
    }

    /** What the selectors and conditions of a webhook leave out: namespaces by name, and the rest in words. */
    private static void leftOut(Data webhook, List<String> exempt, List<String> narrowed) {
        Data namespaces = webhook.get("namespaceSelector");
        namespaces.get("matchLabels").map().forEach((key, value) -> narrowed.add("namespaceSelector " + key + "="
                + value.text().orElse("")));
        for (Data expression : namespaces.get("matchExpressions").list()) {
            String key = expression.get("key").text().orElse("");
            if (key.equals(BY_NAME) && expression.get("operator").text().equals(Optional.of("NotIn"))) {
                exempt.addAll(expression.get("values").texts());
            } else {
                narrowed.add("namespaceSelector " + KyvernoExemptionObjects.words(expression));
            }
        }
        if (!KyvernoExemptionObjects.isEmpty(webhook.get("objectSelector"))) {
            narrowed.add("objectSelector " + KyvernoExemptionObjects.words(webhook.get("objectSelector")));
        }
        narrowed.addAll(conditions(webhook.get("matchConditions")));
    }

    /** Conditions in words, without those that only leave out resources other than pods. */
    private static List<String> conditions(Data conditions) {
        return conditions.list().stream().map(condition -> condition.get("expression").text().orElse(
                KyvernoExemptionObjects.words(condition))).filter(expression -> !OTHER_RESOURCES.matcher(
                expression.replaceAll("\\s+", " ").strip()).matches()).map(expression -> "matchCondition " + expression).toList();
    }

    /** {@code NAMESPACE/NAME}; empty where an address is asked that is no service. */
    private static String service(Data webhook) {
        Data service = webhook.path("clientConfig", "service");
        return service.isMap() ? service.get("namespace").text().orElse("") + "/" + service.get("name").text().orElse("")
                : "";
    }

    private static boolean asked(Data webhook, String operation) {
        return webhook.get("rules").list().stream().anyMatch(rule ->
                KyvernoExemptionObjects.takesInPods(rule, operation));
    }

    /** Of the ConfigMap that belongs to Kyverno, by its labels, its name, or what it sets. */
    static SilentExemptions silent(List<Data> configMaps) {
        List<Data> own = configMaps.stream().filter(item -> ApiLists.name(item).equals("kyverno")
                || ApiLists.labels(item).getOrDefault("app.kubernetes.io/part-of", "").contains("kyverno")
                && sets(item, FIELDS) || sets(item, OWN_FIELDS)).toList();
        Set<String> pods = new LinkedHashSet<>();
        Set<String> who = new LinkedHashSet<>();
        for (Data map : own) {
            Matcher filter = FILTER.matcher(map.path("data", "resourceFilters").text().orElse(""));
            while (filter.find()) {
                if (KyvernoKind.takesInPods(filter.group(1).strip())) {
                    pods.add(filter.group(2).strip());
                }
            }
            for (Map.Entry<String, String> list : Map.of("excludeGroups", "Group:", "excludeUsernames", "User:",
                    "excludeRoles", "Role:", "excludeClusterRoles", "ClusterRole:").entrySet()) {
                for (String name : map.path("data", list.getKey()).text().orElse("").split("[,\\s]+")) {
                    if (!name.isBlank() && !name.startsWith("!")) { // "!" takes a name out of the list again
                        who.add(list.getValue() + name);
                    }
                }
            }
        }
        List<String> conditions = new ArrayList<>();
        own.forEach(map -> webhookSettings(map, pods, conditions));
        return new SilentExemptions(!own.isEmpty(), pods.stream().sorted().toList(), who.stream().sorted().toList(),
                conditions.stream().distinct().sorted().toList());
    }

    private static boolean sets(Data map, Set<String> fields) {
        return fields.stream().anyMatch(field -> !map.path("data", field).isAbsent());
    }

    /** What webhooks are to be made with: selectors, by charts before 3.3 in a list, and conditions. */
    private static void webhookSettings(Data map, Set<String> pods, List<String> conditions) {
        List<String> exempt = new ArrayList<>();
        for (String key : List.of("webhooks", "matchConditions")) {
            String text = map.path("data", key).text().orElse("").strip();
            try {
                Data settings = text.isEmpty() ? Data.ABSENT : Json.parse(text);
                if (key.equals("matchConditions")) {
                    conditions.addAll(conditions(settings));
                } else {
                    (settings.isList() ? settings.list() : List.of(settings)).forEach(webhook ->
                            leftOut(webhook, exempt, conditions));
                }
            } catch (MalformedDocument e) {
                conditions.add(key + " " + KyvernoExemptionObjects.words(map.path("data", key)));
            }
        }
        pods.addAll(exempt);
    }
}
