package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.scan.data.Data;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Kyverno's objects as facts. A field of a form that is not known is an IllegalArgumentException, never a guess. */
final class KyvernoObjects {

    private KyvernoObjects() {
    }

    static KyvernoInstallation installation(List<Data> deployments) {
        List<KyvernoInstallation.Controller> controllers = new ArrayList<>();
        for (Data deployment : deployments) {
            Map<String, String> labels = ApiLists.labels(deployment);
            String component = labels.getOrDefault("app.kubernetes.io/component", "");
            if (component.endsWith("-controller")
                    && labels.getOrDefault("app.kubernetes.io/part-of", "").startsWith("kyverno")) {
                controllers.add(new KyvernoInstallation.Controller(component,
                        deployment.path("metadata", "namespace").text().orElse(""), ApiLists.name(deployment),
                        number(deployment.path("spec", "replicas"), 1),
                        number(deployment.path("status", "readyReplicas"), 0)));
            }
        }
        return new KyvernoInstallation(controllers);
    }

    private static int number(Data value, int absent) {
        return value.isAbsent() ? absent : value.number().map(BigDecimal::intValueExact).orElseThrow(() ->
                new IllegalArgumentException("'" + value + "' is not a number of replicas"));
    }

    static KyvernoPolicy clusterPolicy(Data object) {
        Data spec = object.get("spec");
        List<KyvernoPolicy.Rule> rules = new ArrayList<>();
        for (Data rule : spec.get("rules").list()) {
            Data validate = rule.get("validate");
            if (validate.isMap()) {
                rules.add(new KyvernoPolicy.Rule(rule.get("name").text().orElse("(unnamed)"),
                        action(validate.get("failureAction")), overrides(validate.get("failureActionOverrides"))));
            }
        }
        return new KyvernoPolicy("ClusterPolicy", ApiLists.name(object), ApiLists.condition(object, "Ready")
                .map("True"::equals), spec.get("admission").bool().orElse(true),
                action(spec.get("validationFailureAction")).orElse("Audit"),
                overrides(spec.get("validationFailureActionOverrides")), rules);
    }

    /** A ValidatingPolicy is one rule: it blocks where Deny is among its actions, everywhere alike. */
    static KyvernoPolicy validatingPolicy(Data object) {
        Data spec = object.get("spec");
        boolean deny = spec.get("validationActions").texts().contains("Deny");
        return new KyvernoPolicy("ValidatingPolicy", ApiLists.name(object),
                object.path("status", "conditionStatus", "ready").bool(),
                spec.path("evaluation", "admission", "enabled").bool().orElse(true), deny ? "Enforce" : "Audit",
                List.of(), List.of(new KyvernoPolicy.Rule("validations", Optional.empty(), List.of())));
    }

    private static Optional<String> action(Data value) {
        if (value.isAbsent() || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(value.text().filter(text -> text.matches("(?i)audit|enforce")).orElseThrow(() ->
                new IllegalArgumentException("'" + value + "' is not a failure action of Kyverno's")));
    }

    private static List<KyvernoPolicy.Override> overrides(Data value) {
        List<KyvernoPolicy.Override> overrides = new ArrayList<>();
        for (Data override : value.list()) {
            overrides.add(new KyvernoPolicy.Override(action(override.get("action")).orElseThrow(() ->
                    new IllegalArgumentException("an override of Kyverno's has no action")),
                    override.get("namespaces").texts(), override.get("namespaceSelector").isMap()
                    ? Optional.of(selector(override.get("namespaceSelector"))) : Optional.empty()));
        }
        return overrides;
    }

    private static LabelSelector selector(Data value) {
        Map<String, String> labels = new TreeMap<>();
        value.get("matchLabels").map().forEach((key, text) -> labels.put(key, text.text().orElse("")));
        List<LabelSelector.Expression> expressions = new ArrayList<>();
        for (Data expression : value.get("matchExpressions").list()) {
            String operator = expression.get("operator").text().orElse("");
            if (!List.of("In", "NotIn", "Exists", "DoesNotExist").contains(operator)) {
                throw new IllegalArgumentException("no label selector has the operator '" + operator + "'");
            }
            expressions.add(new LabelSelector.Expression(expression.get("key").text().orElse(""), operator,
                    expression.get("values").texts()));
        }
        return new LabelSelector(labels, expressions);
    }
}
