package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.nvue.ManagementAddresses;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SwitchProbe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the addresses of a switch's management port and of its interfaces in the VRF {@code mgmt}. */
final class ManagementAddressesReader implements Reader<ManagementAddresses> {

    /** From Cumulus Linux 5.15 on the addresses stand by family, and the VRF beside them. */
    private static final List<String> BRANCHES = List.of("ip", "ipv4", "ipv6");

    private static final SwitchProbe PROBE = new SwitchProbe.Interfaces();

    @Override
    public String family() {
        return ManagementAddresses.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<ManagementAddresses> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), PROBE));
    }

    @Override
    public Fact<ManagementAddresses> read(Target target, FactKey<ManagementAddresses> key, SiteView site,
                                          Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Read read -> {
                try {
                    yield Fact.known(new ManagementAddresses(addresses(Json.parse(reading.text()).map())),
                            reading.source(Witness.EFFECTIVE));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + ": " + e.getMessage());
                }
            }
        };
    }

    private static Set<IpAddress> addresses(Map<String, Data> interfaces) throws MalformedDocument {
        Set<IpAddress> addresses = new TreeSet<>();
        for (Map.Entry<String, Data> entry : interfaces.entrySet()) {
            Data all = entry.getValue();
            if (entry.getKey().equals("eth0") || isManagement(all.get("vrf")) || isManagement(all.path("ip", "vrf"))) {
                for (String branch : BRANCHES) {
                    for (String written : all.path(branch, "address").map().keySet()) {
                        addresses.add(IpAddress.parse(written.replaceFirst("/[0-9]+$", "")).orElseThrow(() ->
                                new MalformedDocument("'" + written + "' on " + entry.getKey() + " is no address")));
                    }
                }
            }
        }
        return addresses;
    }

    private static boolean isManagement(Data vrf) {
        return vrf.text().equals(Optional.of("mgmt"));
    }
}
