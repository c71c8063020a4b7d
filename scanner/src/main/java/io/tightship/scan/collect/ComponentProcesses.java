package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The live processes of a component on a node that must have one, under names that stay the same between runs. */
final class ComponentProcesses {

    static final ProcessProbe.Processes PROBE = new ProcessProbe.Processes();

    private ComponentProcesses() {
    }

    static Route route(Target.Node node) {
        return Route.of(SessionId.node(node), PROBE);
    }

    static Reading reading(Target.Node node, Readings readings) {
        return readings.get(SessionId.node(node), PROBE);
    }

    /** Of a fact that the table of processes alone decides. */
    static List<Source> sources(Target.Node node, Readings readings) {
        return List.of(reading(node, readings).source(Witness.RUNNING));
    }

    /** @throws IllegalArgumentException for a parameter that names none: a defect of the check that asks */
    static Component component(String parameter) {
        return Stream.of(Component.values()).filter(component -> component.process().equals(parameter)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such component: " + parameter));
    }

    /** By name: {@code kube-apiserver}, {@code kube-apiserver 2} in the order of their arguments. Never empty. */
    static Fact<SortedMap<String, ProcessTable.Process>> of(Target.Node node, Component component, Reading reading) {
        if (!(ProcessTable.of(reading) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources))) {
            return ProcessTable.of(reading).map(table -> new TreeMap<>());
        }
        SortedMap<String, ProcessTable.Process> processes = named(table, component.process());
        if (processes.isEmpty()) {
            return reading.unavailable(Reason.NOT_COLLECTED, "no process " + component.process() + " runs on "
                    + node.name() + ", although the inventory lists it as " + switch (component) {
                        case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER -> "control plane";
                        case KUBELET, KUBE_PROXY -> "a node of cluster " + node.cluster().orElse("");
                    });
        }
        // It may be the node's or a workload's: what it holds is not known, and that stands beside the others.
        table.severalInOne().forEach(process -> processes.putIfAbsent(process.name(), process));
        return Fact.known(processes, sources);
    }

    /** The same of any binary; empty where none of the name runs. */
    static SortedMap<String, ProcessTable.Process> named(ProcessTable table, String name) {
        SortedMap<String, ProcessTable.Process> named = new TreeMap<>();
        table.of(name).stream().sorted(Comparator.comparing((ProcessTable.Process process) ->
                String.join("\0", process.arguments())).thenComparing(ProcessTable.Process::id)).forEach(process ->
                named.put(name + (named.isEmpty() ? "" : " " + (named.size() + 1)), process));
        return named;
    }

    /** Unavailable for a command line with which the component would not run, or that can be read in two ways. */
    static Fact<Flags> flags(Component component, ProcessTable.Process process, Reading reading) {
        if (!process.name().equals(component.process())) {
            return reading.unavailable(Reason.NOT_COLLECTED, ProcessTable.notJudged(process));
        }
        return switch (Flags.parse(component, words(process))) {
            case Flags.Parsed.Valid(Flags flags) -> Fact.known(flags, reading.source(Witness.RUNNING));
            case Flags.Parsed.Invalid(String why) -> reading.unavailable(Reason.UNPARSABLE, why);
        };
    }

    /** The command line without the program's own name. */
    static List<String> words(ProcessTable.Process process) {
        return process.arguments().subList(1, process.arguments().size());
    }

    /** Each process with what becomes of it. */
    static <V> Map<String, Fact<V>> each(SortedMap<String, ProcessTable.Process> processes,
                                         Function<ProcessTable.Process, Fact<V>> read) {
        return processes.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                entry -> read.apply(entry.getValue())));
    }
}
