package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.FeatureGates;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One setting of each live kubelet. A flag decides also where the files cannot be read; without one, files that are
 * named and not read leave the setting unknown. The files are read as they are now: that they were changed after the
 * kubelet started is not seen.
 */
final class KubeletSettingReader implements Reader<PerSubject<KubeletSetting>> {

    private static final String EVENTS = "eventRecordQPS";

    /** What holds where nothing sets a field, as JSON. Source: kubernetes 1.24 to 1.36, kubelet config v1beta1. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("address", "\"0.0.0.0\""),
            Map.entry("authentication.anonymous.enabled", "false"),
            Map.entry("authentication.x509.clientCAFile", "\"\""),
            Map.entry("authorization.mode", "\"Webhook\""),
            // 50 from 1.27 on, where the cluster tells the version.
            Map.entry(EVENTS, "5"),
            Map.entry("featureGates.RotateKubeletServerCertificate", "true"),
            Map.entry("makeIPTablesUtilChains", "true"),
            Map.entry("podPidsLimit", "-1"),
            Map.entry("port", "10250"),
            Map.entry("readOnlyPort", "0"),
            Map.entry("rotateCertificates", "false"),
            Map.entry("seccompDefault", "false"),
            Map.entry("serverTLSBootstrap", "false"),
            Map.entry("streamingConnectionIdleTimeout", "\"4h0m0s\""),
            Map.entry("tlsCertFile", "\"\""),
            Map.entry("tlsCipherSuites", "[]"),
            Map.entry("tlsMinVersion", "\"\""),
            Map.entry("tlsPrivateKeyFile", "\"\""));

    private static final String GATES = "featureGates.";
    static final String ALL_BETA = GATES + "AllBeta";

    /** What holds instead where the kubelet was started without a configuration file: applyLegacyDefaults. */
    private static final Map<String, String> WITHOUT_FILE = Map.of("authentication.anonymous.enabled", "true",
            "authorization.mode", "\"AlwaysAllow\"", "readOnlyPort", "10255");

    /** Fields of which a file cannot say 0 or nothing: their defaults are filled in then. Source: v1beta1/defaults.go. */
    private static final Set<String> ZERO_IS_UNSET = Set.of("address", "authorization.mode", "port",
            "streamingConnectionIdleTimeout");

    @Override
    public String family() {
        return "kubelet-setting";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<KubeletSetting>> key, SiteView site) {
        List<Route> routes = new ArrayList<>(KubeletSources.routes((Target.Node) target, site));
        if (key.parameter().equals(EVENTS)) {
            KubeletSources.cluster((Target.Node) target, site).ifPresent(cluster ->
                    routes.add(Route.of(SessionId.kubernetes(cluster), ApiLists.NODES)));
        }
        return routes;
    }

    @Override
    public Fact<PerSubject<KubeletSetting>> read(Target target, FactKey<PerSubject<KubeletSetting>> key, SiteView site,
                                                 Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading reading = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, Component.KUBELET, reading).map(processes -> PerSubject.of(
                ComponentProcesses.each(processes, process -> switch (
                        ComponentProcesses.flags(Component.KUBELET, process, reading)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> new KubeletSources(node, site, readings)
                            .setting(key.parameter(), process, flags, sources).map(setting ->
                                    setting.field().equals(EVENTS) && newEvents(node, site, readings)
                                            ? withMoreEvents(setting) : setting);
                })));
    }

    /** Whether the cluster tells that the node's kubelet is of the versions with the larger default. */
    private static boolean newEvents(Target.Node node, SiteView site, Readings readings) {
        return KubeletSources.cluster(node, site).map(cluster -> readings.get(SessionId.kubernetes(cluster),
                ApiLists.NODES)).filter(nodes -> ApiLists.items(nodes) instanceof Fact.Known<List<Data>>(
                List<Data> items, var from) && KubeletObjects.versions(items).of(node.name()).filter(version ->
                FeatureGates.minor(version).orElse(0) >= 27).isPresent()).isPresent();
    }

    private static KubeletSetting withMoreEvents(KubeletSetting setting) {
        return new KubeletSetting(setting.field(), setting.places().stream().map(place ->
                place.origin() == Origin.DEFAULT ? new Place(Origin.DEFAULT, place.where(), 0, "50") : place).toList(),
                setting.file());
    }

    static Fact<KubeletSetting> setting(String field, ProcessTable.Process process, Flags flags, List<Source> argv,
                                        KubeletDocuments documents) {
        Optional<Place> flag = KubeletSetting.flag(field).flatMap(name -> given(field, name, flags));
        Fact<List<Place>> inFiles = documents.places(field, process, flags);
        List<Place> places = new ArrayList<>(flag.stream().toList());
        Set<Source> sources = new LinkedHashSet<>(flag.isPresent() ? argv : List.of());
        switch (inFiles) {
            case Fact.Known<List<Place>>(List<Place> found, List<Source> read) -> {
                // Nothing at all, written down, is what the kubelet takes for "nobody said": kubeadm writes it so.
                if (found.isEmpty() || !isUnset(field, found.getFirst().words())) {
                    places.addAll(found);
                }
                sources.addAll(read);
            }
            case Fact.Unavailable<List<Place>>(String where, Reason reason, String detail) -> {
                if (flag.isEmpty()) {
                    return Fact.unavailable(where, reason, detail);
                }
            }
        }
        if (places.isEmpty() && field.startsWith(GATES)) {
            // No word on the gate itself: that on all gates in beta counts, and those that rules ask for are.
            switch (allBeta(process, flags, documents)) {
                case Fact.Known<List<Place>>(List<Place> found, List<Source> read) -> places.addAll(found);
                case Fact.Unavailable<List<Place>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
            }
        }
        sources.addAll(argv);
        Optional<String> file = KubeletFiles.named(flags, "config");
        String otherwise = DEFAULTS.get(field);
        places.add(new Place(Origin.DEFAULT, "the kubelet's default", 0, file.isPresent() ? otherwise
                : WITHOUT_FILE.getOrDefault(field, otherwise)));
        return Fact.known(new KubeletSetting(field, places, file), List.copyOf(sources));
    }

    private static Fact<List<Place>> allBeta(ProcessTable.Process process, Flags flags, KubeletDocuments documents) {
        Optional<Place> flag = given(ALL_BETA, "feature-gates", flags);
        return flag.isPresent() ? Fact.known(List.of(flag.get()), List.of())
                : documents.places(ALL_BETA, process, flags);
    }

    /** True where a file that says so says nothing. */
    static boolean isUnset(String field, String words) {
        return ZERO_IS_UNSET.contains(field) && (words.isEmpty() || words.matches("0|(?:0[hms])+"));
    }

    /** The flag's own word on the field; of feature gates that on the one gate. */
    private static Optional<Place> given(String field, String name, Flags flags) {
        Optional<String> text = switch (Component.KUBELET.kind(name).orElseThrow()) {
            case BOOLEAN -> flags.has(name) ? Optional.of(String.valueOf(flags.bool(name, false))) : Optional.empty();
            case GATES -> Optional.ofNullable(flags.gates(name).get(field.substring(field.indexOf('.') + 1)))
                    .map(String::valueOf);
            case SCALAR -> flags.text(name);
            case LIST -> flags.list(name).map(items -> String.join(",", items));
            case ARRAY -> throw new IllegalStateException("--" + name + " is no setting of the kubelet");
        };
        return text.map(value -> new Place(Origin.FLAG, "--" + name, 0, value));
    }
}
