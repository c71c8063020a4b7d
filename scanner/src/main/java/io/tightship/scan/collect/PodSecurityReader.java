package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Pod Security admission of each process kube-apiserver, by its flags. A configuration that they name is not known. */
final class PodSecurityReader implements Reader<PerSubject<PodSecuritySettings>> {

    private static final String FILE = "admission-control-config-file";
    private static final String PLUGIN = "PodSecurity";

    @Override
    public String family() {
        return PodSecuritySettings.OF_NODE.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<PodSecuritySettings>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target));
    }

    @Override
    public Fact<PerSubject<PodSecuritySettings>> read(Target target, FactKey<PerSubject<PodSecuritySettings>> key,
                                                      SiteView site, Readings readings) {
        Target.Node node = (Target.Node) target;
        Reading argv = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, Component.KUBE_APISERVER, argv).map(processes -> PerSubject.of(
                ComponentProcesses.each(processes, process -> switch (ComponentProcesses.flags(Component.KUBE_APISERVER,
                        process, argv)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> flags.text(FILE)
                            .filter(path -> !path.isEmpty()).isPresent() ? argv.unavailable(Reason.NOT_COLLECTED,
                            "kube-apiserver runs with " + flags.written(FILE) + ", which is not read") : Fact.known(
                            PodSecuritySettings.defaults(enabled(flags)), sources);
                })));
    }

    /** On by default from Kubernetes 1.23. The oldest flag of the three replaces the list of plugins. */
    private static boolean enabled(Flags flags) {
        return flags.list("admission-control").filter(only -> !only.isEmpty()).map(only -> only.contains(PLUGIN))
                .orElse(!flags.list("disable-admission-plugins").orElse(List.of()).contains(PLUGIN));
    }
}
