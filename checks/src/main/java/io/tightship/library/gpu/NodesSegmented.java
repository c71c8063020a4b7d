package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** GPU nodes are segments of the network: by Calico's host endpoints, or by the site's fabric, which no cluster shows. */
final class NodesSegmented implements Check {

    static final ValueKey<String> FABRIC = ValueKey.withFallback("gpu-fabric-segmentation", ValueType.TEXT, "none",
            "what segments the network of GPU nodes, where the fabric does and not Calico (none where nothing does)");

    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<LiveObjects> LIVE = Need.Own.of(LiveObjects.NETWORK);
    private static final Need.Setting<String> SEGMENTS = Need.Setting.of(FABRIC);

    /** The profile of endpoints that Calico makes by itself, which lets everything through. */
    private static final String OPEN = "projectcalico-default-allow";
    private static final String EXPECTED = "a host endpoint for all interfaces, without the profile " + OPEN;

    private static final Pattern INGRESS = Pattern.compile("spec\\.ingress\\[([0-9]+)\\]\\.(.+)");

    private static final Rule RULE = Rule.builder("gpu-nodes-segmented")
            .title("GPU nodes are segments of the network")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Who has one GPU node should not have the next one by the network between them. A host endpoint without
                    a policy denies all but the failsafe ports. Policies and profiles may open it again: where one of them lets
                    everything in, or is not known, that is a question.""")
            .remediation("""
                    Give each GPU node a HostEndpoint with interfaceName "*" and policies for what it needs; write the
                    policies first, and keep a way in. Where the fabric segments the nodes, name it in the value
                    gpu-fabric-segmentation.""")
            .reference("Securing GPU device plugins", "Long-term strategy, 4")
            .reference("Calico", "Protect hosts").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODES, LIVE, SEGMENTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<GpuNode> nodes = context.get(NODES).nodes();
        if (nodes.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs", evidence(context, "")));
        }
        if (!context.get(SEGMENTS).equals("none")) {
            return List.of(new Verdict.Manual("", "The site says that " + context.get(SEGMENTS) + " segments the network of its "
                    + nodes.size() + " GPU nodes: what of one of them was seen to be unreachable from another, and when?",
                    evidence(context, "")));
        }
        List<String> open = nodes.stream().map(GpuNode::name).filter(name -> context.get(LIVE).objects().stream()
                .noneMatch(object -> guards(object, name))).toList();
        Set<String> doubts = doubts(context);
        if (open.isEmpty() && !doubts.isEmpty()) {
            return List.of(new Verdict.Manual("", "Each of the " + nodes.size() + " GPU nodes has a host endpoint. Are these let "
                    + "open by " + String.join(", ", doubts) + "? Which endpoints it is for, or what it holds, is not seen here.",
                    evidence(context, String.join(", ", doubts))));
        }
        String observed = open.isEmpty() ? "all " + nodes.size() + " GPU nodes have one" : open.size() + " of " + nodes.size()
                + " GPU nodes have none: " + String.join(", ", open.subList(0, Math.min(5, open.size())));
        return List.of(Verdict.of(open.isEmpty(), "", observed, EXPECTED, "host endpoints that deny by default: " + observed
                + (open.isEmpty() ? "" : "; expected " + EXPECTED), evidence(context, observed)));
    }

    /** What may let everything in to host endpoints: policies that are for more than pods, and profiles of the endpoints. */
    private static Set<String> doubts(Context context) {
        Set<String> doubts = new TreeSet<>();
        for (SpecifiedObject object : context.get(LIVE).objects()) {
            if (object.kind().equals("HostEndpoint")) {
                object.fields().forEach((path, profile) -> {
                    if (path.startsWith("spec.profiles[")) {
                        doubts.add("the profile " + profile);
                    }
                });
            } else if (object.kind().equals("GlobalNetworkPolicy") && object.fields().getOrDefault("spec.namespaceSelector",
                    quoted("")).equals(quoted(""))
                    && letsEverythingIn(object)) {
                doubts.add(object.id());
            }
        }
        return doubts;
    }

    /** An ingress rule that allows, and names nobody and no port. */
    private static boolean letsEverythingIn(SpecifiedObject policy) {
        Map<String, Set<String>> rules = new TreeMap<>();
        policy.fields().forEach((path, value) -> {
            Matcher rule = INGRESS.matcher(path);
            if (rule.matches()) {
                rules.computeIfAbsent(rule.group(1), number -> new TreeSet<>()).add(rule.group(2).equals("action")
                        ? "action " + value : rule.group(2));
            }
        });
        return rules.values().stream().anyMatch(fields -> fields.contains("action " + quoted("Allow")) && fields.stream()
                .allMatch(field -> field.startsWith("action ") || field.equals("protocol") || field.equals("ipVersion")));
    }

    private static boolean guards(SpecifiedObject object, String node) {
        return object.kind().equals("HostEndpoint") && quoted(node).equals(object.fields().get("spec.node"))
                && quoted("*").equals(object.fields().get("spec.interfaceName"))
                && object.fields().entrySet().stream().noneMatch(field -> field.getKey().startsWith("spec.profiles")
                && field.getValue().equals(quoted(OPEN)));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        List<Evidence> evidence = new ArrayList<>();
        Stream.concat(context.sources(NODES).stream(), context.sources(LIVE).stream()).forEach(source ->
                evidence.add(source.evidence(0, excerpt)));
        return evidence;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Write the policies for the hosts first, then a HostEndpoint for each GPU node with "
                + "spec.interfaceName \"*\" and no profile; or name what segments the nodes in the value "
                + FABRIC.id() + "."), Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get hostendpoints.crd.projectcalico.org"));
    }
}
