package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * What Kyverno's reports, and those on ValidatingAdmissionPolicies, say of the objects that are there. A cluster always has
 * pods, and Kyverno a report of each: that there is none at all is not known here, but unavailable.
 *
 * @param results    how many results there are, passed ones included
 * @param violations one for each namespace, policy and rule
 */
public record PolicyReports(long results, List<Violation> violations) {

    public static final FactKey<PolicyReports> KEY = FactKey.of("kyverno-reports", PolicyReports.class);

    public PolicyReports {
        violations = List.copyOf(violations);
    }

    /**
     * @param namespace of the objects, or the one that is the object; empty for other objects of the whole cluster
     * @param result    fail, or error where the policy could not be evaluated
     * @param count     of the objects
     * @param resources the first of them, as {@code Kind/name}
     */
    public record Violation(String namespace, String policy, String rule, String result, long count,
                            List<String> resources) {
        public Violation {
            resources = List.copyOf(resources);
        }
    }
}
