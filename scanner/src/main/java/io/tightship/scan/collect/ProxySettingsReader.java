package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ProxySettings.Endpoint;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each live kube-proxy of a node is set to; a file that is named and was not read leaves it unknown. */
final class ProxySettingsReader implements Reader<PerSubject<ProxySettings>> {

    private static final int HEALTHZ = 10256;
    private static final int METRICS = 10249;

    @Override
    public String family() {
        return ProxySettings.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ProxySettings>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target).with(new ProxyFiles()));
    }

    @Override
    public Fact<PerSubject<ProxySettings>> read(Target target, FactKey<PerSubject<ProxySettings>> key, SiteView site,
                                                Readings readings) {
        Reading argv = ComponentProcesses.reading((Target.Node) target, readings);
        return ProcessTable.of(argv).map(table -> {
            Map<String, Fact<ProxySettings>> members = new TreeMap<>();
            ComponentProcesses.named(table, Component.KUBE_PROXY.process()).forEach((name, process) -> members.put(name,
                    switch (ComponentProcesses.flags(Component.KUBE_PROXY, process, argv)) {
                        case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                                Fact.unavailable(where, reason, detail);
                        case Fact.Known<Flags>(Flags flags, List<Source> sources) -> ProxyFiles.path(process, flags)
                                .map(path -> fromFile(flags, readings.get(SessionId.node((Target.Node) target),
                                        new ProcessProbe.ProxyConfiguration(path)), argv))
                                .orElseGet(() -> fromFlags(flags, argv));
                    }));
            return PerSubject.of(members);
        });
    }

    private static Fact<ProxySettings> fromFlags(Flags flags, Reading argv) {
        Set<String> stated = new TreeSet<>();
        Map.of("proxy-mode", "mode", "nodeport-addresses", "nodePortAddresses", "healthz-bind-address",
                "healthzBindAddress", "metrics-bind-address", "metricsBindAddress").forEach((flag, field) -> {
                    if (flags.has(flag)) {
                        stated.add(field);
                    }
                });
        Optional<Optional<Endpoint>> healthz = flagged(flags, "healthz", "0.0.0.0", HEALTHZ);
        Optional<Optional<Endpoint>> metrics = flagged(flags, "metrics", "127.0.0.1", METRICS);
        if (healthz.isEmpty() || metrics.isEmpty()) {
            return argv.unavailable(Reason.UNPARSABLE, "kube-proxy does not start with " + flags.written(
                    "healthz-bind-address", "healthz-port", "metrics-bind-address", "metrics-port"));
        }
        return Fact.known(new ProxySettings(Optional.empty(), flags.text("proxy-mode").filter(mode -> !mode.isEmpty())
                .orElse("iptables"), flags.list("nodeport-addresses").orElse(List.of()), healthz.get(), metrics.get(),
                stated), argv.source(Witness.RUNNING));
    }

    /** The inner one is empty where the port is switched off, the outer one where kube-proxy does not start. */
    private static Optional<Optional<Endpoint>> flagged(Flags flags, String name, String usual, int port) {
        OptionalLong number = flags.text(name + "-port").map(FlagValues::integer).orElse(OptionalLong.of(port));
        if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > 65535) {
            return Optional.empty();
        }
        String address = flags.text(name + "-bind-address").orElse(usual);
        return number.getAsLong() == 0 || address.isEmpty() ? Optional.of(Optional.empty())
                : Endpoint.parse(address, (int) number.getAsLong()).map(Optional::of);
    }

    private static Fact<ProxySettings> fromFile(Flags flags, Reading reading, Reading argv) {
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> {
                return reading.unavailable(reason, detail);
            }
            case Reading.Status.Absent(String proof) -> {
                return reading.unavailable(Reason.NOT_COLLECTED, "kube-proxy runs with a file that is not there any "
                        + "more: " + proof);
            }
            case Reading.Status.Read read -> { }
        }
        Data document;
        try {
            document = Json.parse(reading.text());
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        if (document.get("kind").isAbsent()) {
            return reading.unavailable(Reason.UNPARSABLE, flags.text("config").orElse("") + " is no configuration of "
                    + "kube-proxy");
        }
        boolean six = IpAddress.parse(text(document, "bindAddress")).filter(ip -> ip.bits() == 128).isPresent();
        Optional<Endpoint> healthz = endpoint(text(document, "healthzBindAddress"), six ? "::" : "0.0.0.0", HEALTHZ);
        Optional<Endpoint> metrics = endpoint(text(document, "metricsBindAddress"), six ? "::1" : "127.0.0.1", METRICS);
        Data ports = document.get("nodePortAddresses");
        boolean list = ports.isAbsent() || ports.isNull() || ports.isList()
                && ports.list().stream().allMatch(Data::isText);
        if (healthz.isEmpty() || metrics.isEmpty() || !list) {
            return reading.unavailable(Reason.UNPARSABLE, "kube-proxy does not start with healthzBindAddress "
                    + document.get("healthzBindAddress") + ", metricsBindAddress " + document.get("metricsBindAddress")
                    + " and nodePortAddresses " + ports);
        }
        String mode = text(document, "mode");
        Set<String> stated = new TreeSet<>(document.map().keySet());
        return Fact.known(new ProxySettings(flags.text("config"), mode.isEmpty() ? "iptables" : mode, ports.texts(),
                healthz, metrics, stated), List.of(reading.source(Witness.RUNNING), argv.source(Witness.RUNNING)));
    }

    /** The kubeconfig that counts for one kube-proxy; empty where it has none. */
    static Fact<String> kubeconfig(ProcessTable.Process process, SessionId session, Reading argv, Readings readings) {
        if (!(ComponentProcesses.flags(Component.KUBE_PROXY, process, argv)
                instanceof Fact.Known<Flags>(Flags flags, List<Source> sources))) {
            return ComponentProcesses.flags(Component.KUBE_PROXY, process, argv).map(any -> "");
        }
        Optional<String> file = ProxyFiles.path(process, flags);
        if (file.isEmpty()) {
            return Fact.known(flags.text("kubeconfig").orElse(""), sources);
        }
        Reading reading = readings.get(session, new ProcessProbe.ProxyConfiguration(file.get()));
        return fromFile(flags, reading, argv).map(settings -> {
            try {
                return Json.parse(reading.text()).path("clientConnection", "kubeconfig").text().orElse("");
            } catch (MalformedDocument e) {
                throw new IllegalStateException("it was read before", e);
            }
        });
    }

    private static String text(Data document, String field) {
        return document.get(field).text().orElse("");
    }

    private static Optional<Endpoint> endpoint(String text, String usual, int port) {
        return Endpoint.parse(text.isEmpty() ? usual : text, port);
    }
}
