package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.bcm.BcmDevices;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Reads what Base Command Manager lists. */
final class BcmDevicesReader implements Reader<BcmDevices> {

    @Override
    public String family() {
        return BcmDevices.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<BcmDevices> key, SiteView site) {
        return BcmLists.heads(site).stream().map(head -> Route.of(SessionId.node(head), BcmLists.DEVICES)).toList();
    }

    @Override
    public Fact<BcmDevices> read(Target target, FactKey<BcmDevices> key, SiteView site, Readings readings) {
        return BcmLists.rows(site, readings, BcmLists.DEVICES, "hostname", "type", "category", "ip").map(rows ->
                new BcmDevices(rows.stream().map(row -> new BcmDevices.Device(row.get("hostname"), row.get("type"),
                        row.get("category"), row.get("ip"))).toList()));
    }
}
