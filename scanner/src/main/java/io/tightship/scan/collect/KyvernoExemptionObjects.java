package io.tightship.scan.collect;

import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoExemptions.Exemption;
import io.tightship.fact.kyverno.PolicyExceptions;
import io.tightship.model.Digest;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Kyverno's policies and exceptions leave out. Whatever is not of a form that is known here is an exemption in its own words. */
final class KyvernoExemptionObjects {

    private static final Pattern OPERATION = Pattern.compile("\\{\\{request\\.operation(\\|\\|['\"][A-Z]*['\"])?}}");
    private static final Set<String> CHANGES = Set.of("CREATE", "UPDATE");
    private static final int LONGEST = 200;

    private KyvernoExemptionObjects() {
    }

    static KyvernoExemptions exemptions(List<Data> clusterPolicies, List<Data> validatingPolicies) {
        List<Exemption> found = new ArrayList<>();
        clusterPolicies.forEach(item -> found.addAll(ofClusterPolicy(item)));
        Set<String> names = new LinkedHashSet<>(clusterPolicies.stream().map(ApiLists::name).toList());
        validatingPolicies.stream().filter(item -> !names.contains(ApiLists.name(item)) || denies(item))
                .forEach(item -> found.addAll(ofValidatingPolicy(item)));
        return new KyvernoExemptions(found);
    }

    /** One that only audits, beside a ClusterPolicy of its name, is tried before that one goes: it leaves nothing out. */
    private static boolean denies(Data validatingPolicy) {
        List<String> actions = validatingPolicy.path("spec", "validationActions").texts();
        return actions.isEmpty() || actions.contains("Deny");
    }

    static List<Exemption> ofClusterPolicy(Data object) {
        String policy = ApiLists.name(object);
        Set<Exemption> found = new LinkedHashSet<>();
        for (Data rule : object.path("spec", "rules").list()) {
            if (isAbsent(rule.get("validate"))) {
                continue;
            }
            String name = rule.get("name").text().orElse("(unnamed)");
            if (!coversPods(rule.get("match"))) {
                found.add(new Exemption(policy, name, "match " + words(rule.get("match"))));
            }
            blocks(rule.get("exclude")).forEach(block -> found.addAll(exclusion(policy, name, block)));
            preconditions(rule).stream().filter(conditions -> !holdOnEveryChange(conditions)).forEach(conditions ->
                    found.add(new Exemption(policy, name, "preconditions " + words(conditions))));
            if (!isEmpty(rule.get("celPreconditions"))) {
                found.add(new Exemption(policy, name, "celPreconditions " + words(rule.get("celPreconditions"))));
            }
            rule.path("validate", "podSecurity", "exclude").list().forEach(left ->
                    found.add(new Exemption(policy, name, "podSecurity exclude " + words(left))));
        }
        if (object.path("spec", "applyRules").text().equals(Optional.of("One")) && object.path("spec", "rules").list().stream()
                .filter(rule -> !isAbsent(rule.get("validate"))).count() > 1) {
            found.add(new Exemption(policy, "", "applyRules One")); // the first rule that matches is the last one asked
        }
        Data conditions = object.path("spec", "webhookConfiguration", "matchConditions");
        if (!conditions.list().isEmpty()) {
            found.add(new Exemption(policy, "", "matchConditions " + words(conditions)));
        }
        return List.copyOf(found);
    }

    /** Whether a rule that validates is for other namespaces by name, or leaves this one out by name. */
    static boolean leavesOut(Data object, String namespace) {
        return ofClusterPolicy(object).stream().anyMatch(exemption -> exemption.holdsIn(namespace))
                || object.path("spec", "rules").list().stream().filter(rule -> !isAbsent(rule.get("validate")))
                .map(rule -> blocks(rule.get("match"))).anyMatch(blocks -> !blocks.isEmpty() && blocks.stream().allMatch(block -> {
                    List<String> namespaces = block.path("resources", "namespaces").texts();
                    return !namespaces.isEmpty() && namespaces.stream().noneMatch(pattern ->
                            Exemption.ofNamespace("", "", pattern).holdsIn(namespace));
                }));
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
        List<Data> rules = constraints.get("resourceRules").list();
        if (!CHANGES.stream().allMatch(operation -> rules.stream().anyMatch(rule -> takesInPods(rule, operation)
                && rule.get("resourceNames").list().isEmpty()))) {
            found.add(new Exemption(policy, "", "resourceRules " + words(constraints.get("resourceRules"))));
        }
        if (!isEmpty(object.path("spec", "matchConditions"))) {
            found.add(new Exemption(policy, "", "matchConditions " + words(object.path("spec", "matchConditions"))));
        }
        return found;
    }

