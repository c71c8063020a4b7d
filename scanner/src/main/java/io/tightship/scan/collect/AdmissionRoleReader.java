package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.fact.kubernetes.ServerVersion;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks Base Command Manager for the admission plugins of a cluster. Its answer counts before Kubernetes 1.25 alone: newer
 * API servers know no Pod Security Policies, and newer Base Command Managers leave the list to kubeadm.
 */
final class AdmissionRoleReader implements Reader<AdmissionRole> {

    /** The plugins that an API server of 1.16 to 1.24 has: whatever else cmsh prints is no list of them. */
    private static final Set<String> PLUGINS = Set.of("AlwaysAdmit", "AlwaysDeny", "AlwaysPullImages", "CertificateApproval",
            "CertificateSigning", "CertificateSubjectRestriction", "DefaultIngressClass", "DefaultStorageClass",
            "DefaultTolerationSeconds", "DenyEscalatingExec", "DenyExecOnPrivileged", "DenyServiceExternalIPs",
            "EventRateLimit", "ExtendedResourceToleration", "ImagePolicyWebhook", "LimitPodHardAntiAffinityTopology",
            "LimitRanger", "MutatingAdmissionWebhook", "NamespaceAutoProvision", "NamespaceExists", "NamespaceLifecycle",
            "NodeRestriction", "OwnerReferencesPermissionEnforcement", "PersistentVolumeClaimResize",
            "PersistentVolumeLabel", "PodNodeSelector", "PodPreset", "PodSecurity", "PodSecurityPolicy",
            "PodTolerationRestriction", "Priority", "ResourceQuota", "RuntimeClass", "SecurityContextDeny",
            "ServiceAccount", "StorageObjectInUseProtection", "TaintNodesByCondition", "ValidatingAdmissionWebhook");

    private static final String HINT = " (the value " + AdmissionRole.OVERLAY.id() + " names the overlay that holds the role "
            + "kubernetes::apiserver, or says " + AdmissionRole.NONE + ")";

    @Override
    public String family() {
        return AdmissionRole.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<AdmissionRole> key, SiteView site) {
        List<Route> routes = new ArrayList<>(List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                ServerVersionReader.PROBE)));
        probe(target, site).ifPresent(probe -> BcmLists.heads(site).forEach(head ->
                routes.add(Route.of(SessionId.node(head), probe))));
        return routes;
    }

    private static String overlay(Target target, SiteView site) {
        String stated = site.values().get(AdmissionRole.OVERLAY, target).orElse("");
        return stated.isEmpty() ? "kube-" + target.name() + "-master" : stated;
    }

    /** Empty where there is nothing to ask, or no name to ask for. */
    private static Optional<NodeProbe> probe(Target target, SiteView site) {
        String overlay = overlay(target, site);
        return overlay.equals(AdmissionRole.NONE) || !BcmProbe.FirewallRole.names(overlay) ? Optional.empty()
                : Optional.of(new BcmProbe.AdmissionControl(overlay));
    }

    @Override
    public Fact<AdmissionRole> read(Target target, FactKey<AdmissionRole> key, SiteView site, Readings readings) {
        return switch (ServerVersionReader.of(target, readings)) {
            case Fact.Unavailable<ServerVersion>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<ServerVersion>(ServerVersion version, List<Source> sources)
                    when !version.knowsPodSecurityPolicies() -> Fact.known(AdmissionRole.none(version.text()
                    + " has no Pod Security Policies"), sources);
            case Fact.Known<ServerVersion>(ServerVersion version, List<Source> sources)
                    when overlay(target, site).equals(AdmissionRole.NONE) -> Fact.known(AdmissionRole.none("the inventory says "
                    + "that Base Command Manager does not start the API servers"), sources);
            case Fact.Known<ServerVersion> old -> role(target, site, readings);
        };
    }

    /** The first head node that answers counts: both ask one database. */
    private static Fact<AdmissionRole> role(Target target, SiteView site, Readings readings) {
        Optional<NodeProbe> probe = probe(target, site);
        if (probe.isEmpty()) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the value " + AdmissionRole.OVERLAY.id()
                    + " is no name in Base Command Manager: " + overlay(target, site));
        }
        Fact<AdmissionRole> last = Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory lists no head node, so there "
                + "is nobody to ask for the role kubernetes::apiserver" + HINT);
        for (Target.Node head : BcmLists.heads(site)) {
            last = role(readings.get(SessionId.node(head), probe.get()));
            if (last instanceof Fact.Known<AdmissionRole>) {
                return last;
            }
        }
        return last;
    }

    private static Fact<AdmissionRole> role(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when !words.isBlank() -> reading.unavailable(
                    Reason.UNPARSABLE, "cmsh gives no admission plugins: " + words.lines().findFirst().orElse("") + HINT);
            case Reading.Status.Read read -> {
                String text = reading.text().strip();
                List<String> names = Arrays.stream(text.split("[\\s,]+")).filter(name -> !name.isEmpty()).toList();
                yield !names.isEmpty() && PLUGINS.containsAll(names) ? Fact.known(AdmissionRole.of(new TreeSet<>(names)),
                        reading.source(Witness.DESIRED)) : reading.unavailable(Reason.UNPARSABLE, names.isEmpty()
                        ? "cmsh printed no admission plugins" + HINT : "cmsh printed something else than admission plugins: "
                        + text.lines().findFirst().orElse("") + HINT);
            }
        };
    }
}
