package io.tightship.library.file;

import static io.tightship.model.Severity.CRITICAL;
import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.LOW;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.linux.NamedPath;
import io.tightship.library.file.FileRule.Files;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The rows on files of the control plane and of the kubelet. */
final class FileRows {

    private static final String API_SERVER = "kube-apiserver";
    private static final String BCM_KEYS = "/cm/local/apps/kubernetes/var/etc/*.key";
    private static final String MANIFESTS = "/etc/kubernetes/manifests/";
    private static final Predicate<Target.Node> CONTROL = Target.Node::runsControlPlane;
    private static final Predicate<Target.Node> ETCD = Target.Node::mayHoldEtcd;
    private static final String ETCD_HOSTS = "control-plane nodes and hosts of etcd";
    private static final Predicate<Target.Node> KUBELET = Target.Node::runsKubelet;

    private FileRows() {
    }

    static List<Check> all() {
        List<Check> rows = new ArrayList<>();
        manifest(rows, "apiserver", "kube-apiserver", "control-plane nodes", CONTROL, "1.1.1", "1.1.2");
        manifest(rows, "controllermanager", "kube-controller-manager", "control-plane nodes", CONTROL, "1.1.3", "1.1.4");
        manifest(rows, "scheduler", "kube-scheduler", "control-plane nodes", CONTROL, "1.1.5", "1.1.6");
        manifest(rows, "etcd", "etcd", ETCD_HOSTS, ETCD, "1.1.7", "1.1.8");
        Files network = new Files("network configuration", List.of("/etc/cni/net.d/*", "/var/lib/cni/networks/**"),
                "kubelet", "nodes with a kubelet", KUBELET);
        pair(rows, "node-network-configuration", LOW, "The files of the pods' network", network, 0600, """
                Whoever writes there decides what runs as root whenever a pod starts, and reads which pod has which
                address.""", "1.1.9", "1.1.10", "", "");
        kubeconfig(rows, "scheduler", "kube-scheduler", "/etc/kubernetes/scheduler.conf", "1.1.15", "1.1.16");
        kubeconfig(rows, "controllermanager", "kube-controller-manager", "/etc/kubernetes/controller-manager.conf",
                "1.1.17", "1.1.18");
        Files pki = new Files("certificate folder", List.of("/etc/kubernetes/pki", "/etc/kubernetes/pki/**"),
                API_SERVER, ETCD_HOSTS, ETCD);
        rows.add(FileRule.of("node-certificate-folder-owned-by-root", HIGH, "The folder of certificates and keys belongs "
                + "to root", pki, new FileDemand.OwnedByRoot(), """
                Its owner can put keys and authorities of his own there, and everything in the cluster trusts them.""",
                owner("The API server and etcd must still be able to read what they use."), "1.1.19", "V-242451"));
        rows.add(FileRule.of("node-certificates-not-writable", HIGH, "Certificates can be written by their owner alone",
                new Files("certificate", List.of("/etc/kubernetes/pki/*.crt", "/etc/kubernetes/pki/etcd/*.crt",
                        "/cm/local/apps/kubernetes/var/etc/*.crt"), API_SERVER, ETCD_HOSTS, ETCD), new FileDemand.Mode(0644), """
                Whoever changes an authority's certificate decides whom the cluster trusts.""",
                mode("0644"), "1.1.20", "V-242466"));
        rows.add(FileRule.of("node-private-keys-protected", CRITICAL, "Private keys can be read by their owner alone",
                new Files("private key", List.of("/etc/kubernetes/pki/*.key", "/etc/kubernetes/pki/etcd/*.key",
                        "/var/lib/kubelet/pki/*.pem", BCM_KEYS), new TreeMap<>(Map.of(
                        API_SERVER, List.of("/etc/kubernetes/pki/*.key", BCM_KEYS),
                        "etcd", List.of("/etc/kubernetes/pki/etcd/*.key", BCM_KEYS),
                        "kubelet", List.of("/var/lib/kubelet/pki/*.pem", BCM_KEYS))),
                        "nodes with a kubelet and hosts of etcd", KUBELET.or(ETCD)), new FileDemand.Key(0600, Set.of(0L)), """
                Whoever reads such a key is the component that it belongs to; with the authority's, anybody he likes.""",
                mode("0600") + " The value node-key-owners names who but root may own one, such as etcd's account.",
                "1.1.21", "V-242467"));
        Files unit = new Files("service file of the kubelet", units("kubelet"), "kubelet", "nodes with a kubelet", KUBELET);
        pair(rows, "kubelet-service-file", MEDIUM, "The kubelet's service files", unit, 0600, """
                They say what runs as root at the next start of the node.""", "4.1.1", "4.1.2", "V-242407", "V-242406");
        named(rows, "kubelet-kubeconfig", HIGH, "The kubelet's kubeconfig is", new NamedFileRule.Files("kubeconfig",
                NamedPath.Use.KUBELET_KUBECONFIG, "nodes with a kubelet", KUBELET), 0600, """
                It holds, or names, the credential by which the node speaks to the API server.""", "4.1.5", "4.1.6",
                "V-242452", "V-242453");
        named(rows, "kubelet-configuration-file", HIGH, "The kubelet's configuration is", new NamedFileRule.Files(
                "configuration file", NamedPath.Use.KUBELET_CONFIGURATION, "nodes with a kubelet", KUBELET), 0600, """
                It decides who may run commands in the node's containers. Each drop-in counts like the file.""",
                "4.1.9", "4.1.10", "V-242456", "V-242457");
        named(rows, "kubeproxy-kubeconfig", MEDIUM, "kube-proxy's kubeconfig is", new NamedFileRule.Files("kubeconfig",
                NamedPath.Use.KUBE_PROXY_KUBECONFIG, "nodes with a kubelet", KUBELET), 0600, """
                It holds, or names, the credential by which kube-proxy reads the cluster's Services.""", "4.1.3",
                "4.1.4", "V-242447", "V-242448");
        NamedFileRule.Files authority = new NamedFileRule.Files("authority of clients",
                NamedPath.Use.KUBELET_CLIENT_AUTHORITY, "nodes with a kubelet", KUBELET);
        String authorityWhy = """
                Whoever changes it decides whose certificates the kubelet takes, and so who may run commands in the
                node's containers.""";
        rows.add(NamedFileRule.of("kubelet-client-authority-not-writable", HIGH, "The file of the authority that the "
                + "kubelet trusts can be written by its owner alone", authority, new FileDemand.Mode(0644), authorityWhy,
                mode("0644"), "4.1.7", "V-242449"));
        rows.add(NamedFileRule.of("kubelet-client-authority-owned-by-root", HIGH, "The file of the authority that the "
                + "kubelet trusts belongs to root", authority, new FileDemand.OwnedByRoot(), authorityWhy,
                owner("Everybody may still read it."), "4.1.8", "V-242450"));
        rows.add(NamedFileRule.of("etcd-data-directory-private", CRITICAL, "etcd's data can be read by its owner alone",
                new NamedFileRule.Files("data folder", NamedPath.Use.ETCD_DATA, ETCD_HOSTS, ETCD),
                new FileDemand.Mode(0700), """
                It holds every object of the cluster, Secrets included, without asking anybody who he is.""",
                mode("0700"), "1.1.11", "V-242459"));
        return rows;
    }

