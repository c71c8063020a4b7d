package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.Component;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** When live processes of a component were started, by the kernel's count. */
record ProcessStarts(Component component) implements OfProcesses {

    private static final Pattern ALLOWED = Pattern.compile("/proc/[0-9]{1,9}/stat");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new ProcessProbe.ProcessStart(path));
    }

    @Override
    public String description() {
        return "when each process " + component.process() + " started";
    }

    @Override
    public String process() {
        return component.process();
    }

    @Override
    public List<NodeProbe> of(ProcessTable.Process process, Reading source) {
        return List.of(of(process));
    }

    static NodeProbe of(ProcessTable.Process process) {
        return new ProcessProbe.ProcessStart("/proc/" + process.id() + "/stat");
    }
}
