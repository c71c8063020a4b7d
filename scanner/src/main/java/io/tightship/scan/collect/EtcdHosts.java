package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.IpAddress;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.fact.bcm.SiteListing.Entry;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The hosts of etcd that the live API servers name, beside the inventory. An address is compared as one, a name by what
 * stands before its first dot; no name is looked up.
 */
final class EtcdHosts {

    private EtcdHosts() {
    }

    /** By API server, of each that names another host than its own; without one where none runs on the node. */
    static Map<String, Fact<SiteListing>> of(Target.Node node, Inventory inventory, Readings readings) {
        Map<String, Fact<SiteListing>> members = new TreeMap<>();
        Reading reading = ComponentProcesses.reading(node, readings);
        switch (ProcessTable.of(reading)) {
            case Fact.Unavailable<ProcessTable> unread -> members.put(lister(Component.KUBE_APISERVER.process(), node),
                    unread.map(table -> new SiteListing(new TreeMap<>())));
            case Fact.Known<ProcessTable>(ProcessTable table, var sources) -> ComponentProcesses.named(table,
                    Component.KUBE_APISERVER.process()).forEach((name, process) -> {
                        Fact<SiteListing> listing = ComponentProcesses.flags(Component.KUBE_APISERVER, process, reading)
                                .map(flags -> listing(flags, inventory));
                        if (!(listing instanceof Fact.Known<SiteListing> known && known.value().entries().isEmpty())) {
                            members.put(lister(name, node), listing);
                        }
                    });
        }
        return members;
    }

    private static String lister(String process, Target.Node node) {
        return "--etcd-servers of " + process + " on " + node.name();
    }

    private static SiteListing listing(Flags flags, Inventory inventory) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Stream<String> overrides = flags.list("etcd-servers-overrides").orElse(List.of()).stream()
                .flatMap(override -> Stream.of(override.substring(override.indexOf('#') + 1).split(";")));
        Stream.concat(flags.list("etcd-servers").orElse(List.of()).stream(), overrides).map(String::strip)
                .filter(url -> !url.isEmpty() && !url.startsWith("unix:")).map(EtcdHosts::host)
                .filter(host -> !own(host)).forEach(host -> entries.put(host, new Entry("host of etcd", true,
                        inventory.nodes().values().stream().anyMatch(entry -> same(entry.node().name(), host)
                                || entry.hosts().stream().anyMatch(known -> same(known, host))),
                        inventory.exclusions().stream().filter(left -> same(left.name(), host))
                                .map(Inventory.Exclusion::reason).findFirst())));
        return new SiteListing(entries);
    }

    /** Of a URL, or of a host with or without a port. */
    private static String host(String url) {
        String authority = url.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "").replaceFirst("[/?].*", "");
        return authority.startsWith("[") && authority.contains("]") ? authority.substring(1, authority.indexOf(']'))
                : authority.replaceFirst(":[0-9]*$", "");
    }

    private static boolean own(String host) {
        return host.equalsIgnoreCase("localhost") || IpAddress.parse(host).filter(IpAddress::isLoopback).isPresent();
    }

    private static boolean same(String written, String host) {
        Optional<IpAddress> address = IpAddress.parse(host);
        return address.isPresent() ? address.equals(IpAddress.parse(written))
                : IpAddress.parse(written).isEmpty() && HostListingReader.known(written, host);
    }
}
