package io.tightship.library.node;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.CniChain;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The limits of bandwidth that pods ask for are kept: the plugin is in the chain, is told of them, and is there. */
final class CniBandwidth implements Check {

    private static final Need.Own<CniChain> CHAIN = Need.Own.of(CniChain.KEY);

    /** Plugins that keep such limits by themselves. */
    private static final Set<String> BY_THEMSELVES = Set.of("cilium-cni", "ovn-k8s-cni-overlay");

    private static final String PLUGIN = "{\"type\": \"bandwidth\", \"capabilities\": {\"bandwidth\": true}}";
    private static final String EXPECTED = "a plugin bandwidth with its capability in the chain, and its program";

    private static final Rule RULE = Rule.builder("node-cni-bandwidth")
            .title("Limits of a pod's bandwidth are kept")
            .severity(Severity.LOW)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.ON_DISK)
            .rationale("""
                    The annotations kubernetes.io/ingress-bandwidth and egress-bandwidth are words until a plugin acts on
                    them: without it one pod takes the whole link from all others, and nothing says that its limit
                    counts for nothing.""")
            .remediation("""
                    Add {"type": "bandwidth", "capabilities": {"bandwidth": true}} at the end of plugins in the
                    configuration that counts, the first file of /etc/cni/net.d by name; a file that ends in .conf holds
                    one plugin and must become a .conflist. Install the program bandwidth, from containernetworking's
                    plugins, where the runtime looks for plugins. What writes the file (Calico's installer, an operator)
                    writes it anew: change it there.

                    What may break: nothing for pods without the annotations; new pods alone are limited.""")
            .reference("MindEdge: Hardening Kubernetes Security", "bandwidth plugin")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CHAIN);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        CniChain chain = context.get(CHAIN);
        String types = chain.plugins().stream().map(CniChain.Plugin::type).collect(Collectors.joining(", "));
        List<Evidence> evidence = context.sources(CHAIN).stream().map(source -> source.evidence(0, types)).toList();
        Optional<String> itself = chain.plugins().stream().map(CniChain.Plugin::type).filter(BY_THEMSELVES::contains)
                .findFirst();
        if (itself.isPresent()) {
            return List.of(new Verdict.NotApplicable("", itself.get() + " of " + chain.file()
                    + " keeps such limits by itself", evidence));
        }
        String wrong = wrong(chain);
        String observed = types + "; " + chain.binary() + chain.stat().map(stat -> " with mode " + stat.octal())
                .orElse(" missing");
        return List.of(Verdict.of(wrong.isEmpty(), "", observed, EXPECTED, chain.file() + " chains " + types
                + (wrong.isEmpty() ? ", and " + chain.binary() + " is there" : ": " + wrong + "; expected " + EXPECTED),
                evidence));
    }

    /** Empty where it is well. */
    private static String wrong(CniChain chain) {
        List<CniChain.Plugin> plugins = chain.plugins().stream().filter(plugin -> plugin.type().equals("bandwidth"))
                .toList();
        if (plugins.isEmpty()) {
            return "no plugin bandwidth is among them";
        }
        if (plugins.stream().noneMatch(CniChain.Plugin::limits)) {
            return "bandwidth lacks its capability, so that it is not told what pods ask for";
        }
        return chain.stat().filter(CniBandwidth::runs).isPresent() ? ""
                : chain.binary() + (chain.stat().isEmpty() ? " does not exist" : " cannot be run");
    }

    private static boolean runs(PathStat stat) {
        return stat.type() == 'f' && (stat.mode() & 0111) != 0;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        CniChain chain = context.get(CHAIN);
        String node = context.target().name();
        boolean program = chain.stat().filter(CniBandwidth::runs).isPresent();
        List<Step> steps = new ArrayList<>();
        if (chain.plugins().stream().noneMatch(plugin -> plugin.type().equals("bandwidth") && plugin.limits())) {
            if (program && chain.file().endsWith(".conflist")) {
                steps.add(Step.prose("Put this plugin at the end of the list plugins, in the place of another bandwidth."));
                steps.add(Step.setting(Step.Place.file(chain.file()), PLUGIN));
            } else {
                steps.add(Step.prose("Put " + PLUGIN + " at the end of the list plugins of " + chain.file()
                        + ", in the place of another bandwidth; a file that ends in .conf holds one plugin and must become "
                        + "a .conflist."));
            }
        }
        if (!program) {
            steps.add(Step.prose("Install the program bandwidth of containernetworking's plugins as " + chain.binary()
                    + " on " + node + ", or in its software image, with mode 0755."));
        }
        steps.add(Step.command(node, "ls -l " + chain.binary() + " && cat " + chain.file()));
        return steps;
    }
}
