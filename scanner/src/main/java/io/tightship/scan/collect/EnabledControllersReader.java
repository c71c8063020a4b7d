package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kyverno.EnabledControllers;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads which controllers the releases of Kyverno's chart enable: each one that their values do not turn off. */
final class EnabledControllersReader implements Reader<PerSubject<EnabledControllers>> {

    private static final Map<String, String> COMPONENTS = Map.of("backgroundController", "background-controller",
            "cleanupController", "cleanup-controller", "reportsController", "reports-controller");

    @Override
    public String family() {
        return EnabledControllers.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<EnabledControllers>> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), HelmSecrets.PROBE));
    }

    @Override
    public Fact<PerSubject<EnabledControllers>> read(Target target, FactKey<PerSubject<EnabledControllers>> key,
                                                     SiteView site, Readings readings) {
        return HelmSecrets.member(EnabledControllers.RELEASE, target, readings, EnabledControllersReader::enabled);
    }

    private static EnabledControllers enabled(List<Data> releases) {
        Set<String> components = new TreeSet<>();
        for (Data release : releases) {
            if (HelmSecrets.text(release, "chart").equals("kyverno") && !HelmSecrets.isUninstalled(release)) {
                COMPONENTS.forEach((value, component) -> {
                    Data stated = release.path("values", value, "enabled");
                    if (stated.isAbsent() || stated.bool().orElseThrow(() -> new IllegalArgumentException("the value "
                            + value + ".enabled of the release " + HelmSecrets.id(release) + " is neither true nor false"))) {
                        components.add(component);
                    }
                });
            }
        }
        return new EnabledControllers(components);
    }
}
