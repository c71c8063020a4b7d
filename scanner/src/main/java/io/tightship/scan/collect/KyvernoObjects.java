package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kyverno.ExistingViolations;
import io.tightship.fact.kyverno.KyvernoCoverage;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPods;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoTolerations;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Kyverno's objects as facts. A field of a form that is not known is an IllegalArgumentException, never a guess. */
final class KyvernoObjects {

    private static final Set<String> COMPONENTS = Set.of("admission-controller", "background-controller",
            "cleanup-controller", "reports-controller");

    private KyvernoObjects() {
    }

    /** Kyverno's own Deployments: other software has components of the same names. */
    static KyvernoInstallation installation(List<Data> deployments) {
        List<KyvernoInstallation.Controller> controllers = new ArrayList<>();
        for (Data deployment : deployments) {
            Map<String, String> labels = ApiLists.labels(deployment);
            String component = labels.getOrDefault("app.kubernetes.io/component", "");
            if (COMPONENTS.contains(component) && (labels.getOrDefault("app.kubernetes.io/part-of", "")
                    .contains("kyverno") || deployment.path("spec", "template", "spec", "containers").list().stream()
                    .anyMatch(container -> container.get("image").text().orElse("").matches("(.*/)?kyverno/[^/]+")))) {
                controllers.add(new KyvernoInstallation.Controller(component,
                        deployment.path("metadata", "namespace").text().orElse(""), ApiLists.name(deployment),
                        number(deployment.path("spec", "replicas"), 1),
                        number(deployment.path("status", "readyReplicas"), 0)));
            }
        }
        return new KyvernoInstallation(controllers);
    }

    /** All that decides what Kyverno enforces where. */
    static KyvernoCoverage coverage(Map<KubernetesProbe.List, List<Data>> lists) {
        List<Data> clusterPolicies = lists.get(ApiLists.CLUSTER_POLICIES);
        List<Data> validatingPolicies = lists.get(ApiLists.VALIDATING_POLICIES);
        return new KyvernoCoverage(policies(clusterPolicies, validatingPolicies),
                KyvernoExemptionObjects.exemptions(clusterPolicies, validatingPolicies), levels(clusterPolicies),
                KyvernoSettings.silent(lists.get(ApiLists.CONFIG_MAPS)),
                KyvernoSettings.webhooks(lists.get(ApiLists.VALIDATING_WEBHOOKS)),
                KyvernoExemptionObjects.exceptions(lists.get(ApiLists.EXCEPTIONS), lists.get(ApiLists.CEL_EXCEPTIONS)),
                KyvernoAvailability.exceptions(lists.get(ApiLists.DEPLOYMENTS)));
    }

    static KyvernoPolicies policies(List<Data> clusterPolicies, List<Data> validatingPolicies) {
        List<KyvernoPolicy> policies = new ArrayList<>();
        clusterPolicies.forEach(item -> policies.add(clusterPolicy(item)));
        validatingPolicies.forEach(item -> policies.add(validatingPolicy(item)));
        return new KyvernoPolicies(policies);
    }

    /** Rules of the form podSecurity that hold a whole level; one that leaves controls out holds none here. */
    private static Set<String> levels(List<Data> clusterPolicies) {
        Set<String> rules = new TreeSet<>();
        for (Data policy : clusterPolicies) {
            for (Data rule : policy.path("spec", "rules").list()) {
                Data level = rule.path("validate", "podSecurity");
                if (level.get("level").text().filter(text -> text.matches("baseline|restricted")).isPresent()
                        && level.get("exclude").list().isEmpty()) {
                    rules.add(ApiLists.name(policy) + "/" + rule.get("name").text().orElse("(unnamed)"));
                }
            }
        }
        return rules;
    }

    static ExistingViolations existingViolations(List<Data> policies) {
        Map<String, Boolean> allowed = new TreeMap<>();
        for (Data object : policies) {
            for (Data rule : items(object.path("spec", "rules"), "the rules of " + ApiLists.name(object))) {
                if (isStated(rule.get("validate"))) {
                    allowed.put(ApiLists.name(object) + "/" + rule.get("name").text().orElse("(unnamed)"),
                            bool(rule.path("validate", "allowExistingViolations"), true));
                }
            }
        }
        return new ExistingViolations(new TreeMap<>(allowed));
    }

