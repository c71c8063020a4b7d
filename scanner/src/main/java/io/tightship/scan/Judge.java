package io.tightship.scan;

import io.tightship.check.Evaluator;
import io.tightship.check.Facts;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.scan.inventory.Inventory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Judges what a run read, rule by rule and target by target: it holds the findings of one pair of them at a time. */
public final class Judge {

    private final Inventory inventory;
    private final Facts facts;
    private final Evaluator evaluator;
    private final Map<String, Waiver> maintenance;

    /** @param at when the run started */
    public Judge(Inventory inventory, Facts facts, Instant at) {
        this.inventory = inventory;
        this.facts = facts;
        this.evaluator = new Evaluator(facts, at);
        this.maintenance = maintenance(inventory, LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    /**
     * @param judged the targets that rules are judged for
     * @param each   gets the findings in their order
     */
    public void judge(List<SelectedRule> rules, Collection<Target> judged, Consumer<Finding> each) {
        SortedMap<String, List<SelectedRule>> variants = new TreeMap<>();
        rules.forEach(selected -> variants.computeIfAbsent(selected.check().rule().id(), id -> new ArrayList<>())
                .add(selected));
        List<Target> targets = judged.stream().sorted().toList();
        for (List<SelectedRule> same : variants.values()) {
            Rule rule = same.getFirst().check().rule();
            if (facts.targets().stream().noneMatch(rule::appliesTo)) {
                each.accept(evaluator.withoutTarget(rule, inventory.site()));
            }
            targets.stream().filter(rule::appliesTo).forEach(target -> same.stream().flatMap(selected -> evaluator
                    .evaluate(selected.check(), target, selected.values(), selected.variant()).stream()).sorted()
                    .map(finding -> waiver(finding).map(finding::waivedBy).orElse(finding)).forEach(each));
        }
    }

    /** The nodes that are under maintenance on the day, by id. */
    private static Map<String, Waiver> maintenance(Inventory inventory, LocalDate today) {
        Map<String, Waiver> nodes = new TreeMap<>();
        for (Target.Node node : inventory.targets(Target.Node.class)) {
            node.maintenanceUntil().filter(until -> !until.isBefore(today)).ifPresent(until -> nodes.put(node.id(),
                    new Waiver("maintenance", "the inventory says that " + node.name() + " is under maintenance",
                            until)));
        }
        return nodes;
    }

    /** Of a failure on such a node, and of what could not be read because of it. */
    private Optional<Waiver> waiver(Finding finding) {
        return switch (finding.outcome()) {
            case FAIL -> Optional.ofNullable(maintenance.get(finding.target().id()));
            case ERROR -> Optional.ofNullable(maintenance.get(finding.target().id()))
                    .or(() -> Optional.ofNullable(maintenance.get(finding.cause().orElseThrow().target())));
            case PASS, NOT_APPLICABLE, MANUAL -> Optional.empty();
        };
    }
}
