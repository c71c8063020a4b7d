package io.tightship.scan.collect;

import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** The variables ETCD_* of each live etcd; the rest of its environment stays on the host. */
record EtcdEnvironments() implements OfProcesses {

    private static final Pattern ALLOWED = Pattern.compile("/proc/[0-9]{1,9}/environ");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new ProcessProbe.EtcdEnvironment(0));
    }

    @Override
    public String description() {
        return "the variables ETCD_* of each process etcd";
    }

    @Override
    public String process() {
        return "etcd";
    }

    @Override
    public List<NodeProbe> of(ProcessTable.Process process, Reading source) {
        return List.of(of(process));
    }

    static NodeProbe of(ProcessTable.Process process) {
        return new ProcessProbe.EtcdEnvironment(process.id());
    }
}
