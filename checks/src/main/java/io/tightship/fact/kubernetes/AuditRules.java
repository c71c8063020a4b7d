package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The audit policy of an API server: for each request the first rule that matches says how much is recorded, and where
 * none does, nothing is. Source: apiserver 0.24 to 0.36, pkg/audit/policy/checker.go.
 *
 * @param file   empty where it was given none, so that nothing is recorded
 * @param omitted stages of which no rule records anything
 */
public record AuditRules(Optional<String> file, Set<String> omitted, List<Rule> rules) {

    /** By process, {@code kube-apiserver}. */
    public static final FactKey<PerSubject<AuditRules>> KEY =
            FactKey.perSubject("api-audit-rules", "", AuditRules.class);

    public AuditRules {
        omitted = Set.copyOf(omitted);
        rules = List.copyOf(rules);
    }

    /** How much is recorded, from nothing to everything. */
    public enum Level {
        NONE("None"), METADATA("Metadata"), REQUEST("Request"), REQUEST_RESPONSE("RequestResponse");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** As policies write it. */
        public String word() {
            return word;
        }

        public static Optional<Level> of(String word) {
            return List.of(values()).stream().filter(level -> level.word.equals(word)).findFirst();
        }
    }

    /**
     * Lists that are empty do not restrict.
     *
     * @param elsewhere whether it is about named users or URLs outside of the API alone
     */
    public record Rule(Level level, boolean elsewhere, Set<String> groups, Set<String> verbs, Set<String> namespaces,
                       List<Resources> resources, Set<String> omitted) {
        public Rule {
            groups = Set.copyOf(groups);
            verbs = Set.copyOf(verbs);
            namespaces = Set.copyOf(namespaces);
            resources = List.copyOf(resources);
            omitted = Set.copyOf(omitted);
        }
    }

    /** @param named whether only objects of certain names count */
    public record Resources(String group, Set<String> resources, boolean named) {
        public Resources {
            resources = Set.copyOf(resources);
        }
    }

    /** A request by a user that no rule names, who is but {@code system:authenticated}, for any one object. */
    public record Request(String verb, String group, String resource, String subresource, String namespace) {
        String combined() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** Whether anything is recorded at all: of rules behind one that matches every request nothing is. */
    public boolean recordsAnything() {
        for (Rule rule : rules) {
            if (rule.level() != Level.NONE && !leavesOut(rule)) {
                return true;
            }
            if (!rule.elsewhere() && rule.groups().isEmpty() && rule.verbs().isEmpty() && rule.namespaces().isEmpty()
                    && rule.resources().isEmpty()) {
                return false;
            }
        }
        return false;
    }

    /** Both its beginning and its end. */
    private boolean leavesOut(Rule rule) {
        Set<String> left = new TreeSet<>(omitted);
        left.addAll(rule.omitted());
        return left.containsAll(Set.of("RequestReceived", "ResponseComplete"));
    }

    /** What is recorded of a request. Rules that leave out both its beginning and its end record nothing of it. */
    public Level level(Request request) {
        return rules.stream().filter(rule -> matches(rule, request)).findFirst().map(rule ->
                leavesOut(rule) ? Level.NONE : rule.level()).orElse(Level.NONE);
    }

    /** Every namespace that a rule names. */
    public Set<String> namespaces() {
        Set<String> all = new TreeSet<>();
        rules.forEach(rule -> all.addAll(rule.namespaces()));
        return all;
    }

    private static boolean matches(Rule rule, Request request) {
        return !rule.elsewhere()
                && (rule.groups().isEmpty() || rule.groups().contains("system:authenticated"))
                && (rule.verbs().isEmpty() || rule.verbs().contains(request.verb()))
                && (rule.namespaces().isEmpty() || rule.namespaces().contains(request.namespace()))
                && (rule.resources().isEmpty() || rule.resources().stream().anyMatch(of -> matches(of, request)));
    }

    private static boolean matches(Resources of, Request request) {
        if (!of.group().equals(request.group())) {
            return false;
        }
        return of.resources().isEmpty() || !of.named() && of.resources().stream().anyMatch(pattern ->
                pattern.equals("*") || pattern.equals(request.combined())
                        || !request.subresource().isEmpty() && pattern.equals("*/" + request.subresource())
                        || pattern.equals(request.resource() + "/*"));
    }
}
