package io.tightship.library.switches;

import io.tightship.fact.nvue.NvueApi;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A switch that understands the few commands of NVUE that remediations use. Immutable. */
record NvSwitch(List<List<String>> applied, List<List<String>> startup) {

    /** Of these one value at most stands at a time. */
    private static final Set<String> SCALARS = Set.of("type", "source-ip", "dest-ip", "action", "protocol", "certificate", "state");

    static NvSwitch empty() {
        return new NvSwitch(List.of(), List.of());
    }

    /** {@code nv set} and {@code nv unset} take effect at once, as if {@code nv config apply} followed. */
    NvSwitch run(String commands) {
        NvSwitch now = this;
        for (String line : commands.strip().split("\n")) {
            List<String> words = List.of(line.strip().split(" +"));
            List<String> path = words.subList(2, words.size());
            now = switch (words.get(1) + (words.get(1).equals("config") ? " " + path.getFirst() : "")) {
                case "set" -> new NvSwitch(set(now.applied, path), now.startup);
                case "unset" -> new NvSwitch(without(now.applied, path), now.startup);
                case "config save" -> new NvSwitch(now.applied, now.applied);
                case "config apply" -> path.size() == 1 ? now : new NvSwitch(now.startup, now.startup);
                default -> throw new IllegalArgumentException(line);
            };
        }
        return now;
    }

    NvueConfiguration appliedConfiguration() {
        return NvueSettings.configuration(applied);
    }

    NvueApi api() {
        return NvueApi.of(applied);
    }

    NvueConfiguration startupConfiguration() {
        return NvueSettings.configuration(startup);
    }

    private static List<List<String>> set(List<List<String>> settings, List<String> path) {
        List<List<String>> changed = new ArrayList<>(settings);
        int key = path.size() - 2;
        if (key > 0 && SCALARS.contains(path.get(key))) {
            changed = new ArrayList<>(without(settings, path.subList(0, key + 1)));
        }
        changed.add(path);
        return changed;
    }

    private static List<List<String>> without(List<List<String>> settings, List<String> prefix) {
        return settings.stream().filter(path -> path.size() < prefix.size()
                || !path.subList(0, prefix.size()).equals(prefix)).toList();
    }
}
