package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.linux.NamedPath;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Owner and mode of the paths that the command lines of live processes name; nothing in them is read. */
record NamedPaths(NamedPath.Use use) implements OfProcesses {

    private static final Pattern ALLOWED = Pattern.compile("/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*"
            + "(?:[A-Za-z0-9_.@+-]+|\\*\\*)");

    /** Where etcd's data is looked for besides: it may be named by its environment or its file. */
    private static final String ETCD_DATA = "/var/lib/etcd";

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 8;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new FileProbe.Paths(path));
    }

    @Override
    public String description() {
        return "owner and mode of " + switch (use) {
            case ETCD_PROCESS -> "the entry of each process etcd under /proc";
            case ETCD_DATA -> "the data folder of each process etcd (--data-dir)";
            case KUBELET_KUBECONFIG -> "the kubeconfig that the kubelet names (--kubeconfig)";
            case KUBELET_CONFIGURATION -> "the files that the kubelet names (--config, --config-dir)";
            case KUBELET_CLIENT_AUTHORITY -> "the authority that the kubelet names (--client-ca-file)";
            case KUBE_PROXY_KUBECONFIG -> "the kubeconfig that kube-proxy names (--kubeconfig)";
        };
    }

    @Override
    public String process() {
        return use.process();
    }

    @Override
    public List<FileProbe.Paths> of(ProcessTable.Process process, Reading source) {
        return probes(process, source).stream().filter(probe -> probe.pattern().matches("/[A-Za-z0-9_.@+/-]+(?:/\\*\\*)?")
                && firstRound(probe.pattern()).isEmpty()).toList();
    }

    /** What the command line of one process leads to. */
    List<FileProbe.Paths> probes(ProcessTable.Process process, Reading source) {
        return switch (use) {
            case ETCD_PROCESS -> List.of(new FileProbe.Paths("/proc/" + process.id()));
            case ETCD_DATA -> EtcdSettings.commandLine(ComponentProcesses.words(process)) instanceof EtcdSettings.Parsed.Valid(
                    var flags) ? List.of(etcdData(process, Optional.ofNullable(flags.get("data-dir"))
                    .map(EtcdSettings.Given::value).orElse(""), Optional.ofNullable(flags.get("name"))
                    .map(EtcdSettings.Given::value).orElse("")), etcdData(process, ETCD_DATA, "")) : List.of();
            case KUBELET_KUBECONFIG -> flags(Component.KUBELET, process, source).flatMap(flags -> flags.text("kubeconfig"))
                    .map(path -> KubeletFiles.seenFrom(process, path)).map(FileProbe.Paths::new).stream().toList();
            case KUBELET_CONFIGURATION -> {
                List<FileProbe.Paths> probes = new ArrayList<>();
                flags(Component.KUBELET, process, source).ifPresent(flags -> {
                    KubeletFiles.file(process, flags).ifPresent(file -> probes.add(new FileProbe.Paths(file.path())));
                    KubeletFiles.folder(process, flags).ifPresent(tree ->
                            probes.add(new FileProbe.Paths(tree.path() + "/**")));
                });
                yield probes;
            }
            case KUBELET_CLIENT_AUTHORITY -> flags(Component.KUBELET, process, source)
                    .flatMap(flags -> flags.text("client-ca-file"))
                    .map(path -> KubeletFiles.seenFrom(process, path)).map(FileProbe.Paths::new).stream().toList();
            case KUBE_PROXY_KUBECONFIG -> flags(Component.KUBE_PROXY, process, source)
                    .flatMap(flags -> flags.text("kubeconfig")).filter(path -> !path.isEmpty())
                    .map(path -> KubeletFiles.seenFrom(process, path)).map(FileProbe.Paths::new).stream().toList();
        };
    }

    /** As the process itself sees it, in a container or not. */
    static FileProbe.Paths etcdData(ProcessTable.Process process, String folder, String name) {
        String path = folder.isEmpty() ? (name.isEmpty() ? "default" : name) + ".etcd" : folder;
        return new FileProbe.Paths("/proc/" + process.id() + (path.startsWith("/") ? "/root" : "/cwd/")
                + path.replaceAll("/+", "/").replaceAll("(?<=.)/$", ""));
    }

    private static Optional<Flags> flags(Component component, ProcessTable.Process process, Reading source) {
        return ComponentProcesses.flags(component, process, source) instanceof Fact.Known<Flags>(Flags flags,
                var from) ? Optional.of(flags) : Optional.empty();
    }

    /** What is looked at in the first round, whatever the processes say. */
    List<FileProbe.Paths> firstRound() {
        return switch (use) {
            case ETCD_PROCESS, ETCD_DATA -> List.of();
            case KUBELET_KUBECONFIG -> List.of(new FileProbe.Paths("/etc/kubernetes/kubelet.conf"));
            case KUBELET_CONFIGURATION -> List.of(new FileProbe.Paths("/var/lib/kubelet/config.yaml"));
            case KUBELET_CLIENT_AUTHORITY -> List.of(new FileProbe.Paths("/etc/kubernetes/pki/*.crt"),
                    new FileProbe.Paths("/cm/local/apps/kubernetes/var/etc/*.crt"));
            case KUBE_PROXY_KUBECONFIG -> List.of(new FileProbe.Paths("/var/lib/kube-proxy/*"));
        };
    }

    /** The first-round probe that tells about the path. */
    Optional<FileProbe.Paths> firstRound(String path) {
        return firstRound().stream().filter(probe -> path.matches(probe.pattern().replace(".", "\\.").replace("*",
                "[^/]*"))).findFirst();
    }
}