    /** Some block of the match takes in every pod that is created or changed. */
    private static boolean coversPods(Data match) {
        return match.get("all").list().size() < 2 && blocks(match).stream().anyMatch(block -> {
            Data resources = block.get("resources");
            List<String> operations = resources.get("operations").texts();
            return resources.get("kinds").texts().stream().anyMatch(KyvernoKind::takesInPods)
                    && (operations.isEmpty() || operations.containsAll(CHANGES))
                    && stated(resources).stream().allMatch(key -> Set.of("kinds", "operations").contains(key)
                    || Set.of("names", "namespaces").contains(key) && resources.get(key).texts().contains("*")
                    || key.equals("name") && resources.get(key).text().equals(Optional.of("*")))
                    && Set.of("resources").containsAll(stated(block));
        });
    }

    /** The fields of a match that narrow it: an empty one does not. */
    private static Set<String> stated(Data structure) {
        Set<String> stated = new LinkedHashSet<>();
        structure.map().forEach((key, value) -> {
            if (!isEmpty(value)) {
                stated.add(key);
            }
        });
        return stated;
    }

    private static List<Data> blocks(Data match) {
        List<Data> blocks = new ArrayList<>(match.get("any").list());
        blocks.addAll(match.get("all").list());
        if (stated(match).stream().anyMatch(key -> !Set.of("any", "all").contains(key))) {
            blocks.add(match); // the older form, without any and all
        }
        return blocks;
    }

    private static List<Exemption> exclusion(String policy, String rule, Data block) {
        Data resources = block.get("resources");
        if (resources.map().isEmpty() && Set.of("resources").containsAll(block.map().keySet())
                || resources.get("operations").texts().equals(List.of("DELETE"))) {
            return List.of(); // it takes nothing out, or what is deleted; an empty selector would take out everything
        }
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

    /** Those of the rule, and of each list of parts of the object that it goes through. */
    private static List<Data> preconditions(Data rule) {
        List<Data> all = new ArrayList<>(List.of(rule.get("preconditions")));
        List<Data> loops = new ArrayList<>(rule.path("validate", "foreach").list());
        while (!loops.isEmpty()) {
            Data loop = loops.removeFirst();
            all.add(loop.get("preconditions"));
            loops.addAll(loop.get("foreach").list());
        }
        return all;
    }

    /** What the charts write: the rule looks at whatever is created or changed, and not at deletions. */
    private static boolean holdOnEveryChange(Data preconditions) {
        List<Data> any = preconditions.get("any").list();
        return (preconditions.isList() ? preconditions.list() : preconditions.get("all").list()).stream()
                .allMatch(KyvernoExemptionObjects::holdsOnEveryChange)
                && (any.isEmpty() || any.stream().anyMatch(KyvernoExemptionObjects::holdsOnEveryChange));
    }

    private static boolean holdsOnEveryChange(Data condition) {
        Data value = condition.get("value");
        List<String> values = value.text().map(List::of).orElseGet(value::texts);
        return condition.get("key").text().filter(key -> OPERATION.matcher(key.replaceAll("\\s", "")).matches()).isPresent()
                && switch (condition.get("operator").text().orElse("").toLowerCase(Locale.ROOT)) {
                    case "notequals", "notequal" -> value.text().equals(Optional.of("DELETE"));
                    case "notin", "anynotin", "allnotin" -> values.equals(List.of("DELETE"));
                    case "in", "anyin", "allin" -> values.containsAll(CHANGES);
                    default -> false;
                };
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

    /** A rule of the form that webhooks and policies of the newer group share. */
    static boolean takesInPods(Data rule, String operation) {
        return anyOf(rule.get("operations"), "*", operation) && anyOf(rule.get("apiGroups"), "*", "")
                && anyOf(rule.get("apiVersions"), "*", "v1") && anyOf(rule.get("resources"), "*", "*/*", "pods", "pods/*")
                && !rule.get("scope").text().equals(Optional.of("Cluster"));
    }

    /** The API lets none of these lists be absent. */
    private static boolean anyOf(Data list, String... wanted) {
        return list.isAbsent() || list.texts().stream().anyMatch(List.of(wanted)::contains);
    }

    private static boolean isAbsent(Data value) {
        return value.isAbsent() || value.isNull();
    }

    static boolean isEmpty(Data value) {
        return isAbsent(value) || value.isMap() && value.map().isEmpty() || value.isList() && value.list().isEmpty();
    }

    private static String namespace(Data item) {
        return item.path("metadata", "namespace").text().orElse("");
    }

    /** What is too long for a line bears a digest: whoever approves it approves its end as well. */
    static String words(Data value) {
        String text = value.toString();
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, LONGEST) + "… (" + Digest.identity(text) + ")";
    }
}
