package io.tightship.scan.inventory;

import io.tightship.model.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What an operator wrote down of the site, checked and resolved: every reference leads somewhere.
 *
 * @param file        where it was read from; relative paths in it were resolved against its folder
 * @param targets     sorted; the site itself is among them
 * @param statedNone  the kinds of which the inventory says that there are none
 * @param nodes       by name; every {@link Target.Node} has its entry
 * @param clusters    by name
 * @param switches    by name
 * @param vip         the address that the head nodes share, as written
 * @param siteValues  written values by id
 * @param advisories  known faults of software, the site's own among them
 */
public record Inventory(Path file, Target.Site site, List<Target> targets, Set<Class<? extends Target>> statedNone,
                        SortedMap<String, NodeEntry> nodes, SortedMap<String, ClusterEntry> clusters,
                        SortedMap<String, SwitchEntry> switches, Optional<String> vip,
                        Map<String, List<String>> siteValues, List<Exclusion> exclusions, Advisories advisories) {

    /** Of a site without advisories of its own. */
    public Inventory(Path file, Target.Site site, List<Target> targets, Set<Class<? extends Target>> statedNone,
                     SortedMap<String, NodeEntry> nodes, SortedMap<String, ClusterEntry> clusters,
                     SortedMap<String, SwitchEntry> switches, Optional<String> vip,
                     Map<String, List<String>> siteValues, List<Exclusion> exclusions) {
        this(file, site, targets, statedNone, nodes, clusters, switches, vip, siteValues, exclusions,
                Advisories.shipped());
    }

    public Inventory {
        targets = List.copyOf(targets);
        statedNone = Set.copyOf(statedNone);
        exclusions = List.copyOf(exclusions);
    }

    public NodeEntry entry(Target.Node node) {
        return nodes.get(node.name());
    }

    public ClusterEntry entry(Target.Cluster cluster) {
        return clusters.get(cluster.name());
    }

    public SwitchEntry entry(Target.Switch device) {
        return switches.get(device.name());
    }

    /** Targets of one kind, sorted. */
    public <T extends Target> List<T> targets(Class<T> kind) {
        return targets.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /**
     * @param address as written; where empty the name is used, and resolved where an address is needed
     * @param further the node's other addresses: nothing is read by them, but what is to be closed is tried on them, too
     * @param configz whether the kubelet's own answer, through the API server, tells what it is set to
     */
    public record NodeEntry(Target.Node node, Optional<String> address, List<String> further,
                            NodeConnection connection, Map<String, List<String>> values, boolean configz) {

        public NodeEntry {
            further = List.copyOf(further);
        }

        public NodeEntry(Target.Node node, Optional<String> address, NodeConnection connection,
                         Map<String, List<String>> values) {
            this(node, address, List.of(), connection, values, false);
        }

        /** Each address by which others can connect to it. */
        public List<String> hosts() {
            return Stream.concat(Stream.of(host()), further.stream()).distinct().toList();
        }

        /** What to connect to. */
        public String host() {
            return address.orElse(node.name());
        }
    }

    public record ClusterEntry(Target.Cluster cluster, Credential credential, Map<String, List<String>> values) {
    }

    /**
     * @param address as written
     * @param ports   the ports that lead to each host, ranges expanded
     */
    public record SwitchEntry(Target.Switch device, String address, SwitchConnection connection,
                              SortedMap<String, List<String>> ports, Map<String, List<String>> values) {
    }

    /** A name that the site's management lists and that is not audited. */
    public record Exclusion(String name, String reason) {
    }
}
