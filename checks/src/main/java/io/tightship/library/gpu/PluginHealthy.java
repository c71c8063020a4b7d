package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.Quantity;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.DriverGpus;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Device plugins run on every GPU node, and what they announce is what the node has. */
final class PluginHealthy implements Check {

    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<DaemonSets> DAEMONS = Need.Own.of(DaemonSets.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);

    private static final Need.Own<PerSubject<DriverGpus>> DRIVERS = Need.Own.of(DriverGpus.KEY);

    private static final String EXPECTED = "what it has by its driver, all of it allocatable";
    /** Parts of a GPU by their size in slices, such as {@code mig-1g.10gb}. */
    private static final Pattern PROFILE = Pattern.compile("mig-([0-9])g\\..*");
    /** Into which a GPU can be divided at most. */
    private static final BigDecimal SLICES = BigDecimal.valueOf(7);

    private static final Rule RULE = Rule.builder("gpu-plugin-healthy")
            .title("Device plugins are ready, and each GPU node offers the GPUs that it has")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A node whose plugin is ill, or that announces other GPUs than it has, gives pods devices that are
                    not theirs, or none; an attacker on the node can announce what he likes. What the node offers is held
                    against what its driver runs, as the node itself shows it, and against its labels and its division.""")
            .remediation("""
                    Look at the pods of the plugin that are not ready, and on the node at its log and at nvidia-smi -L.""")
            .reference("Securing GPU device plugins", "Immediate actions, 3").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODES, DAEMONS, WORKLOADS, DRIVERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> plugins = context.get(WORKLOADS).all().stream().filter(workload -> workload.kind().equals("DaemonSet")
                && workload.running().stream().anyMatch(GpuSoftware::isPlugin)).map(workload -> workload.namespace() + "/"
                + workload.name()).collect(Collectors.toCollection(TreeSet::new));
        List<GpuNode> nodes = context.get(NODES).nodes();
        if (nodes.isEmpty() && plugins.isEmpty() && context.get(DRIVERS).known().values().stream().allMatch(driver ->
                driver.count() == 0)) {
            return List.of(new Verdict.NotApplicable("", "no Node of the cluster says that it has "
                    + "GPUs, no driver that was asked runs one, and no device plugin runs",
                    evidence(context, "")));
        }
        for (DaemonSets.DaemonSet plugin : context.get(DAEMONS).all()) {
            if (plugins.contains(plugin.id())) {
                String observed = "ready on " + plugin.ready() + " of " + plugin.desired() + " nodes";
                boolean holds = plugin.ready() == plugin.desired() && plugin.desired() > 0;
                verdicts.add(Verdict.of(holds, plugin.id(), observed, "ready on all of them", "device plugin " + plugin.id()
                        + " is " + observed + (holds ? ", as expected" : "; expected all of them"),
                        evidence(context, observed)));
            }
        }
        plugins.stream().filter(plugin -> context.get(DAEMONS).all().stream().noneMatch(set -> set.id().equals(plugin)))
                .forEach(plugin -> verdicts.add(new Verdict.Fail(plugin, "pods without a DaemonSet", "ready on all nodes",
                        "device plugin " + plugin + " has pods, and its DaemonSet is gone; expected one that is ready on all nodes",
                        evidence(context, plugin))));
        SortedMap<String, DriverGpus> drivers = context.get(DRIVERS).known();
        Set<String> named = new TreeSet<>();
        for (GpuNode node : nodes) {
            named.add(node.name());
            Optional<DriverGpus> driver = Optional.ofNullable(drivers.get(node.name()));
            List<String> faults = new ArrayList<>();
            offered(node).ifPresent(faults::add);
            driver.flatMap(gpus -> held(node, gpus.count())).ifPresent(faults::add);
            String observed = faults.isEmpty() ? "offers " + offer(node) + driver.map(gpus -> ", with " + gpus.count()
                    + " GPUs by its driver").orElse("") : String.join("; ", faults);
            // Of a node whose driver was not read only a fault is certain: the evaluator keeps its error otherwise.
            verdicts.add(Verdict.of(faults.isEmpty(), node.name(), observed, EXPECTED, "node " + node.name() + " " + observed
                    + (faults.isEmpty() ? ", as expected" : "; expected " + EXPECTED), evidence(context, observed)));
        }
        drivers.forEach((host, gpus) -> {
            if (!named.contains(host) && gpus.count() > 0) {
                verdicts.add(new Verdict.Fail(host, gpus.count() + " GPUs by its driver, none offered", EXPECTED, "node "
                        + host + " has " + gpus.count() + " GPUs by its driver, and no Node of the cluster offers them; expected "
                        + EXPECTED, context.sources(DRIVERS, host).stream().map(source -> source.evidence(0, "")).toList()));
            }
        });
        return verdicts;
    }

    /** By the Node alone: what it announced can be given to pods, and is what feature discovery counted. */
    private static Optional<String> offered(GpuNode node) {
        if (node.capacity().values().stream().allMatch("0"::equals)) {
            return Optional.of("has GPUs and offers none");
        }
        for (Map.Entry<String, String> resource : node.capacity().entrySet()) {
            String allocatable = node.allocatable().getOrDefault(resource.getKey(), "0");
            if (!allocatable.equals(resource.getValue())) {
                return Optional.of("announces " + resource.getValue() + " nvidia.com/" + resource.getKey() + " of which "
                        + allocatable + " are allocatable");
            }
        }
        Optional<BigDecimal> count = node.label("gpu.count").flatMap(Quantity::parse);
        return whole(node) && count.isPresent() ? differs(node, count.get(), "by feature discovery") : Optional.empty();
    }

    /** Against what the driver runs. Of divided GPUs no more parts are offered than they can be divided into. */
    private static Optional<String> held(GpuNode node, int gpus) {
        if (whole(node)) {
            return differs(node, BigDecimal.valueOf(gpus), "by its driver");
        }
        BigDecimal parts = BigDecimal.ZERO;
        for (Map.Entry<String, String> resource : node.capacity().entrySet()) {
            Matcher profile = PROFILE.matcher(resource.getKey());
            BigDecimal count = Quantity.parse(resource.getValue()).orElse(BigDecimal.ZERO);
            if (profile.matches()) {
                parts = parts.add(count.multiply(BigDecimal.valueOf(Long.parseLong(profile.group(1)))));
            } else if (resource.getKey().equals("gpu")) {
                // Under the strategy single these are parts, one slice each at least; under mixed, whole GPUs.
                parts = parts.add(single(node) ? count : count.multiply(SLICES));
            }
        }
        BigDecimal shares = replicas(node).multiply(BigDecimal.valueOf(gpus));
        boolean alike = !single(node) || shares.signum() == 0 || parts.remainder(shares).signum() == 0;
        return parts.compareTo(SLICES.multiply(shares)) <= 0 && alike ? Optional.empty() : Optional.of("offers " + offer(node)
                + " under the MIG strategy " + node.label("mig.strategy").orElse("none") + ", which the " + gpus
                + " GPUs by its driver cannot be divided into");
    }

    private static Optional<String> differs(GpuNode node, BigDecimal count, String by) {
        Optional<BigDecimal> offered = Optional.ofNullable(node.capacity().get("gpu")).flatMap(Quantity::parse);
        BigDecimal shared = replicas(node);
        return offered.isPresent() && count.multiply(shared).compareTo(offered.get()) != 0 ? Optional.of("has "
                + count.toPlainString() + " GPUs " + by + ", each shared by " + shared.toPlainString() + ", and offers "
                + offered.get().toPlainString()) : Optional.empty();
    }

    private static BigDecimal replicas(GpuNode node) {
        return node.label("gpu.replicas").flatMap(Quantity::parse).filter(number -> number.signum() > 0)
                .orElse(BigDecimal.ONE);
    }

    /** Whether GPUs are offered undivided: profiles of MIG are other resources, or other counts. */
    private static boolean whole(GpuNode node) {
        return node.label("mig.config").filter("all-disabled"::equals).isPresent() || switch (
                node.label("mig.strategy").orElse("none")) {
            case "none" -> true;
            case "single" -> node.label("gpu.product").filter(product -> !product.contains("-MIG-")).isPresent();
            default -> node.capacity().entrySet().stream().noneMatch(resource -> PROFILE.matcher(resource.getKey()).matches()
                    && !resource.getValue().equals("0"));
        };
    }

    private static boolean single(GpuNode node) {
        return node.label("mig.strategy").filter("single"::equals).isPresent();
    }

    private static String offer(GpuNode node) {
        return node.capacity().entrySet().stream().map(resource -> resource.getValue() + " nvidia.com/" + resource.getKey())
                .collect(Collectors.joining(", "));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(NODES).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get pods -A -o wide -l app=nvidia-device-plugin-daemonset"), Step.prose("On the node, compare "
                + "ls /proc/driver/nvidia/gpus with kubectl describe node."));
    }
}
