package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.linux.RoutableIpv6;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a host's IPv6 addresses of the kernel. A kernel without IPv6 does not have the file, and no address. */
final class RoutableIpv6Reader implements Reader<RoutableIpv6> {

    private static final FileProbe.ReadFile PROBE = new FileProbe.ReadFile("/proc/net/if_inet6");

    /** Address, number of the interface, length of the prefix, scope, flags, name. */
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{32}) +[0-9a-f]{2,} +[0-9a-f]{2} +([0-9a-f]{2}) +[0-9a-f]{2,} +(\\S+)");

    /** The kernel's numbers for scopes that end on the host itself and on its link. */
    private static final Set<String> NEAR = Set.of("10", "20");

    @Override
    public String family() {
        return RoutableIpv6.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<RoutableIpv6> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<RoutableIpv6> read(Target target, FactKey<RoutableIpv6> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent absent -> Fact.known(new RoutableIpv6(new TreeSet<>()),
                    reading.source(Witness.EFFECTIVE));
            case Reading.Status.Read read -> {
                TreeSet<IpAddress> addresses = new TreeSet<>();
                for (String line : reading.text().lines().toList()) {
                    Matcher parts = LINE.matcher(line.strip());
                    if (!parts.matches()) {
                        yield reading.unavailable(Reason.UNPARSABLE, PROBE.path() + " holds a line that is no address: "
                                + line.strip());
                    }
                    if (!NEAR.contains(parts.group(2))) {
                        addresses.add(new IpAddress(new BigInteger(parts.group(1), 16), 128));
                    }
                }
                yield Fact.known(new RoutableIpv6(addresses), reading.source(Witness.EFFECTIVE));
            }
        };
    }
}
