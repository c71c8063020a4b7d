package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.PspAdmission;
import io.tightship.fact.kubernetes.ServerVersion;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;

/** Whether Pod Security Policies still judge pods; the nodes are only asked to know it before Kubernetes 1.25. */
final class PspAdmissionReader implements Reader<PspAdmission> {

    private static final ComponentFlagsReader FLAGS = new ComponentFlagsReader();

    @Override
    public String family() {
        return PspAdmission.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PspAdmission> key, SiteView site) {
        List<Route> routes = new ArrayList<>(List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), ServerVersionReader.PROBE)));
        nodes(target, site).forEach(node -> routes.add(ComponentProcesses.route(node)));
        return routes;
    }

    private static List<Target.Node> nodes(Target target, SiteView site) {
        return TargetSet.CONTROL_PLANE_OF_CLUSTER.among(target, site.inventory().targets());
    }

    @Override
    public Fact<PspAdmission> read(Target target, FactKey<PspAdmission> key, SiteView site, Readings readings) {
        return switch (ServerVersionReader.of(target, readings)) {
            case Fact.Unavailable<ServerVersion>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<ServerVersion>(ServerVersion version, List<Source> sources)
                    when !version.knowsPodSecurityPolicies() -> Fact.known(new PspAdmission(false, version.text()
                    + " has no Pod Security Policies"), sources);
            case Fact.Known<ServerVersion>(ServerVersion version, List<Source> sources) ->
                    servers(target, site, readings, version.text());
        };
    }

    private static Fact<PspAdmission> servers(Target target, SiteView site, Readings readings, String version) {
        List<Source> sources = new ArrayList<>();
        int servers = 0;
        int with = 0;
        for (Target.Node node : nodes(target, site)) {
            switch (FLAGS.read(node, Flags.of(Component.KUBE_APISERVER), site, readings)) {
                case Fact.Unavailable<PerSubject<Flags>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<PerSubject<Flags>>(PerSubject<Flags> processes, List<Source> from) -> {
                    for (Fact<Flags> process : processes.members().values()) {
                        switch (process) {
                            case Fact.Unavailable<Flags>(String where, Reason reason, String detail) -> {
                                return Fact.unavailable(where, reason, detail);
                            }
                            case Fact.Known<Flags>(Flags flags, List<Source> read) -> {
                                servers++;
                                with += PspAdmission.runs(flags) ? 1 : 0;
                                sources.addAll(read);
                            }
                        }
                    }
                }
            }
        }
        return servers == 0 ? Fact.unavailable(target.id(), Reason.NOT_STATED, "the cluster is " + version
                + ", and no process kube-apiserver is known on a control-plane node of the inventory")
                : Fact.known(new PspAdmission(with == servers, with + " of " + servers + " API servers run the plugin "
                + PspAdmission.PLUGIN), sources);
    }
}
