package io.tightship.library.nim;

import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A workload whose pods are NIMs: by an image below a path segment {@code nim}, a variable {@code NIM_…}, the NIM operator
 * that made it, or a label of the site's.
 */
record Nim(Workload workload) {

    /** Sources: k8s-nim-operator v2.0.2 and v3.1.2. */
    private static final String GROUP = "apps.nvidia.com";

    /** What stands before the server in a pod of Knative's, and is spoken to in its place. */
    private static final String KNATIVE_PROXY = "queue-proxy";

    /** Variables by which NIMs are told where to listen. */
    private static final Set<String> PORTS = Set.of("NIM_SERVER_PORT", "NIM_HTTP_API_PORT", "NIM_GRPC_API_PORT");

    /** @param labels {@code KEY=VALUE} of pods that are NIMs */
    static List<Nim> of(Workloads workloads, Set<String> labels) {
        return workloads.all().stream().filter(workload -> !workload.running().isEmpty()).map(Nim::new)
                .filter(nim -> nim.made("NIMService") || nim.made("NIMCache") || nim.workload().running().stream()
                        .anyMatch(shape -> shape.containers().stream().anyMatch(Nim::serves)
                                || labels.stream().anyMatch(label -> labelled(shape, label))))
                .toList();
    }

    /** The one that a finding is about. */
    static Nim of(Workloads workloads, Set<String> labels, String id) {
        return of(workloads, labels).stream().filter(nim -> nim.workload().id().equals(id)).findFirst().orElseThrow();
    }

    /** Where NIMs run. */
    static SortedSet<String> namespaces(Workloads workloads, Set<String> labels) {
        return of(workloads, labels).stream().map(nim -> nim.workload().namespace())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean made(String kind) {
        return workload.kind().equals(kind) || workload.makers().stream().anyMatch(maker ->
                maker.group().equals(GROUP) && maker.kind().equals(kind));
    }

    private static boolean labelled(PodShape shape, String label) {
        int sign = label.indexOf('=');
        return sign > 0 && label.substring(sign + 1).equals(shape.labels().get(label.substring(0, sign)));
    }

    private static boolean serves(PodContainer container) {
        return List.of(ImageName.of(container.image()).path().split("/")).contains("nim")
                || container.environment().stream().anyMatch(variable -> variable.name().startsWith("NIM_"));
    }

    /** The NIMService that made it; its operator writes the pods anew. */
    Optional<String> service() {
        return workload.kind().equals("NIMService") ? Optional.of(workload.name()) : workload.makers().stream()
                .filter(maker -> maker.group().equals(GROUP) && maker.kind().equals("NIMService")).map(Maker::name)
                .findFirst();
    }

    /** It only fetches a model, and so has to write. */
    boolean fetches() {
        return made("NIMCache");
    }

    List<PodShape> shapes() {
        return workload.running();
    }

    /** The ports of TCP on which a pod serves: those that its servers state, also by their variables; else NIM's 8000. */
    static SortedSet<Long> ports(PodShape shape) {
        SortedSet<Long> ports = new TreeSet<>();
        Stream.concat(servers(shape).stream(), shape.containers().stream().filter(container -> container.name().equals(
                KNATIVE_PROXY))).forEach(container -> {
            container.ports().stream().filter(port -> port.protocol().equals("TCP")).forEach(port ->
                    ports.add(port.container()));
            container.environment().stream().filter(variable -> PORTS.contains(variable.name())).flatMap(variable ->
                    variable.value().stream()).filter(value -> value.matches("[0-9]{1,5}")).forEach(value ->
                    ports.add(Long.valueOf(value)));
        });
        return ports.isEmpty() ? new TreeSet<>(Set.of(8000L)) : ports;
    }

    /** The containers of a pod that serve the model; all that run beside each other where none can be told. */
    static List<PodContainer> servers(PodShape shape) {
        List<PodContainer> servers = shape.containers().stream().filter(Nim::serves).toList();
        return servers.isEmpty() ? shape.containers().stream().filter(container -> container.role() == Role.MAIN).toList()
                : servers;
    }
}
