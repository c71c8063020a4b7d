package io.tightship.scan.collect;

import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoExemptions.Exemption;
import io.tightship.fact.kyverno.PolicyExceptions;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.fact.kyverno.SilentExemptions;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Kyverno's objects leave out. Whatever is not of a form that is known here is an exemption in its own words. */
final class KyvernoExemptionObjects {

    private static final Pattern FILTER = Pattern.compile("\\[([^,\\]]*),([^,\\]]*),([^,\\]]*)]");
    private static final String BY_NAME = "kubernetes.io/metadata.name";

    private KyvernoExemptionObjects() {
    }

    static KyvernoExemptions exemptions(List<Data> clusterPolicies, List<Data> validatingPolicies) {
        List<Exemption> found = new ArrayList<>();
        clusterPolicies.forEach(item -> found.addAll(ofClusterPolicy(item)));
        validatingPolicies.forEach(item -> found.addAll(ofValidatingPolicy(item)));
        return new KyvernoExemptions(found);
    }

    static List<Exemption> ofClusterPolicy(Data object) {
        String policy = ApiLists.name(object);
        Set<Exemption> found = new LinkedHashSet<>();
        for (Data rule : object.path("spec", "rules").list()) {
            if (rule.get("validate").isAbsent()) {
                continue;
            }
            String name = rule.get("name").text().orElse("(unnamed)");
            if (!coversPods(rule.get("match"))) {
                found.add(new Exemption(policy, name, "match " + words(rule.get("match"))));
            }
            blocks(rule.get("exclude")).forEach(block -> found.addAll(exclusion(policy, name, block)));
            if (!isAbsent(rule.get("preconditions")) && !onlyNotOnDelete(rule.get("preconditions"))) {
                found.add(new Exemption(policy, name, "preconditions " + words(rule.get("preconditions"))));
            }
            if (!isAbsent(rule.get("celPreconditions"))) {
                found.add(new Exemption(policy, name, "celPreconditions " + words(rule.get("celPreconditions"))));
            }
        }
        Data conditions = object.path("spec", "webhookConfiguration", "matchConditions");
        if (!conditions.list().isEmpty()) {
            found.add(new Exemption(policy, "", "matchConditions " + words(conditions)));
        }
        return List.copyOf(found);
    }

    static List<Exemption> ofValidatingPolicy(Data object) {
        String policy = ApiLists.name(object);
        List<Exemption> found = new ArrayList<>();
        Data constraints = object.path("spec", "matchConstraints");
        for (String key : List.of("namespaceSelector", "objectSelector", "excludeResourceRules")) {
            if (!isEmpty(constraints.get(key))) {
                found.add(new Exemption(policy, "", key + " " + words(constraints.get(key))));
            }
        }
        if (constraints.get("resourceRules").list().stream().noneMatch(KyvernoExemptionObjects::allPods)) {
            found.add(new Exemption(policy, "", "resourceRules " + words(constraints.get("resourceRules"))));
        }
        if (!isEmpty(object.path("spec", "matchConditions"))) {
            found.add(new Exemption(policy, "", "matchConditions " + words(object.path("spec", "matchConditions"))));
        }
        return found;
    }

    private static boolean allPods(Data rule) {
        List<String> operations = rule.get("operations").texts();
        return (rule.get("resources").texts().contains("pods") || rule.get("resources").texts().contains("*"))
                && (operations.contains("*") || operations.containsAll(List.of("CREATE", "UPDATE")))
                && rule.get("resourceNames").list().isEmpty();
    }

    /** Some block of the match takes in every pod that is created or changed. */
    private static boolean coversPods(Data match) {
        return match.get("all").list().size() < 2 && blocks(match).stream().anyMatch(block -> {
            Data resources = block.get("resources");
            List<String> operations = resources.get("operations").texts();
            return resources.get("kinds").texts().stream().anyMatch(kind -> kind.matches("(\\*/|v1/|\\*/\\*/)?(Pod|\\*)"))
                    && (operations.isEmpty() || operations.containsAll(List.of("CREATE", "UPDATE")))
                    && Set.of("kinds", "operations").containsAll(resources.map().keySet())
                    && Set.of("resources").containsAll(block.map().keySet());
        });
    }

    private static List<Data> blocks(Data match) {
        List<Data> blocks = new ArrayList<>(match.get("any").list());
        blocks.addAll(match.get("all").list());
        if (!match.get("resources").isAbsent()) {
            blocks.add(match);
        }
        return blocks;
    }

    private static List<Exemption> exclusion(String policy, String rule, Data block) {
        Data resources = block.get("resources");
        List<String> namespaces = resources.get("namespaces").texts();
        boolean byNamespaceAlone = !namespaces.isEmpty()
                && Set.of("kinds", "namespaces").containsAll(resources.map().keySet())
                && Set.of("resources").containsAll(block.map().keySet());
        List<Exemption> found = new ArrayList<>();
        namespaces.forEach(namespace -> found.add(Exemption.ofNamespace(policy, rule, namespace)));
        if (!byNamespaceAlone) {
            found.add(new Exemption(policy, rule, "exclude " + words(block)));
        }
        return found;
    }

