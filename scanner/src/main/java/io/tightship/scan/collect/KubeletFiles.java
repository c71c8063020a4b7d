package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The configuration file and the drop-in folder that live kubelets name. Anybody on a node may call a process kubelet,
 * so only what looks like a kubelet's configuration is read: no keys, no kubeconfigs, no other component's files.
 */
record KubeletFiles() implements OfProcesses {

    private static final String SEGMENT = "(?!\\.\\.?/)[A-Za-z0-9_.@+-]+";

    private static final Pattern ALLOWED = Pattern.compile("(?!.*(?:/pki/|/private/|/\\.|secret|kubeconfig|"
            + "(?:admin|controller-manager|scheduler|(?<!/kubelet\\.service\\.d)/kubelet|bootstrap-kubelet)\\.conf$))"
            + "(?=.*kubelet)(?:/(?:var/lib|var/snap|etc|usr/local/etc|cm|run|home/kubernetes)/|/proc/[0-9]{1,9}/cwd/)"
            + "(?:" + SEGMENT + "/)*(?:[A-Za-z0-9_.@+-]*(?:\\.ya?ml|\\.json|\\.conf|\\.d|drop-?ins?)|kubelet-config"
            + "|(?<=/config/)kubelet|(?<=/kubelet/)config)");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 8;
    }

    @Override
    public List<NodeProbe> usual() {
        return List.of(new FileProbe.ReadFile("/var/lib/kubelet/config.yaml"));
    }

    @Override
    public String description() {
        return "the configuration file and the drop-in folder that the kubelet names (--config, --config-dir)";
    }

    @Override
    public String process() {
        return Component.KUBELET.process();
    }

    @Override
    public List<NodeProbe> of(ProcessTable.Process process, Reading source) {
        return ComponentProcesses.flags(Component.KUBELET, process, source) instanceof Fact.Known<Flags>(Flags flags,
                var from) ? Stream.of(file(process, flags), folder(process, flags)).<NodeProbe>flatMap(Optional::stream)
                .toList() : List.of();
    }

    static Optional<FileProbe.ReadFile> file(ProcessTable.Process process, Flags flags) {
        return named(flags, "config").map(path -> new FileProbe.ReadFile(seenFrom(process, path)));
    }

    static Optional<FileProbe.ReadTree> folder(ProcessTable.Process process, Flags flags) {
        return named(flags, "config-dir").map(path -> new FileProbe.ReadTree(seenFrom(process, path)));
    }

    /** Empty where the kubelet was given none. */
    static Optional<String> named(Flags flags, String flag) {
        return flags.text(flag).filter(path -> !path.isEmpty());
    }

    /** A relative path is looked up from where the process itself stands. */
    static String seenFrom(ProcessTable.Process process, String path) {
        String clean = path.replaceAll("/+", "/").replaceAll("(?<=^|/)(?:\\./)+", "").replaceAll("(?<=.)/$", "");
        return clean.startsWith("/") ? clean : "/proc/" + process.id() + "/cwd/" + clean;
    }
}
