package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Source;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;

/** Tells a node's addresses: the inventory's, else what the scanner's resolver says of its name. */
final class AddressReader implements Reader<Addresses> {

    @Override
    public String family() {
        return Addresses.OF_NODE.family();
    }

    private static Optional<IpAddress> stated(NodeEntry entry) {
        return IpAddress.parse(entry.host());
    }

    @Override
    public List<Route> routes(Target target, FactKey<Addresses> key, SiteView site) {
        NodeEntry entry = site.inventory().entry((Target.Node) target);
        return stated(entry).isPresent() ? List.of()
                : List.of(Route.of(SessionId.network(site.inventory().site()), new NetworkProbe.Resolve(entry.host())));
    }

    @Override
    public Fact<Addresses> read(Target target, FactKey<Addresses> key, SiteView site, Readings readings) {
        NodeEntry entry = site.inventory().entry((Target.Node) target);
        if (stated(entry).isPresent()) {
            return Fact.known(Addresses.of(List.of(stated(entry).get())),
                    Source.inventory(target.id(), "address of " + target.name()));
        }
        Reading reading = readings.get(SessionId.network(site.inventory().site()),
                new NetworkProbe.Resolve(entry.host()));
        return switch (reading.status()) {
            case Reading.Status.Unread unread -> Fact.unavailable(target.id(), unread.reason(), unread.detail());
            case Reading.Status.Absent absent -> Fact.unavailable(target.id(), Reason.UNREACHABLE, absent.proof());
            case Reading.Status.Read read -> {
                List<IpAddress> addresses = reading.text().lines().flatMap(line -> IpAddress.parse(line.strip())
                        .stream()).toList();
                yield addresses.isEmpty() ? Fact.unavailable(target.id(), Reason.UNREACHABLE, "the name "
                        + entry.host() + " has no address") : Fact.known(Addresses.of(addresses),
                        reading.source(Witness.EFFECTIVE));
            }
        };
    }
}
