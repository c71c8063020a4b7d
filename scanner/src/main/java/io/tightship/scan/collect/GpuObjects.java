package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.MetricsMonitors;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Nodes as far as their GPUs go. */
final class GpuObjects {

    private static final String PREFIX = "nvidia.com/";

    private GpuObjects() {
    }

    /** A node has GPUs where feature discovery says so, or where a plugin has announced some. */
    static GpuNodes nodes(List<Data> items) {
        return new GpuNodes(items.stream().map(item -> new GpuNodes.GpuNode(ApiLists.name(item), ofNvidia(
                        item.path("metadata", "labels")), ofNvidia(item.path("status", "capacity")),
                        ofNvidia(item.path("status", "allocatable")))).filter(node -> node.label("gpu.present").filter(
                        "true"::equals).isPresent() || node.capacity().entrySet().stream().anyMatch(entry ->
                        entry.getKey().matches("(gpu|mig-|pgpu).*") && !entry.getValue().equals("0"))).toList());
    }

    static GpuDaemons daemons(Map<KubernetesProbe.List, List<Data>> lists) {
        List<Data> nodes = lists.get(ApiLists.NODES);
        Set<String> gpus = nodes(nodes).nodes().stream().map(GpuNodes.GpuNode::name).collect(Collectors.toSet());
        Set<String> everywhere = new TreeSet<>();
        for (Data set : lists.get(ApiLists.DAEMON_SETS)) {
            Map<String, Data> wanted = set.path("spec", "template", "spec", "nodeSelector").map();
            List<String> selected = nodes.stream().filter(node -> wanted.entrySet().stream().allMatch(label -> label.getValue()
                    .text().equals(Optional.ofNullable(ApiLists.labels(node).get(label.getKey()))))).map(ApiLists::name).toList();
            DaemonSets.DaemonSet state = KubernetesReaders.daemonSet(set);
            if (selected.containsAll(gpus) && state.ready() == selected.size() && state.desired() == selected.size()) {
                everywhere.add(state.id());
            }
        }
        return new GpuDaemons(everywhere);
    }

    static MetricsMonitors monitors(Map<KubernetesProbe.List, List<Data>> lists) {
        List<String> names = new ArrayList<>();
        lists.values().forEach(items -> items.forEach(item -> names.add(item.path("metadata", "namespace").text()
                .orElse("") + "/" + ApiLists.name(item) + " " + item.path("spec", "selector"))));
        return new MetricsMonitors(names);
    }

    private static Map<String, String> ofNvidia(Data map) {
        Map<String, String> kept = new TreeMap<>();
        map.map().forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                kept.put(key.substring(PREFIX.length()), value.toString());
            }
        });
        return kept;
    }
}
