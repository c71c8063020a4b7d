package io.tightship.report;

import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Targets against rules. Targets that ought to be alike are {@link Peers}; those of them that came to the same on every
 * rule are one {@link Group}; and where few of them come to something else than most, that is a {@link Deviation}.
 *
 * @param rules ids, sorted: only rules with a finding
 * @param peers the most first
 */
public record Matrix(List<String> rules, List<Peers> peers) {

    /** One byte a cell: 0 for no finding, else one more than the place in {@link Words#OUTCOMES}. */
    private static final byte NONE = 0;

    public static Matrix of(Findings findings, Tally tally) {
        List<String> rules = List.copyOf(tally.byRule().keySet());
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            columns.put(rules.get(i), i);
        }
        SortedMap<Target, byte[]> rows = new TreeMap<>();
        try (Stream<Finding> all = findings.ordered()) {
            all.forEach(finding -> {
                byte[] row = rows.computeIfAbsent(finding.target(), target -> new byte[rules.size()]);
                int column = columns.get(finding.rule());
                byte outcome = (byte) (Words.OUTCOMES.indexOf(finding.outcome()) + 1);
                row[column] = row[column] == NONE ? outcome : (byte) Math.min(row[column], outcome);
            });
        }
        Map<String, SortedMap<Target, byte[]>> kinds = new LinkedHashMap<>();
        rows.forEach((target, row) ->
                kinds.computeIfAbsent(likeness(target), kind -> new TreeMap<>()).put(target, row));
        List<Peers> peers = new ArrayList<>();
        kinds.forEach((likeness, members) -> peers.add(Peers.of(likeness, members, rules)));
        peers.sort(Comparator.comparingInt(each -> -each.size()));
        return new Matrix(rules, List.copyOf(peers));
    }

    /** What targets have in common that ought to be alike: "node: worker, cluster user, category dgx-h200". */
    private static String likeness(Target target) {
        return switch (target) {
            case Target.Site site -> "site";
            case Target.Cluster cluster -> "cluster";
            case Target.Switch device -> "switch";
            case Target.Node node -> {
                List<String> words = new ArrayList<>();
                node.roles().forEach(role -> words.add(role.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
                node.cluster().ifPresent(cluster -> words.add("cluster " + cluster));
                node.category().ifPresent(category -> words.add("category " + category));
                yield words.isEmpty() ? "node" : "node: " + String.join(", ", words);
            }
        };
    }

    /** Every deviation, those of the fewest targets first. */
    public List<Deviation> deviations() {
        return peers.stream().flatMap(each -> each.deviations().stream())
                .sorted(Comparator.<Deviation>comparingInt(each -> Words.OUTCOMES.indexOf(each.outcome()))
                        .thenComparingInt(each -> each.targets().size()).thenComparing(Deviation::rule)).toList();
    }

    /**
     * Targets that ought to be alike.
     *
     * @param rules  ids of the rules that were judged for one of them
     * @param groups the largest first
     * @param usual  by rule: what more than half of them came to, where there is such an outcome
     * @param alike  by rule: what all of them came to, where they do not differ
     */
    public record Peers(String likeness, int size, List<String> rules, List<Group> groups,
                        Map<String, Outcome> usual, Map<String, Outcome> alike) {

        private static Peers of(String likeness, SortedMap<Target, byte[]> members, List<String> rules) {
            Map<ByteBuffer, List<Target>> alike = new LinkedHashMap<>();
            members.forEach((target, row) ->
                    alike.computeIfAbsent(ByteBuffer.wrap(row), same -> new ArrayList<>()).add(target));
            List<Group> groups = new ArrayList<>();
            alike.forEach((row, targets) -> groups.add(new Group(List.copyOf(targets), outcomes(row.array(), rules))));
            groups.sort(Comparator.<Group>comparingInt(group -> -group.targets().size())
                    .thenComparing(group -> group.targets().getFirst()));
            List<String> judged = rules.stream()
                    .filter(rule -> groups.stream().anyMatch(group -> group.outcomes().containsKey(rule))).toList();
            Map<String, Outcome> usual = new HashMap<>();
            Map<String, Outcome> common = new HashMap<>();
            for (String rule : judged) {
                Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
                groups.forEach(group -> group.outcome(rule)
                        .ifPresent(outcome -> counts.merge(outcome, group.targets().size(), Integer::sum)));
                counts.forEach((outcome, count) -> {
                    if (2 * count > members.size()) {
                        usual.put(rule, outcome);
                    }
                    if (count == members.size()) {
                        common.put(rule, outcome);
                    }
                });
            }
            return new Peers(likeness, members.size(), judged, List.copyOf(groups), Map.copyOf(usual),
                    Map.copyOf(common));
        }

        private static Map<String, Outcome> outcomes(byte[] row, List<String> rules) {
            Map<String, Outcome> outcomes = new HashMap<>();
            for (int i = 0; i < row.length; i++) {
                if (row[i] != NONE) {
                    outcomes.put(rules.get(i), Words.OUTCOMES.get(row[i] - 1));
                }
            }
            return outcomes;
        }

        /** The outcome that all of them came to; empty where they differ, or one of them has no finding. */
        public Optional<Outcome> common(String rule) {
            return Optional.ofNullable(alike.get(rule));
        }

        /** True where the group came to something else than most, or where no outcome has a majority. */
        public boolean standsOut(Group group, String rule) {
            return size > 1 && !alike.containsKey(rule)
                    && !Optional.ofNullable(usual.get(rule)).equals(group.outcome(rule));
        }

        private List<Deviation> deviations() {
            List<Deviation> deviations = new ArrayList<>();
            usual.forEach((rule, most) -> Arrays.stream(Outcome.values()).filter(outcome -> outcome != most)
                    .forEach(outcome -> {
                        List<Target> others = groups.stream()
                                .filter(group -> group.outcome(rule).equals(Optional.of(outcome)))
                                .flatMap(group -> group.targets().stream()).sorted().toList();
                        if (!others.isEmpty()) {
                            deviations.add(new Deviation(rule, this, most, outcome, others));
                        }
                    }));
            return deviations;
        }
    }

    /**
     * Targets that came to the same on every rule.
     *
     * @param targets  sorted
     * @param outcomes by rule; the first in the order of {@link Words#OUTCOMES} where a rule has several findings
     */
    public record Group(List<Target> targets, Map<String, Outcome> outcomes) {
        public Optional<Outcome> outcome(String rule) {
            return Optional.ofNullable(outcomes.get(rule));
        }
    }

    /**
     * Targets that came to something else than most of their peers.
     *
     * @param usual   what more than half of the peers came to
     * @param outcome what these came to
     */
    public record Deviation(String rule, Peers peers, Outcome usual, Outcome outcome, List<Target> targets) {
    }
}
