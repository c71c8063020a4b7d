package io.tightship.scan.collect;

import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** The authority that the environment of each live etcd names; what is kept of the file is fingerprints. */
record EtcdAuthorities() implements OfProcesses {

    private static final Pattern ALLOWED = Pattern.compile("/proc/[0-9]{1,9}");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of();
    }

    @Override
    public String description() {
        return "the fingerprints of the certificates that each process etcd names by ETCD_TRUSTED_CA_FILE";
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
        return new ProcessProbe.EtcdAuthority(process.id());
    }
}
