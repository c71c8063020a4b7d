package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The live processes of the components that checks ask about, by the name of argv[0]: a process that only mentions one of
 * them is not one. That none of a name runs is known only where the whole table was visible.
 */
public record ProcessTable(List<Process> processes) {

    /** All components that are ever looked at; other processes are dropped before anything is stored. */
    private static final Set<String> COMPONENTS = Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler",
            "etcd", "kubelet", "kube-proxy", "sshd");

    /** Distributions whose one process holds the components: what they were told is on no command line of their own. */
    private static final Set<String> ALL_IN_ONE = Set.of("k3s", "k3s-server", "k3s-agent", "kubelite",
            "microshift", "kubesolo");

    private static final Pattern ENTRY = Pattern.compile("/proc/([0-9]{1,9})/cmdline:");
    /** Yes and no are no secrets, {@code --enable-bootstrap-token-auth=true}, and neither are paths of files. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(--?[a-z0-9_-]*(?:token|password|passwd|secret)[a-z0-9_-]*(?<![-_]file)=)(?!(?:true|false|t|f|0|1)$).+");

    private static final Pattern LISTENER = Pattern.compile("(sshd\\S*): \\S*\\1 .*\\[listener].*");
    /** A second sshd under a name of its own, by which it has a PAM service of its own; not what sshd starts itself. */
    private static final Pattern SECOND_SSHD = Pattern.compile("sshd(?!-(?:session|auth|keygen)$)[._-][A-Za-z0-9._-]+");

    /** @param arguments argv, with the values of secret-looking flags masked */
    public record Process(long id, List<String> arguments) {
        /** The last segment of argv[0]; sshd's own children rename themselves and are none. */
        public String name() {
            return componentName(arguments);
        }
    }

    /** The processes of one component, by process id. */
    public List<Process> of(String component) {
        return processes.stream().filter(process -> process.name().equals(component)).toList();
    }

    /** What is stored of the answer to {@link ProcessProbe.Processes}: JSON. */
    static byte[] project(byte[] raw) {
        Map<Long, List<String>> byId = new TreeMap<>();
        for (String line : new String(raw, StandardCharsets.UTF_8).split("\u0000", -1)) {
            var entry = ENTRY.matcher(line);
            if (entry.lookingAt()) {
                byId.computeIfAbsent(Long.valueOf(entry.group(1)), id -> new ArrayList<>())
                        .add(masked(line.substring(entry.end())));
            }
        }
        List<Object> kept = new ArrayList<>();
        byId.forEach((id, arguments) -> {
            if (ALL_IN_ONE.contains(componentName(arguments))) {
                kept.add(Map.of("id", id, "arguments", List.of(componentName(arguments))));
            } else if (COMPONENTS.contains(componentName(arguments))) {
                Map<String, Object> process = new LinkedHashMap<>();
                process.put("id", id);
                process.put("arguments", arguments);
                kept.add(process);
            }
        });
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("firstProcessSeen", byId.containsKey(1L));
        table.put("processes", kept);
        return Json.write(table).getBytes(StandardCharsets.UTF_8);
    }

    /** An argument as it may be stored. */
    public static String masked(String argument) {
        return SECRET.matcher(argument).replaceFirst("$1(masked)");
    }

    /**
     * For what is said of components. Unavailable where the table was not read, or was hidden, and where one process
     * holds several components: then the absence of theirs proves nothing. Beside a kubelet of its own it may be a
     * workload's: then {@link #severalInOne} says so, and what runs besides is known.
     */
    public static Fact<ProcessTable> of(Reading reading) {
        return visible(reading) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)
                && !table.severalInOne().isEmpty() && table.of("kubelet").isEmpty()
                ? reading.unavailable(Reason.NOT_COLLECTED, notJudged(table.severalInOne().getFirst()))
                : visible(reading);
    }

    /** The processes that hold several components. */
    public List<Process> severalInOne() {
        return processes.stream().filter(process -> ALL_IN_ONE.contains(process.name())).toList();
    }

    /** Why nothing is said of what such a process holds. */
    public static String notJudged(Process severalInOne) {
        return severalInOne.name() + " runs here, one process that holds several components of Kubernetes: they have no "
                + "command lines of their own, and are not judged";
    }

    /** For what is said of other processes. */
    public static Fact<ProcessTable> visible(Reading reading) {
        switch (reading.status()) {
            case Reading.Status.Unread unread -> {
                return reading.unavailable(unread.reason(), unread.detail());
            }
            case Reading.Status.Absent absent -> {
                return reading.unavailable(Reason.BLIND, absent.proof());
            }
            case Reading.Status.Read read -> { }
        }
        try {
            Data table = Json.parse(reading.text());
            if (!table.get("firstProcessSeen").bool().orElse(false)) {
                return reading.unavailable(Reason.BLIND,
                        "the process table is hidden from this user: not even process 1 is visible");
            }
            List<Process> processes = new ArrayList<>();
            for (Data process : table.get("processes").list()) {
                processes.add(new Process(process.get("id").number().orElseThrow().longValue(),
                        process.get("arguments").texts()));
            }
            return Fact.known(new ProcessTable(List.copyOf(processes)),
                    reading.source(io.tightship.model.Witness.RUNNING));
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static String componentName(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        // sshd's listener titles itself "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", by whatever name it was run.
        if (LISTENER.matcher(first).matches()) {
            return "sshd";
        }
        // k3s titles itself "/usr/local/bin/k3s server".
        String name = first.replaceFirst("(?<=k3s) (?:server|agent)$", "").replaceFirst(".*/", "");
        return SECOND_SSHD.matcher(name).matches() ? "sshd" : name;
    }
}
