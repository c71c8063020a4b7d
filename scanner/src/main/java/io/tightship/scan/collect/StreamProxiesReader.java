package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.NginxBlock;
import io.tightship.scan.probe.HostNetworkProbe;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what nginx passes on by the stream block of its main file, included files among it. */
final class StreamProxiesReader implements Reader<StreamProxies> {

    private static final NodeProbe PROBE = new HostNetworkProbe.NginxConfiguration();
    private static final String MAIN = "/etc/nginx/nginx.conf";
    private static final Pattern LISTEN = Pattern.compile("(?:(\\[[0-9a-fA-F:.]+]|[^:\\s]+):)?([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final int WIDEST = 1000;
    /** Words of a map that are no entries. */
    private static final Set<String> FLAGS = Set.of("hostnames", "volatile");

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
                listen(server, stream, upstreams, proxies);
            }
        }
        return proxies;
    }

    private static void listen(NginxBlock server, NginxBlock stream, Map<String, List<String>> upstreams,
                               List<StreamProxies.Proxy> proxies) throws MalformedDocument {
        Optional<NginxBlock> passing = server.all("proxy_pass").findFirst();
        List<String> servers = passing.isPresent() ? servers(argument(passing.get()), stream, upstreams) : List.of();
        for (NginxBlock listen : server.all("listen").toList()) {
            if (argument(listen).startsWith("unix:") || listen.words().contains("udp")) {
                continue; // No TCP port.
            }
            Matcher parts = LISTEN.matcher(argument(listen));
            if (!parts.matches()) {
                throw new MalformedDocument("nginx listens on " + argument(listen) + ", which is no port");
            }
            int first = Integer.parseInt(parts.group(2));
            int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
            if (last > 65535 || last - first > WIDEST) {
                throw new MalformedDocument("nginx listens on " + argument(listen) + ", more ports than are told apart");
            }
            for (int port = first; port <= last; port++) {
                proxies.add(new StreamProxies.Proxy(port, parts.group(1) == null ? "" : parts.group(1), servers));
            }
        }
    }

    /** Where connections may be passed on to: by a map of the names that clients ask for, to any that it holds. */
    private static List<String> servers(String pass, NginxBlock stream, Map<String, List<String>> upstreams)
            throws MalformedDocument {
        if (!pass.contains("$")) {
            return upstreams.getOrDefault(pass, List.of(pass));
        }
        List<NginxBlock> maps = stream.all("map").filter(map -> map.words().get(2).equals(pass)).toList();
        if (maps.size() != 1) {
            throw new MalformedDocument("nginx passes connections on to " + pass + ", which only a connection decides");
        }
        Set<String> servers = new LinkedHashSet<>();
        for (NginxBlock entry : maps.getFirst().inside()) {
            String value = argument(entry);
            if (!entry.name().equals(NginxFiles.ENTRY) || value.contains("$")) {
                throw new MalformedDocument("nginx passes connections on to " + pass + ", by a map that is not known here");
            }
            if (!FLAGS.contains(value)) {
                servers.addAll(upstreams.getOrDefault(value, List.of(value)));
            }
        }
        return List.copyOf(servers);
    }

    private static String argument(NginxBlock directive) throws MalformedDocument {
        if (directive.words().size() < 2) {
            throw new MalformedDocument("nginx's " + directive.name() + " stands there without a word");
        }
        return directive.words().get(1);
    }
}
