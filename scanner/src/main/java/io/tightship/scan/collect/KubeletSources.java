package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.ProcessTable;
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
 * Where a node's kubelet is asked for what it is set to: its command line, the files that this names, and, where the
 * inventory says {@code witness: configz}, its own answer. That answer then decides, and without it nothing does.
 */
record KubeletSources(Target.Node node, SiteView site, Readings readings) {

    /** What a field has that is left out of the answer: the kubelet leaves out what is nothing. Source: v1beta1. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("authentication.x509.clientCAFile", "\"\""),
            Map.entry("featureGates.RotateKubeletServerCertificate", "true"),
            Map.entry("readOnlyPort", "0"),
            Map.entry("rotateCertificates", "false"),
            Map.entry("serverTLSBootstrap", "false"),
            Map.entry("tlsCertFile", "\"\""),
            Map.entry("tlsCipherSuites", "[]"),
            Map.entry("tlsMinVersion", "\"\""),
            Map.entry("tlsPrivateKeyFile", "\"\""));

    static List<Route> routes(Target.Node node, SiteView site) {
        List<Route> routes = new ArrayList<>(List.of(ComponentProcesses.route(node).with(new KubeletFiles())));
        configz(node, site).ifPresent(probe -> cluster(node, site).ifPresent(cluster ->
                routes.add(Route.of(SessionId.kubernetes(cluster), probe))));
        return routes;
    }

    private static Optional<KubernetesProbe.Configz> configz(Target.Node node, SiteView site) {
        return site.inventory().entry(node).configz() ? Optional.of(new KubernetesProbe.Configz(node.name()))
                : Optional.empty();
    }

    static Optional<Target.Cluster> cluster(Target.Node node, SiteView site) {
        return site.inventory().targets(Target.Cluster.class).stream()
                .filter(cluster -> node.cluster().equals(Optional.of(cluster.name()))).findFirst();
    }

    /** One setting of one process, whose command line was read. */
    Fact<KubeletSetting> setting(String field, ProcessTable.Process process, Flags flags, List<Source> argv) {
        Fact<KubeletSetting> written = KubeletSettingReader.setting(field, process, flags, argv,
                new KubeletDocuments(SessionId.node(node), readings));
        Optional<KubernetesProbe.Configz> probe = configz(node, site);
        return probe.isEmpty() ? written : answered(field, probe.get(), flags, written);
    }

    private Fact<KubeletSetting> answered(String field, KubernetesProbe.Configz probe, Flags flags,
                                          Fact<KubeletSetting> written) {
        Reading reading = readings.get(SessionId.kubernetes(cluster(node, site).orElseThrow()), probe);
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> {
                return reading.unavailable(reason, detail);
            }
            case Reading.Status.Absent(String proof) -> {
                return reading.unavailable(Reason.NOT_COLLECTED, proof);
            }
            case Reading.Status.Read read -> { }
        }
        if (several()) {
            return reading.unavailable(Reason.BLIND, "several kubelets run on " + node.name()
                    + ", and their cluster asks one of them");
        }
        Optional<String> value;
        try {
            Data answer = Json.parse(reading.text()).get("kubeletconfig");
            value = Optional.of(answer.path(field.split("\\."))).filter(found -> !found.isAbsent() && !found.isNull())
                    .map(Json::write).or(() -> Optional.ofNullable(LEFT_OUT.get(field)))
                    .filter(text -> answer.isMap() && !answer.map().isEmpty());
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        if (value.isEmpty()) {
            return reading.unavailable(Reason.UNPARSABLE, "the kubelet's answer has no " + field);
        }
        List<Place> places = new ArrayList<>(List.of(new Place(Origin.CONFIGZ, probe.place(), 0, value.get())));
        Set<Source> sources = new LinkedHashSet<>(List.of(reading.source(Witness.EFFECTIVE)));
        if (written instanceof Fact.Known<KubeletSetting>(KubeletSetting setting, List<Source> from)) {
            places.addAll(setting.places());
            sources.addAll(from);
        } else {
            places.add(new Place(Origin.DEFAULT, "the kubelet's default", 0, value.get()));
        }
        return Fact.known(new KubeletSetting(field, places, KubeletFiles.named(flags, "config")),
                List.copyOf(sources));
    }

    private boolean several() {
        return !(ProcessTable.of(ComponentProcesses.reading(node, readings)) instanceof Fact.Known<ProcessTable>(
                ProcessTable table, var from)) || table.of(Component.KUBELET.process()).size() != 1;
    }
}
