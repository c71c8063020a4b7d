package io.tightship.fact.kubernetes;

import java.util.List;
import java.util.Map;

/** A Kubernetes label selector; an empty one selects everything. */
public record LabelSelector(Map<String, String> labels, List<Expression> expressions) {

    public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    public LabelSelector {
        labels = Map.copyOf(labels);
        expressions = List.copyOf(expressions);
    }

    /** @param operator In, NotIn, Exists or DoesNotExist */
    public record Expression(String key, String operator, List<String> values) {
    }

    /** @throws IllegalArgumentException for an operator that the API does not have */
    public boolean selects(Map<String, String> of) {
        return labels.entrySet().stream().allMatch(wanted -> wanted.getValue().equals(of.get(wanted.getKey())))
                && expressions.stream().allMatch(expression -> matches(expression, of));
    }

    private static boolean matches(Expression expression, Map<String, String> of) {
        boolean present = of.containsKey(expression.key());
        return switch (expression.operator()) {
            case "In" -> present && expression.values().contains(of.get(expression.key()));
            case "NotIn" -> !present || !expression.values().contains(of.get(expression.key()));
            case "Exists" -> present;
            case "DoesNotExist" -> !present;
            default -> throw new IllegalArgumentException("no label selector has the operator "
                    + expression.operator());
        };
    }
}