    /** What the charts write: the rule does not look at deletions. */
    private static boolean onlyNotOnDelete(Data preconditions) {
        List<Data> conditions = new ArrayList<>(preconditions.isList() ? preconditions.list()
                : preconditions.get("all").list());
        return preconditions.get("any").list().isEmpty() && conditions.stream().allMatch(condition ->
                condition.get("key").text().filter(key -> key.replaceAll("\\s", "")
                        .matches("\\{\\{request\\.operation(\\|\\|'BACKGROUND')?}}")).isPresent()
                        && condition.get("operator").text().filter(operator -> operator.equals("NotEquals")).isPresent()
                        && condition.get("value").text().equals(Optional.of("DELETE")));
    }

    static PolicyExceptions exceptions(List<Data> older, List<Data> cel) {
        List<PolicyExceptions.PolicyException> found = new ArrayList<>();
        older.forEach(item -> found.add(new PolicyExceptions.PolicyException("kyverno.io", namespace(item),
                ApiLists.name(item), item.path("spec", "exceptions").list().stream().map(exception ->
                exception.get("policyName").text().orElse("?") + "/" + String.join(",",
                        exception.get("ruleNames").texts())).toList())));
        cel.forEach(item -> found.add(new PolicyExceptions.PolicyException("policies.kyverno.io", namespace(item),
                ApiLists.name(item), item.path("spec", "policyRefs").list().stream().map(reference ->
                reference.get("kind").text().orElse("?") + "/" + reference.get("name").text().orElse("?")).toList())));
        return new PolicyExceptions(found);
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
        Data namespaces = webhook.get("namespaceSelector");
        namespaces.get("matchLabels").map().forEach((key, value) -> narrowed.add("namespaceSelector " + key + "="
                + value.text().orElse("")));
        for (Data expression : namespaces.get("matchExpressions").list()) {
            String key = expression.get("key").text().orElse("");
            if (key.equals(BY_NAME) && expression.get("operator").text().equals(Optional.of("NotIn"))) {
                exempt.addAll(expression.get("values").texts());
            } else {
                narrowed.add("namespaceSelector " + words(expression));
            }
        }
        if (!isEmpty(webhook.get("objectSelector"))) {
            narrowed.add("objectSelector " + words(webhook.get("objectSelector")));
        }
        webhook.get("matchConditions").list().forEach(condition -> narrowed.add("matchCondition "
                + condition.get("expression").text().orElse(words(condition))));
        return new ResourceWebhooks.Webhook(webhook.get("name").text().orElse(""),
                webhook.get("failurePolicy").text().orElse("Fail").equals("Fail"),
                webhook.path("clientConfig", "caBundle").text().filter(text -> !text.isEmpty()).isPresent(),
                asked(webhook, "CREATE"), asked(webhook, "UPDATE"), service(webhook), exempt, narrowed);
    }

    /** {@code NAMESPACE/NAME}; empty where an address is asked that is no service. */
    private static String service(Data webhook) {
        Data service = webhook.path("clientConfig", "service");
        return service.isMap() ? service.get("namespace").text().orElse("") + "/" + service.get("name").text().orElse("")
                : "";
    }

    private static boolean asked(Data webhook, String operation) {
        return webhook.get("rules").list().stream().anyMatch(rule -> (rule.get("operations").texts().contains(operation)
                || rule.get("operations").texts().contains("*"))
                && (rule.get("apiGroups").texts().contains("") || rule.get("apiGroups").texts().contains("*"))
                && rule.get("resources").texts().stream().anyMatch(Set.of("pods", "pods/*", "*", "*/*")::contains));
    }

    /** Of the ConfigMap that belongs to Kyverno, by its labels or its name. */
    static SilentExemptions silent(List<Data> configMaps) {
        List<Data> own = configMaps.stream().filter(item -> ApiLists.name(item).equals("kyverno")
                || ApiLists.labels(item).getOrDefault("app.kubernetes.io/part-of", "").startsWith("kyverno")
                && !item.path("data", "resourceFilters").isAbsent()).toList();
        Set<String> pods = new LinkedHashSet<>();
        Set<String> who = new LinkedHashSet<>();
        for (Data map : own) {
            Matcher filter = FILTER.matcher(map.path("data", "resourceFilters").text().orElse(""));
            while (filter.find()) {
                if (matchesPod(filter.group(1).strip())) {
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
        return new SilentExemptions(!own.isEmpty(), pods.stream().sorted().toList(), who.stream().sorted().toList());
    }

    /** {@code Pod}, {@code *}, {@code P*}, {@code *}{@code /*}, with a group and version before it or without. */
    private static boolean matchesPod(String kind) {
        String[] parts = kind.split("/");
        String pattern = parts[0].matches("v1|\\*") && parts.length > 1 ? parts[parts.length - 1] : parts[0];
        if (parts.length > 1 && parts[0].equals("Pod")) {
            return false; // A subresource of pods, such as Pod/binding.
        }
        return "Pod".matches(pattern.replace("?", ".").replace("*", ".*"));
    }

    private static boolean isAbsent(Data value) {
        return value.isAbsent() || value.isNull();
    }

    private static boolean isEmpty(Data value) {
        return isAbsent(value) || value.isMap() && value.map().isEmpty() || value.isList() && value.list().isEmpty();
    }

    private static String namespace(Data item) {
        return item.path("metadata", "namespace").text().orElse("");
    }

    private static String words(Data value) {
        String text = value.toString();
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
