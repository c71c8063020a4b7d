package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** The TLS that each live process of a component was asked for. */
final class ServerTlsReader implements Reader<PerSubject<ServerTls>> {

    @Override
    public String family() {
        return "server-tls";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ServerTls>> key, SiteView site) {
        return ServerTlsFacts.routes((Target.Node) target,
                ComponentProcesses.component(key.parameter()), site);
    }

    @Override
    public Fact<PerSubject<ServerTls>> read(Target target, FactKey<PerSubject<ServerTls>> key, SiteView site,
                                            Readings readings) {
        return ServerTlsFacts.read((Target.Node) target, ComponentProcesses.component(key.parameter()), site, readings)
                .map(PerSubject::of);
    }
}