    /** The pod templates of the same Deployments. */
    static KyvernoPods pods(List<Data> deployments) {
        List<KyvernoPods.Template> templates = new ArrayList<>();
        for (Data deployment : deployments) {
            if (!installation(List.of(deployment)).controllers().isEmpty()) {
                Data spec = deployment.path("spec", "template", "spec");
                Map<String, KyvernoPods.Resources> containers = new TreeMap<>();
                for (Data container : spec.get("containers").list()) {
                    Map<String, String> amounts = new TreeMap<>();
                    container.get("resources").map().forEach((kind, values) -> values.map().forEach((name, amount) ->
                            amounts.put(kind + "." + name, amount.text().orElse(amount.toString()))));
                    containers.put(container.get("name").text().orElse(""), new KyvernoPods.Resources(amounts));
                }
                templates.add(new KyvernoPods.Template(ApiLists.labels(deployment).get("app.kubernetes.io/component"),
                        deployment.path("metadata", "namespace").text().orElse(""), ApiLists.name(deployment), containers));
            }
        }
        return new KyvernoPods(templates);
    }

    /** Of the same Deployments, and of the CronJobs that Kyverno's chart puts into their namespaces. */
    static KyvernoTolerations tolerations(List<Data> deployments, List<Data> cronJobs) {
        List<KyvernoTolerations.Workload> workloads = new ArrayList<>();
        Set<String> namespaces = new TreeSet<>();
        for (Data deployment : deployments) {
            if (!installation(List.of(deployment)).controllers().isEmpty()) {
                String namespace = deployment.path("metadata", "namespace").text().orElse("");
                namespaces.add(namespace);
                workloads.add(new KyvernoTolerations.Workload(namespace + "/" + ApiLists.name(deployment),
                        tolerated(deployment.path("spec", "template", "spec"))));
            }
        }
        for (Data job : cronJobs) {
            String namespace = job.path("metadata", "namespace").text().orElse("");
            if (namespaces.contains(namespace) && ApiLists.labels(job).getOrDefault("app.kubernetes.io/part-of", "")
                    .contains("kyverno")) {
                workloads.add(new KyvernoTolerations.Workload(namespace + "/CronJob/" + ApiLists.name(job),
                        tolerated(job.path("spec", "jobTemplate", "spec", "template", "spec"))));
            }
        }
        return new KyvernoTolerations(workloads);
    }

    /** Without an effect a toleration holds for each; without the operator Exists it is for one value, the empty one, too. */
    private static List<String> tolerated(Data podSpec) {
        List<String> tolerated = new ArrayList<>();
        for (Data toleration : podSpec.get("tolerations").list()) {
            String effect = toleration.get("effect").text().orElse("");
            String value = toleration.get("value").text().orElse("");
            if (effect.isEmpty() || effect.equals("NoSchedule")) {
                tolerated.add(toleration.get("key").text().filter(key -> !key.isEmpty()).orElse("*")
                        + (value.isEmpty() ? "" : "=" + value));
            }
        }
        return tolerated;
    }

    private static int number(Data value, int absent) {
        if (value.isAbsent()) {
            return absent;
        }
        try {
            return value.number().orElseThrow(() -> unknown(value, "a number of replicas")).intValueExact();
        } catch (ArithmeticException e) {
            throw unknown(value, "a number of replicas");
        }
    }

    static KyvernoPolicy clusterPolicy(Data object) {
        Data spec = map(object.get("spec"), "the spec of " + ApiLists.name(object));
        List<KyvernoPolicy.Rule> rules = new ArrayList<>();
        for (Data rule : items(spec.get("rules"), "the rules of " + ApiLists.name(object))) {
            Data validate = rule.get("validate");
            if (isStated(validate)) {
                map(validate, "the validation of a rule of " + ApiLists.name(object));
                rules.add(new KyvernoPolicy.Rule(rule.get("name").text().orElse("(unnamed)"),
                        action(validate.get("failureAction")), overrides(validate.get("failureActionOverrides"))));
            }
        }
        return new KyvernoPolicy("ClusterPolicy", ApiLists.name(object), ApiLists.condition(object, "Ready")
                .map("True"::equals), bool(spec.get("admission"), true),
                action(spec.get("validationFailureAction")).orElse("Audit"),
                overrides(spec.get("validationFailureActionOverrides")), rules,
                failsClosed(spec.path("webhookConfiguration", "failurePolicy"), failsClosed(spec.get("failurePolicy"), true)),
                object.path("status", "validatingadmissionpolicy", "generated").bool().orElse(false));
    }

