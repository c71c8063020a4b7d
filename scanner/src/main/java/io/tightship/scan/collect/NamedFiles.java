package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that a flag of each live process of the control plane names, each for what is in it. Anybody on a node may
 * call a process kube-apiserver and name any file: what is kept of one that is something else is nothing.
 *
 * @param process of the components, or etcd
 * @param flag    without dashes
 */
record NamedFiles(String process, String flag, NamedFileContent content) implements OfProcesses {

    static final NamedFiles AUDIT_POLICY = new NamedFiles(Component.KUBE_APISERVER.process(), "audit-policy-file",
            NamedFileContent.AUDIT_POLICY);
    static final NamedFiles ENCRYPTION = new NamedFiles(Component.KUBE_APISERVER.process(),
            "encryption-provider-config", NamedFileContent.ENCRYPTION);
    static final NamedFiles AUTHORIZATION = new NamedFiles(Component.KUBE_APISERVER.process(), "authorization-config",
            NamedFileContent.AUTHORIZATION);
    static final NamedFiles AUTHENTICATION = new NamedFiles(Component.KUBE_APISERVER.process(),
            "authentication-config", NamedFileContent.AUTHENTICATION);
    static final NamedFiles ADMISSION = new NamedFiles(Component.KUBE_APISERVER.process(),
            "admission-control-config-file", NamedFileContent.ADMISSION);
    static final NamedFiles CLIENT_AUTHORITY = new NamedFiles(Component.KUBE_APISERVER.process(), "client-ca-file",
            NamedFileContent.CERTIFICATES);
    static final NamedFiles KUBELET_AUTHORITIES = new NamedFiles(Component.KUBE_APISERVER.process(),
            "kubelet-certificate-authority", NamedFileContent.AUTHORITIES);
    static final NamedFiles ETCD_CONFIGURATION = new NamedFiles("etcd", "config-file", NamedFileContent.ETCD);
    static final NamedFiles ETCD_AUTHORITY = new NamedFiles("etcd", "trusted-ca-file", NamedFileContent.CERTIFICATES);
    static final NamedFiles SCHEDULER = new NamedFiles(Component.KUBE_SCHEDULER.process(), "config",
            NamedFileContent.SCHEDULER);

    private static final String SEGMENT = "(?!\\.\\.?/)[A-Za-z0-9_.@+-]+";
    private static final Pattern ALLOWED = Pattern.compile("/proc/[0-9]{1,9}/(?:root|cwd)/(?!(?:proc|sys|dev|root|home)/)"
            + "(?:" + SEGMENT + "/)*(?!.*\\.key$)[A-Za-z0-9_.@+-]+");

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of();
    }

    @Override
    public Optional<InProcess> inProcess() {
        return Optional.of(new InProcess(content, process, flag));
    }

    @Override
    public String description() {
        return "the file that each process " + process + " names by --" + flag + ", as that process sees it";
    }

    @Override
    public List<FileProbe.NamedFile> of(ProcessTable.Process process, Reading source) {
        return named(process, source).map(path -> probe(process, path)).stream().toList();
    }

    /** What the command line names; empty where it names nothing, or cannot be read. */
    Optional<String> named(ProcessTable.Process one, Reading source) {
        Optional<Component> component = List.of(Component.values()).stream().filter(c -> c.process().equals(process))
                .findFirst();
        Optional<String> path = component.isPresent()
                ? ComponentProcesses.flags(component.get(), one, source) instanceof Fact.Known<Flags>(Flags flags, var s)
                ? flags.text(flag) : Optional.empty()
                : EtcdSettings.commandLine(ComponentProcesses.words(one)) instanceof EtcdSettings.Parsed.Valid(var given)
                ? Optional.ofNullable(given.get(flag)).map(EtcdSettings.Given::value) : Optional.empty();
        return path.filter(text -> !text.isEmpty());
    }

    FileProbe.NamedFile probe(ProcessTable.Process one, String path) {
        return new FileProbe.NamedFile(one.id(), path.replaceAll("/+", "/").replaceAll("(?<=^|/)(?:\\./)+", ""),
                content);
    }

    /** What was kept of the file that a process names. */
    Fact<Data> read(ProcessTable.Process one, String path, SessionId session, Readings readings) {
        Reading reading = readings.get(session, probe(one, path));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, process
                    + " runs with --" + flag + "=" + path + ", which is not there any more: " + proof);
            case Reading.Status.Read read -> {
                try {
                    Data kept = Json.parse(reading.text());
                    yield kept.get("malformed").isAbsent()
                            ? Fact.known(kept, reading.source(io.tightship.model.Witness.ON_DISK))
                            : reading.unavailable(Reason.UNPARSABLE, path + " is not YAML"
                            + (content == NamedFileContent.ENCRYPTION ? ", or of another form than the one of which the "
                            + "helper leaves out the keys" : ""));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, path + ": " + e.getMessage());
                }
            }
        };
    }
}
