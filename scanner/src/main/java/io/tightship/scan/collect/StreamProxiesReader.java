package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.NginxBlock;
import io.tightship.scan.probe.NginxFiles;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what nginx passes on by the stream block of its main file, included files among it. */
final class StreamProxiesReader implements Reader<StreamProxies> {

    private static final NodeProbe PROBE = new NodeProbe.NginxConfiguration();
    private static final String MAIN = "/etc/nginx/nginx.conf";
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
                    "nginx's configuration was looked for in /etc/nginx alone: " + proof);
            case Reading.Status.Read(int exit, String words) -> {
                // A link that leads nowhere is none of the files that nginx reads.
                Optional<String> trouble = words.lines().filter(line ->
                        !line.endsWith(": No such file or directory")).findFirst();
                yield trouble.isPresent() ? reading.unavailable(trouble.get().endsWith(": Permission denied")
                        ? Reason.FORBIDDEN : Reason.UNPARSABLE, trouble.get()) : read(reading);
            }
        };
    }

    private static Fact<StreamProxies> read(Reading reading) {
        try {
            Optional<List<NginxBlock>> main = new NginxIncludes(NginxFiles.parse(reading.text())).file(MAIN);
            return main.isEmpty() ? reading.unavailable(Reason.NOT_COLLECTED, "nginx's configuration was looked for at "
                    + MAIN + " alone, which is not there or is empty")
                    : Fact.known(new StreamProxies(proxies(new NginxBlock(List.of(), main.get()))),
                    reading.source(Witness.ON_DISK, MAIN));
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static List<StreamProxies.Proxy> proxies(NginxBlock file) throws MalformedDocument {
        List<StreamProxies.Proxy> proxies = new ArrayList<>();
        for (NginxBlock stream : file.all("stream").toList()) {
            Map<String, List<String>> upstreams = new HashMap<>();
            for (NginxBlock upstream : stream.all("upstream").toList()) {
                List<String> servers = new ArrayList<>();
                for (NginxBlock server : upstream.all("server").filter(one -> !one.words().contains("down")).toList()) {
                    servers.add(argument(server));
                }
                upstreams.put(argument(upstream), servers);
            }
            for (NginxBlock server : stream.all("server").toList()) {
                Optional<NginxBlock> passing = server.all("proxy_pass").findFirst();
                String pass = passing.isPresent() ? argument(passing.get()) : "";
                if (pass.contains("$")) {
                    throw new MalformedDocument("nginx passes connections on to " + pass + ", which only a connection "
                            + "decides");
                }
                for (NginxBlock listen : server.all("listen").toList()) {
                    Matcher parts = LISTEN.matcher(argument(listen));
                    if (!parts.matches()) {
                        throw new MalformedDocument("nginx listens on " + argument(listen) + ", which is no port");
                    }
                    proxies.add(new StreamProxies.Proxy(Integer.parseInt(parts.group(2)), parts.group(1) == null ? ""
                            : parts.group(1), upstreams.getOrDefault(pass, pass.isEmpty() ? List.of()
                            : List.of(pass))));
                }
            }
        }
        return proxies;
    }

    private static String argument(NginxBlock directive) throws MalformedDocument {
        if (directive.words().size() < 2) {
            throw new MalformedDocument("nginx's " + directive.name() + " stands there without a word");
        }
        return directive.words().get(1);
    }
}