    private static void manifest(List<Check> rows, String section, String component, String who,
                                 Predicate<Target.Node> where, String mode, String owner) {
        List<String> usual = new ArrayList<>(List.of(MANIFESTS + component + ".yaml"));
        usual.addAll(units(component));
        List<String> patterns = new ArrayList<>(usual);
        patterns.add(MANIFESTS + component + "*");
        pair(rows, section + "-manifest", HIGH, "What starts " + component, new Files("manifest or service file of "
                + component, patterns, new TreeMap<>(Map.of(component, usual)), who, where), 0600, """
                The kubelet runs what stands in a manifest, and systemd what stands in a service file, as root and
                without asking the API server: whoever writes there owns the control plane. The kubelet takes every file
                of the folder, copies of an old manifest, too.""", mode, owner, "V-242408",
                "V-242405");
    }

    /** The files of a systemd service, as a package and as an operator put them. */
    private static List<String> units(String name) {
        return List.of("/etc/systemd/system/" + name + ".service", "/etc/systemd/system/" + name + ".service.d/*.conf",
                "/usr/lib/systemd/system/" + name + ".service", "/usr/lib/systemd/system/" + name + ".service.d/*.conf");
    }

    private static void kubeconfig(List<Check> rows, String section, String component, String path, String mode,
                                   String owner) {
        pair(rows, section + "-kubeconfig", HIGH, "The kubeconfig of " + component, new Files("kubeconfig of "
                + component, List.of(path), component, "control-plane nodes", CONTROL), 0600, """
                It holds the credential of a component that acts for every namespace.""", mode, owner, "V-242460",
                "V-242446");
    }

    /** The same for a file that a live process names. */
    private static void named(List<Check> rows, String id, Severity severity, String title, NamedFileRule.Files files,
                              int most, String why, String mode, String owner, String modeStig, String ownerStig) {
        rows.add(NamedFileRule.of(id + "-private", severity, title + " its owner's alone to read and write", files,
                new FileDemand.Mode(most), why, mode(String.format("%04o", most)), mode, modeStig));
        rows.add(NamedFileRule.of(id + "-owned-by-root", severity, title.replaceFirst(" is$", " belongs")
                + " to root", files, new FileDemand.OwnedByRoot(), why, owner("Nothing else needs it."), owner,
                ownerStig));
    }

    /** A row for the mode and one for the owner. */
    private static void pair(List<Check> rows, String id, Severity severity, String title, Files files, int most,
                             String why, String mode, String owner, String modeStig, String ownerStig) {
        boolean many = title.endsWith("files") || title.startsWith("The files");
        rows.add(FileRule.of(id + "-private", severity, title + (many ? " are" : " is") + " its owner's alone to read "
                + "and write", files, new FileDemand.Mode(most), why, mode(String.format("%04o", most)), mode, modeStig));
        rows.add(FileRule.of(id + "-owned-by-root", severity, title + (many ? " belong" : " belongs") + " to root",
                files, new FileDemand.OwnedByRoot(), why, owner("Nothing else needs them."), owner, ownerStig));
    }

    private static String mode(String octal) {
        return "Take away every bit outside of " + octal + ": chmod with the file's own bits less the others. Fewer "
                + "bits are as good. What may break: tools that read the file as another user than root.";
    }

    private static String owner(String note) {
        return "Give the file to root: chown root:root. " + note;
    }
}
