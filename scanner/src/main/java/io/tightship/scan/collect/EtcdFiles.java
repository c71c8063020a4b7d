package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The configuration file that the command line of each live etcd names. */
record EtcdFiles() implements OfProcesses {

    static final Pattern ALLOWED = Pattern.compile("(?!.*(?:/pki/|/private/|/\\.|secret))"
            + "(?=.*etcd)/(?:etc|var/lib|usr/local/etc|cm)/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*[A-Za-z0-9_.@+-]*"
            + "(?:\\.ya?ml|\\.json|\\.conf|(?<=/)config)"); // the last one is rke2's

    @Override
    public Pattern allowed() {
        return ALLOWED;
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
    public String process() {
        return "etcd";
    }

    @Override
    public List<NodeProbe.ReadFile> of(ProcessTable.Process process, Reading source) {
        return file(process).stream().toList();
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
