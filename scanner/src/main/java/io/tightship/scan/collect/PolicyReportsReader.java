package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kyverno.PolicyReports;
import io.tightship.fact.kyverno.PolicyReports.Violation;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The reports of both API groups, folded by namespace, policy and rule. */
final class PolicyReportsReader implements Reader<PolicyReports> {

    private static final List<KubernetesProbe> PROBES = List.of(
            new KubernetesProbe.PolicyReports("wgpolicyk8s.io", "policyreports"),
            new KubernetesProbe.PolicyReports("wgpolicyk8s.io", "clusterpolicyreports"),
            new KubernetesProbe.PolicyReports("openreports.io", "reports"),
            new KubernetesProbe.PolicyReports("openreports.io", "clusterreports"));

    /** How many objects a violation names. */
    private static final int NAMED = 5;

    @Override
    public String family() {
        return PolicyReports.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PolicyReports> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                PROBES.toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<PolicyReports> read(Target target, FactKey<PolicyReports> key, SiteView site, Readings readings) {
        List<Source> sources = new ArrayList<>();
        SortedMap<String, Violation> violations = new TreeMap<>();
        long results = 0;
        for (KubernetesProbe probe : PROBES) {
            Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), probe);
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> reports, List<Source> from) -> {
                    sources.addAll(from);
                    for (Data report : reports) {
                        results += report.get("results").number().map(Number::longValue).orElse(0L);
                        report.get("failed").list().forEach(failure -> add(report, failure, violations));
                    }
                }
            }
        }
        return results == 0 ? Fact.unavailable(target.id(), Reason.BLIND, "there is no policy report of Kyverno's at all, "
                + "although a cluster always has pods: its reports controller does not run, or has not looked yet")
                : Fact.known(new PolicyReports(results, new ArrayList<>(violations.values())), sources);
    }

    private static void add(Data report, Data failure, SortedMap<String, Violation> violations) {
        List<String> resources = failure.get("resources").texts();
        // A report on a namespace is of the whole cluster; what it says is said of that namespace.
        String namespace = report.path("metadata", "namespace").text().orElseGet(() -> resources.stream()
                .filter(resource -> resource.startsWith("Namespace/")).map(resource -> resource.substring(10)).findFirst()
                .orElse(""));
        Violation one = new Violation(namespace, failure.get("policy").text().orElse(""),
                failure.get("rule").text().orElse(""), failure.get("result").text().orElse(""),
                failure.get("count").number().map(Number::longValue).orElse(1L), resources);
        violations.merge(String.join("\u0000", namespace, one.policy(), one.rule(), one.result()), one, (a, b) ->
                new Violation(namespace, a.policy(), a.rule(), a.result(), a.count() + b.count(),
                        Stream.concat(a.resources().stream(), b.resources().stream()).distinct().limit(NAMED).toList()));
    }
}
