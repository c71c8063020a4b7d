package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The configuration file that the command line of each live etcd names. */
record EtcdFiles() implements Derived {

    static final Pattern ALLOWED = Pattern.compile("(?!.*(?:/pki/|/private/|/\\.|secret))"
            + "(?=.*etcd)/(?:etc|var/lib|usr/local/etc|cm)/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*[A-Za-z0-9_.@+-]*"
            + "(?:\\.ya?ml|\\.json|\\.conf)");

    @Override
    public NodeProbe source() {
        return ComponentProcesses.PROBE;
    }

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 4;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new NodeProbe.ReadFile(path));
    }

    @Override
    public String description() {
        return "the configuration file that each process etcd names (--config-file)";
    }

    @Override
    public List<NodeProbe> derive(Reading source) {
        List<NodeProbe> probes = new ArrayList<>();
        if (ProcessTable.of(source) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)) {
            for (ProcessTable.Process process : table.of("etcd")) {
                file(process).filter(file -> !probes.contains(file)).ifPresent(probes::add);
            }
        }
        return probes;
    }

    /** Empty where the command line names none, or cannot be read. */
    static Optional<NodeProbe.ReadFile> file(ProcessTable.Process process) {
        return EtcdSettings.commandLine(words(process)) instanceof EtcdSettings.Parsed.Valid(var flags)
                ? Optional.ofNullable(flags.get("config-file")).map(EtcdSettings.Given::value)
                .filter(path -> !path.isEmpty()).map(NodeProbe.ReadFile::new) : Optional.empty();
    }

    static List<String> words(ProcessTable.Process process) {
        return process.arguments().subList(1, process.arguments().size());
    }
}
