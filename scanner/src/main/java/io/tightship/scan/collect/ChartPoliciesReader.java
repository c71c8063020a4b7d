package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ChartValues;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads which of Kyverno's policies the manifests of the policies' chart bring. */
final class ChartPoliciesReader implements Reader<PerSubject<ChartPolicies>> {

    @Override
    public String family() {
        return ChartPolicies.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ChartPolicies>> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), HelmSecrets.PROBE));
    }

    @Override
    public Fact<PerSubject<ChartPolicies>> read(Target target, FactKey<PerSubject<ChartPolicies>> key, SiteView site,
                                                Readings readings) {
        Optional<String> chart = site.values().get(ChartValues.POLICIES, target);
        return HelmSecrets.member(ChartPolicies.RELEASE, target, readings, releases -> policies(releases.stream()
                .filter(release -> release.get("chart").text().equals(chart) && !HelmSecrets.isUninstalled(release)).toList()));
    }

    private static ChartPolicies policies(List<Data> releases) {
        Set<String> names = new TreeSet<>();
        Set<String> validating = new TreeSet<>();
        for (Data release : releases) {
            for (Data policy : HelmSecrets.policies(release)) {
                String type = policy.get("apiVersion").text().orElse("").replaceFirst("/.*", "") + " "
                        + policy.get("kind").text().orElse("");
                boolean validates = switch (type) {
                    case "kyverno.io ClusterPolicy" -> policy.path("spec", "rules").list().stream().anyMatch(rule ->
                            rule.get("validate").isMap());
                    case "policies.kyverno.io ValidatingPolicy" -> !policy.path("spec", "validations").list().isEmpty();
                    default -> false;
                };
                if (validates) {
                    validating.add(ApiLists.name(policy));
                }
                if (validates || type.equals("kyverno.io ClusterPolicy")) {
                    names.add(ApiLists.name(policy));
                }
            }
        }
        return new ChartPolicies(names, validating);
    }
}
