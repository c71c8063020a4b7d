package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.NginxBlock;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the stream blocks of nginx's main file. Includes are not followed: one that could hold such a block, or a part of
 * one, leaves it open what nginx passes on.
 */
final class StreamProxiesReader implements Reader<StreamProxies> {

    private static final NodeProbe PROBE = new NodeProbe.ReadFile("/etc/nginx/nginx.conf");
    private static final Pattern LISTEN = Pattern.compile("(?:(\\[[0-9a-fA-F:.]+]|[^:\\s]+):)?([0-9]{1,5})");

    @Override
    public String family() {
        return StreamProxies.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<StreamProxies> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<StreamProxies> read(Target target, FactKey<StreamProxies> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED,
                    "nginx's configuration was looked for at /etc/nginx/nginx.conf alone: " + proof);
            case Reading.Status.Read read -> {
                try {
                    yield Fact.known(new StreamProxies(proxies(NginxBlock.parse(reading.text()))),
                            reading.source(Witness.ON_DISK));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    private static List<StreamProxies.Proxy> proxies(NginxBlock file) throws MalformedDocument {
        List<StreamProxies.Proxy> proxies = new ArrayList<>();
        for (NginxBlock include : file.all("include").toList()) {
            // Debian's way of loading modules; nothing else may stand there.
            if (include.words().size() != 2 || !include.words().get(1).contains("modules-enabled")) {
                throw new MalformedDocument("nginx.conf includes " + String.join(" ", include.words()) + ", which is not "
                        + "read");
            }
        }
        for (NginxBlock stream : file.all("stream").toList()) {
            if (stream.all("include").findAny().isPresent()) {
                throw new MalformedDocument("the stream block of nginx.conf includes files, which are not read");
            }
            Map<String, List<String>> upstreams = new HashMap<>();
            stream.all("upstream").forEach(upstream -> upstreams.put(String.join(" ", upstream.words().subList(1,
                    upstream.words().size())), upstream.all("server").filter(server -> !server.words().contains("down"))
                    .map(server -> server.words().get(1)).toList()));
            for (NginxBlock server : stream.all("server").toList()) {
                String pass = server.all("proxy_pass").map(block -> block.words().get(1)).findFirst().orElse("");
                if (pass.contains("$")) {
                    throw new MalformedDocument("nginx passes connections on to " + pass + ", which only a connection "
                            + "decides");
                }
                for (NginxBlock listen : server.all("listen").toList()) {
                    Matcher parts = LISTEN.matcher(listen.words().get(1));
                    if (!parts.matches()) {
                        throw new MalformedDocument("nginx listens on " + listen.words().get(1)
                                + ", which is no port");
                    }
                    proxies.add(new StreamProxies.Proxy(Integer.parseInt(parts.group(2)), parts.group(1) == null ? ""
                            : parts.group(1), upstreams.getOrDefault(pass, pass.isEmpty() ? List.of()
                            : List.of(pass))));
                }
            }
        }
        return proxies;
    }
}
