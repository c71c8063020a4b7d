package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.AdmissionBudgets;
import io.tightship.fact.kyverno.AdmissionBudgets.Budget;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.AdmissionEndpoints.Endpoint;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HighlyAvailableTest {

    private static final Budget KEEPS_ONE = new Budget("kyverno/kyverno-admission-controller", 1);

    static List<Case> compliant() {
        return List.of(of("three", List.of(KEEPS_ONE), "cp-1", "cp-2", "cp-3"),
                of("four, two of them together", List.of(KEEPS_ONE), "cp-1", "cp-2", "cp-3", "cp-3"),
                of("the site asks for two", List.of(KEEPS_ONE), "cp-1", "cp-2").value(KyvernoValues.REPLICAS, 2L));
    }

    static List<Case> violations() {
        return List.of(of("two", List.of(KEEPS_ONE), "cp-1", "cp-2"),
                of("three on two nodes", List.of(KEEPS_ONE), "cp-1", "cp-2", "cp-2"),
                of("nobody", List.of(KEEPS_ONE)), of("no budget", List.of(), "cp-1", "cp-2", "cp-3"),
                of("a budget that keeps nothing", List.of(new Budget("kyverno/b", 0)), "cp-1", "cp-2", "cp-3"),
                of("no service", List.of(KEEPS_ONE)).with(AdmissionEndpoints.KEY, new AdmissionEndpoints(
                        new TreeMap<>())));
    }

    @Test
    void the_message_says_how_many_are_ready_and_where() {
        assertThat(violations().get(1).judge(new HighlyAvailable())).extracting(Finding::message).anyMatch(message ->
                message.contains("kyverno/kyverno-svc of Kyverno's webhook: 3 ready, on 2 nodes; expected at least 3"));
    }

    private static Case of(String name, List<Budget> budgets, String... nodes) {
        return Case.of(name, Clusters.ADMIN).with(AdmissionBudgets.KEY, new AdmissionBudgets(budgets))
                .with(AdmissionEndpoints.KEY, new AdmissionEndpoints(new TreeMap<>(Map.of("kyverno/kyverno-svc",
                        IntStream.range(0, nodes.length).mapToObj(i -> new Endpoint("pod-" + i, nodes[i])).toList()))));
    }
}
