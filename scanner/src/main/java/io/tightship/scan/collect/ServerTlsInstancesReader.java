package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The TLS that all processes of a component on a node were asked for, or nothing where one of them is not known. */
final class ServerTlsInstancesReader implements Reader<ServerTls.Instances> {

    @Override
    public String family() {
        return "server-tls-instances";
    }

    @Override
    public List<Route> routes(Target target, FactKey<ServerTls.Instances> key, SiteView site) {
        return ServerTlsFacts.routes((Target.Node) target,
                ComponentProcesses.component(key.parameter()), site);
    }

    @Override
    public Fact<ServerTls.Instances> read(Target target, FactKey<ServerTls.Instances> key, SiteView site,
                                          Readings readings) {
        return switch (ServerTlsFacts.read((Target.Node) target, ComponentProcesses.component(key.parameter()), site,
                readings)) {
            case Fact.Unavailable<Map<String, Fact<ServerTls>>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<Map<String, Fact<ServerTls>>>(Map<String, Fact<ServerTls>> processes, var sources) ->
                    joined(processes);
        };
    }

    private static Fact<ServerTls.Instances> joined(Map<String, Fact<ServerTls>> processes) {
        List<ServerTls> all = new ArrayList<>();
        Set<Source> sources = new LinkedHashSet<>();
        for (Fact<ServerTls> process : new TreeMap<>(processes).values()) {
            switch (process) {
                case Fact.Unavailable<ServerTls>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<ServerTls>(ServerTls tls, List<Source> read) -> {
                    all.add(tls);
                    sources.addAll(read);
                }
            }
        }
        return Fact.known(new ServerTls.Instances(all), List.copyOf(sources));
    }
}
