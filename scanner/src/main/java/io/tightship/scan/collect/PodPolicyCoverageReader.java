package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.fact.kyverno.KyvernoCoverage;
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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who enforces the controls of the level baseline in each namespace: Kyverno, by all that it holds, or Pod Security
 * admission, as every API server of the cluster runs it.
 */
final class PodPolicyCoverageReader implements Reader<PerSubject<PodPolicyCoverage>> {

    private static final List<KubernetesProbe.List> LISTS = List.of(ApiLists.CLUSTER_POLICIES,
            ApiLists.VALIDATING_POLICIES, ApiLists.NAMESPACES, ApiLists.EXCEPTIONS, ApiLists.CEL_EXCEPTIONS,
            ApiLists.VALIDATING_WEBHOOKS, ApiLists.CONFIG_MAPS, ApiLists.DEPLOYMENTS);

    private static final NamedFileReader<PodSecuritySettings> SERVERS = NamedFileFacts.POD_SECURITY;

    @Override
    public String family() {
        return PodPolicyCoverage.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<PodPolicyCoverage>> key, SiteView site) {
        List<Route> routes = new ArrayList<>(List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                LISTS.toArray(KubernetesProbe[]::new))));
        nodes(target, site).forEach(node -> routes.addAll(SERVERS.routes(node, PodSecuritySettings.OF_NODE, site)));
        return routes;
    }

    private static List<Target.Node> nodes(Target target, SiteView site) {
        return TargetSet.CONTROL_PLANE_OF_CLUSTER.among(target, site.inventory().targets());
    }

    @Override
    public Fact<PerSubject<PodPolicyCoverage>> read(Target target, FactKey<PerSubject<PodPolicyCoverage>> key,
                                                    SiteView site, Readings readings) {
        Map<KubernetesProbe.List, List<Data>> lists = new LinkedHashMap<>();
        List<Source> sources = new ArrayList<>();
        for (KubernetesProbe.List list : LISTS) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes((Target.Cluster) target), list))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> from) -> {
                    lists.put(list, items);
                    sources.addAll(from);
                }
            }
        }
        try {
            KyvernoCoverage kyverno = KyvernoObjects.coverage(lists);
            Fact<List<PodSecuritySettings>> servers = servers(target, site, readings);
            Map<BaselineControl, Set<String>> names = names(site.values().get(PodPolicyValues.ALIASES, target)
                    .orElse(Set.of()));
            Map<String, Fact<PodPolicyCoverage>> found = new TreeMap<>();
            for (Data namespace : lists.get(ApiLists.NAMESPACES)) {
                found.put(ApiLists.name(namespace), coverage(ApiLists.name(namespace), ApiLists.labels(namespace), kyverno,
                        names, servers, sources));
            }
            return Fact.known(PerSubject.of(found), sources);
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static Fact<PodPolicyCoverage> coverage(String namespace, Map<String, String> labels, KyvernoCoverage kyverno,
                                                    Map<BaselineControl, Set<String>> names,
                                                    Fact<List<PodSecuritySettings>> servers, List<Source> sources) {
        Map<BaselineControl, Guard> guards = new EnumMap<>(BaselineControl.class);
        for (BaselineControl control : BaselineControl.values()) {
            guards.put(control, kyverno.guard(control, names.get(control), namespace, labels));
        }
        if (guards.values().stream().allMatch(Guard::enforced)) {
            return Fact.known(new PodPolicyCoverage(guards), sources);
        }
        return switch (servers) {
            case Fact.Unavailable<List<PodSecuritySettings>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, "Kyverno does not enforce all of baseline in " + namespace
                            + ", and what Pod Security admission does is not known: " + detail);
            case Fact.Known<List<PodSecuritySettings>>(List<PodSecuritySettings> settings, List<Source> from) -> {
                guards.replaceAll((control, guard) -> guard.enforced() ? guard : byPodSecurity(guard, namespace, labels,
                        settings));
                List<Source> all = new ArrayList<>(sources);
                all.addAll(from);
                yield Fact.known(new PodPolicyCoverage(guards), all);
            }
        };
    }

    /** Each API server admits pods: all of them must enforce it. */
    private static Guard byPodSecurity(Guard kyverno, String namespace, Map<String, String> labels,
                                       List<PodSecuritySettings> settings) {
        Set<String> by = new TreeSet<>();
        Set<Exemption> exemptions = new LinkedHashSet<>();
        for (PodSecuritySettings one : settings) {
            Optional<String> enforces = one.enforces(labels);
            if (enforces.isEmpty()) {
                return new Guard(List.of(), kyverno.exemptions(), kyverno.why()
                        + "; Pod Security admission does not enforce baseline there");
            }
            by.add(enforces.get());
            exemptions.addAll(one.exemptions(namespace));
        }
        return exemptions.isEmpty() ? new Guard(List.copyOf(by), List.of(), "") : new Guard(List.of(),
                List.copyOf(exemptions), kyverno.why() + "; Pod Security admission leaves out " + String.join(" and ",
                exemptions.stream().map(Exemption::text).toList()));
    }

    private static Fact<List<PodSecuritySettings>> servers(Target target, SiteView site, Readings readings) {
        List<PodSecuritySettings> all = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (Target.Node node : nodes(target, site)) {
            switch (SERVERS.read(node, PodSecuritySettings.OF_NODE, site, readings)) {
                case Fact.Unavailable<PerSubject<PodSecuritySettings>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<PerSubject<PodSecuritySettings>>(PerSubject<PodSecuritySettings> processes, var from) -> {
                    for (Fact<PodSecuritySettings> process : processes.members().values()) {
                        switch (process) {
                            case Fact.Unavailable<PodSecuritySettings>(String where, Reason reason, String detail) -> {
                                return Fact.unavailable(where, reason, detail);
                            }
                            case Fact.Known<PodSecuritySettings>(PodSecuritySettings settings, List<Source> read) -> {
                                all.add(settings);
                                sources.addAll(read);
                            }
                        }
                    }
                }
            }
        }
        return all.isEmpty() ? Fact.unavailable(target.id(), Reason.NOT_STATED,
                "no process kube-apiserver is known on a control-plane node of the inventory") : Fact.known(all, sources);
    }

    /** {@code POLICY=OTHER}: the site's own policy for what a policy of the charts does. */
    private static Map<BaselineControl, Set<String>> names(Set<String> aliases) {
        Map<BaselineControl, Set<String>> names = new EnumMap<>(BaselineControl.class);
        for (BaselineControl control : BaselineControl.values()) {
            Set<String> of = new TreeSet<>(Set.of(control.policy()));
            aliases.stream().filter(alias -> alias.startsWith(control.policy() + "=")).forEach(alias ->
                    of.add(alias.substring(control.policy().length() + 1).strip()));
            names.put(control, of);
        }
        return names;
    }
}
