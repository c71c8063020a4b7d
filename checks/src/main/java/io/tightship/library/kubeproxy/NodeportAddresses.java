package io.tightship.library.kubeproxy;

import io.tightship.check.Check;
import io.tightship.fact.Cidr;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ProxySettings;
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

/** kube-proxy opens node ports on chosen addresses of its node alone, not on whatever networks the node has. */
final class NodeportAddresses implements Check {

    private static final Need.Own<PerSubject<ProxySettings>> PROXY = Need.Own.of(ProxySettings.KEY);

    private static final String EXPECTED = "ranges of the nodes' addresses, or primary";

    private static final Rule RULE = Rule.builder("kubeproxy-nodeport-addresses")
            .title("kube-proxy opens node ports on chosen addresses alone")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING)
            .rationale("""
                    Unless told otherwise kube-proxy opens each node port on every address of the node. A Service of a
                    tenant is then reached over the out-of-band network, the storage fabric and whatever else somebody
                    plugs into the node later.""")
            .remediation("""
                    Set nodePortAddresses in the ConfigMap kube-proxy of kube-system to the ranges that hold the nodes'
                    own addresses, or, from Kubernetes 1.31 on, to primary alone; then restart its pods. A range of
                    length 0 is no choice. With --config the flag --nodeport-addresses counts for nothing. In the mode
                    nftables, primary is the default.

                    What may break: clients that reach node ports by another address of the nodes.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-proxy enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(PROXY, Absence.RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return Absence.of(context).orElseGet(() -> {
            List<Verdict> verdicts = new ArrayList<>();
            context.get(PROXY).known().forEach((process, settings) -> {
                List<Evidence> evidence = context.sources(PROXY, process).stream().map(source -> source.evidence(0,
                        "nodePortAddresses: " + settings.nodePorts())).toList();
                String wrong = wrong(settings);
                String observed = settings.nodePorts().isEmpty() ? "unset, mode " + settings.mode()
                        : String.join(", ", settings.nodePorts());
                verdicts.add(Verdict.of(wrong.isEmpty(), process, observed, EXPECTED, "nodePortAddresses of " + process
                        + " is " + observed + (wrong.isEmpty() ? ": it opens node ports on these alone"
                        : ": " + wrong + "; expected " + EXPECTED), evidence));
            });
            return verdicts;
        });
    }

    /** Empty where it is well. */
    private static String wrong(ProxySettings settings) {
        List<String> addresses = settings.nodePorts();
        if (addresses.isEmpty()) {
            return settings.mode().equals("nftables") ? "" : "node ports are open on every address of the node";
        }
        if (addresses.contains("primary")) {
            return addresses.size() == 1 ? "" : "primary stands alone or kube-proxy does not start";
        }
        for (String address : addresses) {
            Optional<Cidr> range = address.contains("/") ? Cidr.parse(address) : Optional.empty();
            if (range.isEmpty()) {
                return address + " is no range: kube-proxy does not start with it";
            }
            if (range.get().prefix() == 0) {
                return address + " holds every address there is";
            }
        }
        return "";
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(context.get(PROXY).known().get(fail.subject()).file().isPresent()
                        ? Step.setting(Step.Place.object("ConfigMap kube-system/kube-proxy, key config.conf"),
                                "nodePortAddresses: [primary]")
                        : Step.setting(Step.Place.argument("kube-proxy"), "--nodeport-addresses=primary"),
                Step.prose("Before Kubernetes 1.31 there is no primary: name the range of the nodes' addresses, such as "
                        + "the internal network's."),
                Step.command("any host with kubectl", "kubectl -n kube-system rollout restart daemonset kube-proxy"));
    }
}
