package io.tightship.scan.remedy;

import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The steps of all failures that are not waived, each once, by where they are done. A step that several findings end
 * with, such as a restart, stands after everything that it is for.
 */
public final class RemediationPlan {

    /** Where steps are done, in the order in which they are: what reaches many nodes comes first. */
    public enum Area {
        MANAGEMENT("Base Command Manager, on the active head node"), SWITCHES("Switches"),
        OBJECTS("Charts and objects of Kubernetes"), NODES("Nodes");

        private final String title;

        Area(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /**
     * One step.
     *
     * @param rules   what it is for
     * @param targets whose findings ask for it
     */
    public record Entry(Step step, Severity worst, SortedSet<String> rules, SortedSet<Target> targets) {
    }

    /** Steps that are done at one place. @param where a switch, a cluster, nodes; empty where the area says it */
    public record Group(String where, List<Entry> entries) {
    }

    private final Map<Area, Map<Where, SequencedMap<Object, Entry>>> steps = new EnumMap<>(Area.class);
    private final SortedMap<String, Integer> byHand = new TreeMap<>();
    private int failures;

    /** What steps at one place have in common: the names of one target, or of none. */
    private record Where(String name) {
    }

    private RemediationPlan() {
    }

    public static RemediationPlan of(Iterable<Finding> findings) {
        RemediationPlan plan = new RemediationPlan();
        List<Finding> failed = new ArrayList<>();
        findings.forEach(finding -> {
            if (finding.outcome() == Outcome.FAIL && finding.waiver().isEmpty()) {
                failed.add(finding);
            }
        });
        failed.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Comparator.naturalOrder()));
        failed.forEach(plan::add);
        plan.failures = failed.size();
        return plan;
    }

    private void add(Finding finding) {
        if (finding.remediation().isEmpty()) {
            byHand.merge(finding.rule(), 1, Integer::sum);
            return;
        }
        Area area = area(finding);
        for (Step step : finding.remediation()) {
            Area own = area(step, area, finding.target());
            SequencedMap<Object, Entry> there = steps.computeIfAbsent(own, a -> new LinkedHashMap<>())
                    .computeIfAbsent(new Where(where(own, step, finding)), w -> new LinkedHashMap<>());
            Object key = key(step, finding.target());
            Entry known = there.remove(key);
            Entry entry = known == null ? new Entry(step, finding.severity(), new TreeSet<>(), new TreeSet<>()) : known;
            entry.rules().add(finding.rule());
            entry.targets().add(finding.target());
            there.putLast(key, entry);
        }
    }

    /** The same command on another node is the same step. */
    private static Object key(Step step, Target target) {
        return step instanceof Step.Command(String where, String text) && where.equals(target.name())
                ? List.of("on each", text) : step;
    }

    /** Where prose belongs: to the steps beside it. */
    private static Area area(Finding finding) {
        return finding.remediation().stream().map(step -> area(step, Area.NODES, finding.target())).filter(found -> found != Area.NODES)
                .findFirst().orElse(of(finding.target()));
    }

    private static Area of(Target target) {
        return switch (target) {
            case Target.Switch device -> Area.SWITCHES;
            case Target.Cluster cluster -> Area.OBJECTS;
            case Target.Node node -> Area.NODES;
            case Target.Site site -> Area.MANAGEMENT;
        };
    }

    /** The switch or cluster at which a step is done. */
    private static String where(Area area, Step step, Finding finding) {
        return switch (area) {
            case SWITCHES -> device(step).or(() -> finding.remediation().stream().flatMap(each -> device(each).stream())
                    .findFirst()).orElse(finding.target().name());
            case OBJECTS -> finding.target().name();
            case MANAGEMENT, NODES -> "";
        };
    }

    private static Optional<String> device(Step step) {
        return step instanceof Step.Setting setting && setting.place().kind().equals("nvue")
                ? Optional.of(setting.place().path()) : Optional.empty();
    }

    private static Area area(Step step, Area otherwise, Target target) {
        return switch (step) {
            case Step.Prose prose -> otherwise;
            case Step.Command command when command.where().equals("the head node") ->
                    target instanceof Target.Cluster ? Area.OBJECTS : Area.MANAGEMENT;
            case Step.Command command -> command.where().equals(target.name()) ? of(target) : otherwise;
            case Step.Setting setting -> switch (setting.place().kind()) {
                case "cmsh" -> Area.MANAGEMENT;
                case "nvue" -> Area.SWITCHES;
                case "object" -> Area.OBJECTS;
                // A file of values is for a chart of the cluster.
                default -> target instanceof Target.Cluster ? Area.OBJECTS : Area.NODES;
            };
        };
    }

    /** Failures that are not waived. */
    public int failures() {
        return failures;
    }

    public int size() {
        return steps.values().stream().flatMap(groups -> groups.values().stream()).mapToInt(Map::size).sum();
    }

    /** Rules whose failures have no steps of their own, with how many failures. */
    public SortedMap<String, Integer> byHand() {
        return byHand;
    }

    /** @param all the targets of the run: nodes are named by their category where all of it is meant */
    public List<Group> groups(Area area, List<Target> all) {
        if (area != Area.NODES) {
            return steps.getOrDefault(area, Map.of()).entrySet().stream().map(group -> new Group(group.getKey().name(),
                    List.copyOf(group.getValue().values()))).sorted(Comparator.comparing(Group::where)).toList();
        }
        Map<String, List<Entry>> byNodes = new LinkedHashMap<>();
        steps.getOrDefault(area, Map.of()).values().forEach(there -> there.values().forEach(entry ->
                byNodes.computeIfAbsent(nodes(entry.targets(), all), nodes -> new ArrayList<>()).add(entry)));
        return byNodes.entrySet().stream().map(group -> new Group(group.getKey(), group.getValue())).toList();
    }

    private static String nodes(Set<Target> targets, List<Target> all) {
        SortedMap<String, Set<Target>> categories = new TreeMap<>();
        for (Target target : all) {
            if (target instanceof Target.Node node && node.category().isPresent()) {
                categories.computeIfAbsent(node.category().get(), category -> new TreeSet<>()).add(node);
            }
        }
        Set<Target> left = new TreeSet<>(targets);
        List<String> names = new ArrayList<>();
        categories.forEach((category, members) -> {
            if (members.size() > 1 && left.containsAll(members)) {
                left.removeAll(members);
                names.add("category " + category + " (" + members.size() + " nodes)");
            }
        });
        names.addAll(left.stream().map(Target::name).collect(Collectors.toList()));
        return String.join(", ", names);
    }
}
