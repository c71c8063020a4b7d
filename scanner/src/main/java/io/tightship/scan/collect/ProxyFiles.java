package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The configuration file that each live kube-proxy names, where the process itself finds it: mostly in its pod. */
record ProxyFiles() implements OfProcesses {

    private static final Pattern ALLOWED = Pattern.compile("/proc/[0-9]{1,9}/(?:root|cwd)/"
            + "(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*[A-Za-z0-9_.@+-]+\\.(?:conf|ya?ml|json)");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new ProcessProbe.ProxyConfiguration(path));
    }

    @Override
    public String description() {
        return "six fields of the configuration file that each process kube-proxy names (--config)";
    }

    @Override
    public String process() {
        return Component.KUBE_PROXY.process();
    }

    @Override
    public List<ProcessProbe.ProxyConfiguration> of(ProcessTable.Process process, Reading source) {
        return ComponentProcesses.flags(Component.KUBE_PROXY, process, source) instanceof Fact.Known<Flags>(Flags flags,
                var from) ? path(process, flags).map(ProcessProbe.ProxyConfiguration::new).stream().toList() : List.of();
    }

    /** As the process sees it; empty where it was given none. */
    static Optional<String> path(ProcessTable.Process process, Flags flags) {
        return flags.text("config").filter(path -> !path.isEmpty()).map(path -> "/proc/" + process.id()
                + (path.startsWith("/") ? "/root" : "/cwd/") + path.replaceAll("/+", "/"));
    }
}
