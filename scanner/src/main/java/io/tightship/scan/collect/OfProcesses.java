package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Second-round probes that the live processes of one name lead to. */
interface OfProcesses extends Derived {

    /** Their name, without its folder. */
    String process();

    /** What one of them leads to, the same each time. */
    List<? extends NodeProbe> of(ProcessTable.Process process, Reading source);

    @Override
    default NodeProbe source() {
        return ComponentProcesses.PROBE;
    }

    @Override
    default int max() {
        return 4;
    }

    @Override
    default List<NodeProbe> derive(Reading source) {
        Set<NodeProbe> probes = new LinkedHashSet<>();
        if (ProcessTable.of(source) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)) {
            table.of(process()).forEach(process -> probes.addAll(of(process, source)));
        }
        return List.copyOf(probes);
    }
}
