package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** When the files that live processes of a component name were last written. */
record ConfigurationTimes(Component component) implements OfProcesses {

    /** What is read at the start; of the authentication's configuration a part is. Source: apiserver 0.24 to 0.36. */
    private static final List<NamedFiles> READ_ONCE = List.of(NamedFiles.AUDIT_POLICY, NamedFiles.ENCRYPTION,
            NamedFiles.ADMISSION, NamedFiles.AUTHENTICATION, NamedFiles.SCHEDULER);
    private static final String RELOAD = "encryption-provider-config-automatic-reload";

    private static final Pattern ALLOWED = Pattern.compile("/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*[A-Za-z0-9_.@+-]+");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 12;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new FileProbe.Changed(path));
    }

    @Override
    public String description() {
        return "when the configuration that each process " + component.process() + " names was last written";
    }

    @Override
    public List<InProcess> timesInProcess() {
        return READ_ONCE.stream().filter(named -> named.process().equals(component.process()))
                .flatMap(named -> named.inProcess().stream()).toList();
    }

    @Override
    public String process() {
        return component.process();
    }

    @Override
    public List<NodeProbe> of(ProcessTable.Process process, Reading source) {
        List<NodeProbe> probes = new ArrayList<>();
        if (ComponentProcesses.flags(component, process, source) instanceof Fact.Known<Flags>(Flags flags, var from)) {
            probes.addAll(files(process, flags));
        }
        return probes;
    }

    /** What the command line names. */
    List<FileProbe.Changed> files(ProcessTable.Process process, Flags flags) {
        List<FileProbe.Changed> files = new ArrayList<>();
        if (component == Component.KUBE_PROXY) {
            ProxyFiles.path(process, flags).ifPresent(path -> files.add(new FileProbe.Changed(path)));
        } else if (component == Component.KUBELET) {
            KubeletFiles.file(process, flags).ifPresent(file -> files.add(new FileProbe.Changed(file.path())));
            KubeletFiles.folder(process, flags).ifPresent(tree -> files.add(new FileProbe.Changed(tree.path())));
        }
        READ_ONCE.stream().filter(named -> named.process().equals(component.process())
                && !(named.equals(NamedFiles.ENCRYPTION) && flags.bool(RELOAD, false))).forEach(named ->
                flags.text(named.flag()).filter(path -> !path.isEmpty()).ifPresent(path ->
                        files.add(new FileProbe.Changed(named.probe(process, path).paths().getFirst()))));
        return files;
    }
}
