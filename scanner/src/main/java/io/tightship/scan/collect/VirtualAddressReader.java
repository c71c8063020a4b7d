package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Source;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Tells the address that the head nodes share, as the inventory states it. */
final class VirtualAddressReader implements Reader<Addresses> {

    @Override
    public String family() {
        return Addresses.VIRTUAL.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<Addresses> key, SiteView site) {
        return List.of();
    }

    @Override
    public Fact<Addresses> read(Target target, FactKey<Addresses> key, SiteView site, Readings readings) {
        if (site.inventory().vip().isEmpty()) {
            long heads = site.inventory().targets(Target.Node.class).stream().filter(Target.Node::isHead).count();
            return heads > 1 ? Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory lists " + heads
                    + " head nodes and does not say which address they share (vip: ADDRESS, or vip: none)")
                    : Fact.known(Addresses.of(List.of()), Source.inventory(target.id(), "one head node"));
        }
        return Fact.known(Addresses.of(IpAddress.parse(site.inventory().vip().get()).stream().toList()),
                Source.inventory(target.id(), "vip"));
    }
}
