package io.tightship.fact.kyverno;

import io.tightship.fact.kubernetes.LabelSelector;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One policy of Kyverno's, as far as its effect at admission goes.
 *
 * @param kind      ClusterPolicy (kyverno.io) or ValidatingPolicy (policies.kyverno.io)
 * @param ready     the Ready condition; empty where the status does not say
 * @param admission false where it is taken out of admission altogether
 * @param action    the policy's own action: {@code Enforce} or {@code Audit}
 * @param overrides the policy's own list
 * @param rules     validating rules
 */
public record KyvernoPolicy(String kind, String name, Optional<Boolean> ready, boolean admission, String action,
                            List<Override> overrides, List<Rule> rules) {

    public KyvernoPolicy {
        overrides = List.copyOf(overrides);
        rules = List.copyOf(rules);
    }

    /** {@code kind/name}. */
    public String id() {
        return kind + "/" + name;
    }

    /** @param action empty where the rule has none of its own */
    public record Rule(String name, Optional<String> action, List<Override> overrides) {
        public Rule {
            overrides = List.copyOf(overrides);
        }
    }

    /**
     * Another action in some namespaces.
     *
     * @param namespaces may hold wildcards; empty is all of them
     * @param selector   empty where the override has none
     */
    public record Override(String action, List<String> namespaces, Optional<LabelSelector> selector) {
        public Override {
            namespaces = List.copyOf(namespaces);
        }

        private boolean names(String namespace) {
            return namespaces.isEmpty() || namespaces.stream().anyMatch(pattern -> namespace.matches(
                    pattern.chars().mapToObj(c -> c == '*' ? ".*" : c == '?' ? "."
                            : java.util.regex.Pattern.quote(Character.toString(c)))
                            .collect(java.util.stream.Collectors.joining())));
        }
    }

    /**
     * Whether the rule blocks in the namespace. Kyverno decides twice: which rules its policy cache hands to the engine
     * (an override counts by its namespaces alone), and what the engine's answer means (the selector counts, too). Only
     * a rule that both call enforcing blocks. Releases differ in whether a rule's own action comes before the policy's
     * overrides: a rule that blocks by one order only is not taken to block. Source: kyverno 1.15, pkg/policycache and
     * pkg/engine/api.
     */
    public boolean blocks(Rule rule, String namespace, Map<String, String> labels) {
        if (!admission) {
            return false;
        }
        for (boolean withSelector : new boolean[] {false, true}) {
            Optional<String> ofRule = first(rule.overrides(), namespace, labels, withSelector);
            Optional<String> ofPolicy = rule.overrides().isEmpty()
                    ? first(overrides, namespace, labels, withSelector) : Optional.empty();
            String overrideFirst = ofRule.or(() -> ofPolicy).or(rule::action).orElse(action);
            String ruleFirst = ofRule.or(rule::action).or(() -> ofPolicy).orElse(action);
            if (!enforce(overrideFirst) || !enforce(ruleFirst)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> first(List<Override> list, String namespace, Map<String, String> labels,
                                          boolean withSelector) {
        return list.stream().filter(override -> override.names(namespace) && (!withSelector
                || override.selector().map(selector -> selector.selects(labels)).orElse(true)))
                .findFirst().map(Override::action);
    }

    private static boolean enforce(String action) {
        return action.toLowerCase(Locale.ROOT).equals("enforce");
    }
}
