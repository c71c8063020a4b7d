package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.SiteListing.Entry;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the clusters that Base Command Manager knows with the inventory. CMDaemon writes a folder of module files for
 * each; that there is none is proven where it wrote other ones.
 */
final class ClusterListingReader implements Reader<SiteListing> {

    static final String FOLDER = "/cm/local/modulefiles/kubernetes";
    private static final FactKey<PerSubject<PathStat>> CLUSTERS = PathStat.matching(FOLDER + "/*");
    private static final FactKey<PerSubject<PathStat>> MODULES = PathStat.matching("/cm/local/modulefiles/*");

    private final PathStatReader paths = new PathStatReader();

    @Override
    public String family() {
        return SiteListing.OF_CLUSTERS.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<SiteListing> key, SiteView site) {
        List<Route> routes = new ArrayList<>();
        BcmLists.heads(site).forEach(head -> routes.add(Route.of(SessionId.node(head),
                new FileProbe.Paths(CLUSTERS.parameter()), new FileProbe.Paths(MODULES.parameter()))));
        return routes;
    }

    @Override
    public Fact<SiteListing> read(Target target, FactKey<SiteListing> key, SiteView site, Readings readings) {
        Fact<Set<String>> last = Fact.unavailable(target.id(), Reason.NOT_STATED,
                "the inventory lists no head node, so there is nobody to ask for the clusters");
        for (Target.Node head : BcmLists.heads(site)) {
            last = clusters(head, site, readings);
            if (last instanceof Fact.Known<Set<String>>) {
                break;
            }
        }
        return last.map(names -> listing(names, site.inventory()));
    }

    private static SiteListing listing(Set<String> names, Inventory inventory) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Set<String> all = new TreeSet<>(names);
        all.addAll(inventory.clusters().keySet());
        all.forEach(name -> entries.put(name, new Entry(Optional.ofNullable(inventory.clusters().get(name))
                .map(entry -> entry.cluster().space().name().toLowerCase(Locale.ROOT)).orElse(""), names.contains(name),
                inventory.clusters().containsKey(name), inventory.exclusions().stream()
                .filter(left -> left.name().equals(name)).map(Inventory.Exclusion::reason).findFirst())));
        return new SiteListing(entries);
    }

    private Fact<Set<String>> clusters(Target.Node head, SiteView site, Readings readings) {
        Fact<PerSubject<PathStat>> found = paths.read(head, CLUSTERS, site, readings);
        Fact<PerSubject<PathStat>> modules = paths.read(head, MODULES, site, readings);
        Set<String> names = new TreeSet<>();
        List<Source> sources = new ArrayList<>();
        for (Fact<PerSubject<PathStat>> fact : List.of(found, modules)) {
            switch (fact) {
                case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<PerSubject<PathStat>>(PerSubject<PathStat> stats, List<Source> from) -> {
                    for (Fact<PathStat> stat : stats.members().values()) {
                        if (stat instanceof Fact.Unavailable<PathStat>(String where, Reason reason, String detail)) {
                            return Fact.unavailable(where, reason, detail);
                        }
                    }
                    if (fact == found) {
                        stats.known().values().stream().filter(stat -> stat.type() == 'd').map(PathStat::path)
                                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                                .filter(name -> !name.startsWith(".")).forEach(names::add);
                    } else if (stats.known().isEmpty()) {
                        return Fact.unavailable(head.id(), Reason.BLIND, "/cm/local/modulefiles holds nothing on "
                                + head.name() + ": CMDaemon writes the modules of all products there");
                    }
                    sources.addAll(from);
                }
            }
        }
        return Fact.known(names, sources);
    }
}
