package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.calico.FelixSettings;
import io.tightship.fact.calico.FelixSettings.Port;
import io.tightship.fact.calico.FelixSettings.Settings;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how Calico's agent is told to treat the host itself. */
final class FelixSettingsReader implements Reader<FelixSettings> {

    private static final SortedMap<KubernetesProbe.List, String> LISTS =
            CalicoLists.sorted(List.of(CalicoLists.both("felixconfigurations", "FelixConfiguration")));

    @Override
    public String family() {
        return FelixSettings.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<FelixSettings> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), LISTS.keySet()
                .toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<FelixSettings> read(Target target, FactKey<FelixSettings> key, SiteView site, Readings readings) {
        try {
            return CalicoLists.read(LISTS, target, readings).map(items -> {
                SortedMap<String, Settings> settings = new TreeMap<>();
                items.values().forEach(all -> all.stream().filter(item -> counts(item.object().name(), item.data().get("spec")))
                        .forEach(item -> settings.put(item.object().name(), settings(item.data().get("spec")))));
                return new FelixSettings(settings);
            });
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }

    /** What has another name and no selector of nodes is for nobody. */
    private static boolean counts(String name, Data spec) {
        return name.equals("default") || name.startsWith("node.") || spec.get("nodeSelector").text()
                .filter(selector -> !selector.isEmpty()).isPresent();
    }

    private static Settings settings(Data spec) {
        Data action = spec.get("defaultEndpointToHostAction");
        Data ports = spec.get("failsafeInboundHostPorts");
        return new Settings(none(action) ? Optional.empty() : Optional.of(action.text().orElseThrow(() -> unknown(action))),
                none(ports) ? Optional.empty() : Optional.of(ports(ports)));
    }

    private static List<Port> ports(Data value) {
        if (!value.isList()) {
            throw unknown(value);
        }
        List<Port> ports = new ArrayList<>();
        for (Data port : value.list()) {
            try {
                ports.add(new Port(port.get("protocol").text().orElse("tcp").toLowerCase(Locale.ROOT), port.get("port").number()
                        .orElseThrow(() -> unknown(port)).intValueExact(), port.get("net").text()));
            } catch (ArithmeticException e) {
                throw unknown(port);
            }
        }
        return ports;
    }

    private static boolean none(Data value) {
        return value.isAbsent() || value.isNull();
    }

    private static IllegalArgumentException unknown(Data value) {
        return new IllegalArgumentException("a FelixConfiguration holds '" + value + "', which is not understood");
    }
}
