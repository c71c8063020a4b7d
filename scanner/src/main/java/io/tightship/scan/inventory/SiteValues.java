package io.tightship.scan.inventory;

import io.tightship.check.Values;
import io.tightship.model.Setting;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values of a run. Strongest first: the command line, the target, its cluster, the site, the profile, the control,
 * the fallback. All texts were checked against their types when they were read.
 */
public final class SiteValues implements Values {

    private final Inventory inventory;
    private final Map<String, List<String>> commandLine;
    private final Map<String, List<String>> profile;
    private final Map<String, List<String>> control;

    public SiteValues(Inventory inventory, Map<String, List<String>> commandLine, Map<String, List<String>> profile,
                      Map<String, List<String>> control) {
        this.inventory = inventory;
        this.commandLine = Map.copyOf(commandLine);
        this.profile = Map.copyOf(profile);
        this.control = Map.copyOf(control);
    }

    /** A written value and where it stands. */
    private record Stated(List<String> written, String origin, String target) {
    }

    @Override
    public <T> Optional<T> get(ValueKey<T> key, Target target) {
        Optional<T> stated = stated(key.id(), target).map(found -> key.type().parse().apply(found.written()));
        return stated.isPresent() ? stated : key.fallback();
    }

    /** How each of the keys holds for the targets, for the report: one row for all targets that agree. */
    public SortedSet<Setting> settings(Collection<ValueKey<?>> keys, Collection<Target> targets) {
        SortedSet<Setting> settings = new TreeSet<>();
        for (ValueKey<?> key : keys) {
            for (Target target : targets) {
                setting(key, target).ifPresent(settings::add);
            }
        }
        return settings;
    }

    private <T> Optional<Setting> setting(ValueKey<T> key, Target target) {
        Optional<Stated> stated = stated(key.id(), target);
        Optional<T> value = get(key, target);
        return value.map(found -> new Setting(key.id(), key.type().write().apply(found),
                stated.map(Stated::origin).orElse("fallback"), stated.map(Stated::target).orElse("")));
    }

    private Optional<Stated> stated(String id, Target target) {
        if (commandLine.containsKey(id)) {
            return Optional.of(new Stated(commandLine.get(id), "--set", ""));
        }
        Map<String, List<String>> own = switch (target) {
            case Target.Site site -> Map.of();
            case Target.Cluster cluster -> Map.of();
            case Target.Node node -> inventory.entry(node).values();
            case Target.Switch device -> inventory.entry(device).values();
        };
        if (own.containsKey(id)) {
            return Optional.of(new Stated(own.get(id), "target", target.id()));
        }
        Optional<Inventory.ClusterEntry> cluster = switch (target) {
            case Target.Cluster judged -> Optional.of(inventory.entry(judged));
            case Target.Node node -> node.cluster().map(inventory.clusters()::get);
            case Target.Site site -> Optional.empty();
            case Target.Switch device -> Optional.empty();
        };
        if (cluster.isPresent() && cluster.get().values().containsKey(id)) {
            return Optional.of(new Stated(cluster.get().values().get(id), "cluster",
                    cluster.get().cluster().id()));
        }
        if (inventory.siteValues().containsKey(id)) {
            return Optional.of(new Stated(inventory.siteValues().get(id), "site", ""));
        }
        if (profile.containsKey(id)) {
            return Optional.of(new Stated(profile.get(id), "profile", ""));
        }
        return control.containsKey(id) ? Optional.of(new Stated(control.get(id), "control", "")) : Optional.empty();
    }
}
