package io.tightship.fact.kyverno;

import io.tightship.fact.kubernetes.LabelSelector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One policy of Kyverno's, as far as its effect at admission goes.
 *
 * @param kind      ClusterPolicy (kyverno.io) or ValidatingPolicy (policies.kyverno.io)
 * @param ready     the Ready condition; empty where the status does not say
 * @param admission false where it is taken out of admission altogether
 * @param action    the policy's own action, {@code Enforce} or {@code Audit}; of a ValidatingPolicy what its
 *                  validationActions come to
 * @param overrides the policy's own list
 * @param rules     validating rules
 * @param closed    what it validates is refused while Kyverno does not answer; false where its failure policy is Ignore
 * @param generated Kyverno has made an admission policy of the API server's own of it, and asks no more about it itself
 */
public record KyvernoPolicy(String kind, String name, Optional<Boolean> ready, boolean admission, String action,
                            List<Override> overrides, List<Rule> rules, boolean closed, boolean generated) {

    public KyvernoPolicy {
        overrides = List.copyOf(overrides);
        rules = List.copyOf(rules);
    }

    /** One that fails closed, as they do where nothing is said. */
    public KyvernoPolicy(String kind, String name, Optional<Boolean> ready, boolean admission, String action,
                         List<Override> overrides, List<Rule> rules) {
        this(kind, name, ready, admission, action, overrides, rules, true, false);
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
     * @param namespaces may hold wildcards; may be empty
     * @param selector   of the namespace's labels; empty where the override has none
     */
    public record Override(String action, List<String> namespaces, Optional<LabelSelector> selector) {
        public Override {
            namespaces = List.copyOf(namespaces);
        }

        private boolean holdsIn(String namespace, Map<String, String> labels, Match match) {
            boolean named = namespaces.stream().anyMatch(pattern -> namespace.matches(pattern.chars().mapToObj(c ->
                    c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining())));
            Optional<Boolean> selected = selector.map(wanted -> wanted.selects(labels));
            return switch (match) {
                case NAMES -> named;
                case EITHER -> named || selected.orElse(namespaces.isEmpty());
                case BOTH -> (namespaces.isEmpty() ? selected.isPresent() : named) && selected.orElse(true);
            };
        }
    }

    /** The ways in which parts and releases of Kyverno decide whether an override holds in a namespace. */
    private enum Match {
        /** By its namespaces alone: the policy cache up to 1.15. */
        NAMES,
        /** By its namespaces or its selector; one that has neither holds everywhere: the policy cache since. */
        EITHER,
        /** By its namespaces and its selector, one that has neither holds nowhere: the engine. */
        BOTH
    }

    /**
     * Whether the rule blocks in the namespace. Kyverno decides twice: its policy cache hands the engine the rules that
     * enforce there, and the engine's answer counts only if that calls the rule enforcing, too. The two match overrides
     * in different ways, and put the policy's overrides before or after the rule's own action. Releases differ besides.
     * A rule is taken to block only if it does so by all of these. Source: kyverno 1.10 to 1.19, pkg/policycache
     * (checkValidationFailureActionOverrides) and pkg/engine/api (GetValidationFailureAction).
     */
    public boolean blocks(Rule rule, String namespace, Map<String, String> labels) {
        return admission && Arrays.stream(Match.values()).allMatch(match -> {
            Optional<String> ofRule = first(rule.overrides(), namespace, labels, match);
            Optional<String> ofPolicy = first(overrides, namespace, labels, match);
            String inCache = ofRule.or(() -> rule.overrides().isEmpty() ? ofPolicy : Optional.empty())
                    .or(rule::action).orElse(action);
            String inEngine = ofRule.or(rule::action).or(() -> ofPolicy).orElse(action);
            return enforces(inCache) && enforces(inEngine);
        });
    }

    /** Whether it has rules, and all of them block in the namespace. */
    public boolean blocks(String namespace, Map<String, String> labels) {
        return !rules.isEmpty() && rules.stream().allMatch(rule -> blocks(rule, namespace, labels));
    }

    private static Optional<String> first(List<Override> list, String namespace, Map<String, String> labels,
                                          Match match) {
        return list.stream().filter(override -> override.holdsIn(namespace, labels, match)).findFirst()
                .map(Override::action);
    }

    /** {@code Enforce}, in either of the spellings that Kyverno accepts. */
    public static boolean enforces(String action) {
        return action.equalsIgnoreCase("enforce");
    }
}
