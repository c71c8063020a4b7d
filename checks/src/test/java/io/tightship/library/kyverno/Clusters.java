package io.tightship.library.kyverno;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The cluster that the tests of this package judge. */
final class Clusters {

    static final Target.Cluster ADMIN = new Target.Cluster("k8s-admin", Space.ADMIN);

    private Clusters() {
    }

    /** A cluster that requires disallow-host-path and holds these policies. */
    static Case holding(String name, KyvernoPolicy... policies) {
        return Case.of(name, ADMIN).value(KyvernoPolicies.REQUIRED, Set.of("disallow-host-path"))
                .with(KyvernoPolicies.KEY, new KyvernoPolicies(List.of(policies)))
                .withMembers(ADMIN, ChartPolicies.KEY, bringing())
                .with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>(Map.of("default",
                        Map.of("kubernetes.io/metadata.name", "default"), "runai", Map.of("team", "ai")))));
    }

    /** What a release of the policies' chart brings: policies that validate. */
    static Map<String, ChartPolicies> bringing(String... names) {
        return Map.of(ChartPolicies.RELEASE, new ChartPolicies(Set.of(names), Set.of(names)));
    }

    static KyvernoPolicy policy(String specAction, List<KyvernoPolicy.Override> overrides,
                                KyvernoPolicy.Rule... rules) {
        return new KyvernoPolicy("ClusterPolicy", "disallow-host-path", Optional.of(true), true, specAction, overrides,
                List.of(rules));
    }

    static KyvernoPolicy cel(boolean admission, String action) {
        return new KyvernoPolicy("ValidatingPolicy", "disallow-host-path", Optional.of(true), admission, action,
                List.of(), List.of(new KyvernoPolicy.Rule("validations", Optional.empty(), List.of())));
    }

    static KyvernoPolicy.Rule rule(String action, KyvernoPolicy.Override... overrides) {
        return new KyvernoPolicy.Rule("host-path", Optional.of(action).filter(text -> !text.isEmpty()),
                List.of(overrides));
    }
}
