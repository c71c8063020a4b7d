package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** The disruption budgets that concern the pods of Kyverno's admission controller. */
public record AdmissionBudgets(List<Budget> budgets) {

    public static final FactKey<AdmissionBudgets> KEY = FactKey.of("kyverno-budgets", AdmissionBudgets.class);

    public AdmissionBudgets {
        budgets = List.copyOf(budgets);
    }

    /**
     * @param id   {@code NAMESPACE/NAME}
     * @param kept how many pods the disruption controller keeps from eviction; 0 where it has not said
     */
    public record Budget(String id, int kept) {
    }
}