    /** What the policy asks of its webhook; a flag of Kyverno's may make all of them fail open, as they then show. */
    private static boolean failsClosed(Data value, boolean absent) {
        return isStated(value) ? switch (value.text().orElse("")) {
            case "Fail" -> true;
            case "Ignore" -> false;
            default -> throw unknown(value, "a failure policy");
        } : absent;
    }

    /**
     * A ValidatingPolicy is one rule: it blocks where Deny is among its actions, everywhere alike. It denies where it
     * names no action, and takes no part in admission where it is for JSON documents.
     */
    static KyvernoPolicy validatingPolicy(Data object) {
        Data spec = map(object.get("spec"), "the spec of " + ApiLists.name(object));
        List<String> actions = texts(spec.get("validationActions"), "the actions of " + ApiLists.name(object));
        if (!List.of("Deny", "Audit", "Warn").containsAll(actions)) {
            throw unknown(spec.get("validationActions"), "a list of Deny, Audit and Warn");
        }
        Data evaluation = spec.get("evaluation");
        return new KyvernoPolicy("ValidatingPolicy", ApiLists.name(object),
                object.path("status", "conditionStatus", "ready").bool(),
                bool(evaluation.path("admission", "enabled"), true)
                        && !evaluation.get("mode").text().equals(Optional.of("JSON")),
                actions.isEmpty() || actions.contains("Deny") ? "Enforce" : "Audit",
                List.of(), items(spec.get("validations"), "the validations of " + ApiLists.name(object)).isEmpty() ? List.of()
                : List.of(new KyvernoPolicy.Rule("validations", Optional.empty(), List.of())),
                failsClosed(spec.get("failurePolicy"), true), object.path("status", "generated").bool().orElse(false));
    }

    private static Optional<String> action(Data value) {
        if (!isStated(value)) {
            return Optional.empty();
        }
        return Optional.of(value.text().filter(text -> text.matches("(?i)audit|enforce")).orElseThrow(() ->
                unknown(value, "a failure action of Kyverno's")));
    }

    private static List<KyvernoPolicy.Override> overrides(Data value) {
        List<KyvernoPolicy.Override> overrides = new ArrayList<>();
        for (Data override : items(value, "a list of overrides")) {
            Data selector = override.get("namespaceSelector");
            overrides.add(new KyvernoPolicy.Override(action(override.get("action")).orElseThrow(() ->
                    new IllegalArgumentException("an override of Kyverno's has no action")),
                    texts(override.get("namespaces"), "the namespaces of an override"),
                    isStated(selector) ? Optional.of(selector(map(selector, "a label selector"))) : Optional.empty()));
        }
        return overrides;
    }

    static LabelSelector selector(Data value) {
        Map<String, String> labels = new TreeMap<>();
        value.get("matchLabels").map().forEach((key, text) -> labels.put(key, text.text().orElseThrow(() ->
                unknown(text, "the value of a label"))));
        List<LabelSelector.Expression> expressions = new ArrayList<>();
        for (Data expression : items(value.get("matchExpressions"), "the expressions of a label selector")) {
            String operator = expression.get("operator").text().orElse("");
            if (!List.of("In", "NotIn", "Exists", "DoesNotExist").contains(operator)) {
                throw new IllegalArgumentException("no label selector has the operator '" + operator + "'");
            }
            expressions.add(new LabelSelector.Expression(expression.get("key").text().orElseThrow(() ->
                    unknown(expression, "an expression with a key")), operator,
                    texts(expression.get("values"), "the values of an expression")));
        }
        return new LabelSelector(labels, expressions);
    }

    private static boolean bool(Data value, boolean absent) {
        return isStated(value) ? value.bool().orElseThrow(() -> unknown(value, "true or false")) : absent;
    }

    private static boolean isStated(Data value) {
        return !value.isAbsent() && !value.isNull();
    }

    private static Data map(Data value, String what) {
        if (!value.isMap()) {
            throw unknown(value, what);
        }
        return value;
    }

    /** None where it is absent. */
    private static List<Data> items(Data value, String what) {
        if (!value.isAbsent() && !value.isNull() && !value.isList()) {
            throw unknown(value, what);
        }
        return value.list();
    }

    private static List<String> texts(Data value, String what) {
        return items(value, what).stream().map(item -> item.text().orElseThrow(() -> unknown(item, what))).toList();
    }

    private static IllegalArgumentException unknown(Data value, String what) {
        String text = value.toString();
        return new IllegalArgumentException("'" + text.substring(0, Math.min(80, text.length())) + "' is not " + what);
    }
}
