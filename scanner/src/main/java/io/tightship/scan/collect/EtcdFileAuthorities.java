package io.tightship.scan.collect;

import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The authorities that the configuration file of each live etcd names; what is kept of them is fingerprints. */
record EtcdFileAuthorities() implements OfProcesses {

    @Override
    public Pattern allowed() {
        return NamedFiles.ETCD_CONFIGURATION.allowed();
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of();
    }

    @Override
    public String description() {
        return "the fingerprints of the certificates that the configuration file of each process etcd names";
    }

    @Override
    public String process() {
        return "etcd";
    }

    @Override
    public List<NodeProbe> of(ProcessTable.Process process, Reading source) {
        return probe(process, source).stream().toList();
    }

    /** Empty where its command line names no configuration file. */
    static Optional<NodeProbe> probe(ProcessTable.Process process, Reading source) {
        return NamedFiles.ETCD_CONFIGURATION.of(process, source).stream().findFirst().map(file ->
                new ProcessProbe.EtcdFileAuthorities(process.id(), file.paths().getFirst()));
    }
}
