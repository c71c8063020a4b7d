package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The kubelet's port is open on an address of the node that somebody chose: not on all, and not on loopback. */
final class AddressBound implements Check {

    private static final Need.Own<PerSubject<KubeletSetting>> PORT = Need.Own.of(KubeletSetting.key("port"));
    private static final Need.Own<PerSubject<KubeletSetting>> ADDRESS = Need.Own.of(KubeletSetting.key("address"));
    private static final Need.Own<Listeners> LISTENERS = Need.Own.of(Listeners.KEY);

    private static final String EXPECTED = "an address of the node itself, neither all of them nor loopback";

    private static final Rule RULE = Rule.builder("kubelet-address-bound")
            .title("The kubelet listens on a chosen address of its node")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    The port runs commands in every container of the node. On every address it is open towards the
                    out-of-band network, the storage fabric and the pods as well, where nobody but the API server has
                    any business with it.""")
            .remediation("""
                    Set address in the kubelet's configuration to the node's own address, in a drop-in of each node since
                    the file is the same everywhere, or --address; then restart the kubelet. It must be the address by
                    which the API server reaches the node, else logs and exec stop.

                    What may break: monitoring that reads the port by another address or by loopback; probes of the
                    kubelet's health use port 10248 and are not touched.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(PORT, ADDRESS, LISTENERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(PORT).known().forEach((process, setting) -> {
            KubeletSetting address = context.get(ADDRESS).known().get(process);
            if (address != null) {
                verdicts.add(judge(context, process, FlagValues.integer(setting.effective().text()), address));
            }
        });
        return verdicts;
    }

    private static Verdict judge(Context context, String process, OptionalLong number, KubeletSetting address) {
        List<Evidence> evidence = new ArrayList<>();
        context.sources(ADDRESS, process).forEach(source -> evidence.add(source.evidence(address.effective().line(),
                SettingSteps.written("address", address.effective()))));
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 65535) {
            return new Verdict.Manual(process, "the " + process + " was told to use something that is no port: what does "
                    + "it listen on?", evidence);
        }
        int port = (int) number.getAsLong();
        List<String> open = context.get(LISTENERS).at(port);
        String observed = String.join(", ", open.stream().map(text -> text + " port " + port).toList());
        context.sources(LISTENERS).forEach(source -> evidence.add(source.evidence(0, observed)));
        if (open.isEmpty()) {
            return new Verdict.Manual(process, "nothing listens on port " + port + " of " + context.target().name()
                    + ", although the " + process + " runs: does it serve anything (enableServer)?", evidence);
        }
        boolean holds = open.stream().noneMatch(text -> Listeners.isWildcard(text)
                || IpAddress.parse(text).filter(IpAddress::isLoopback).isPresent());
        return Verdict.of(holds, process, observed, EXPECTED, "port " + port + " of the " + process + " is open on "
                + String.join(", ", open) + (holds ? ", as expected" : "; expected " + EXPECTED) + "; it is set to "
                + SettingSteps.written("address", address.effective()), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.command(node, "ip -brief address"), Step.prose("Write the node's own address into a drop-in "
                        + "of the kubelet on " + node + " (address: …), and take the flag --address out where it is "
                        + "given: " + SettingSteps.written("address",
                        context.get(ADDRESS).known().get(fail.subject()).effective()) + " decides now."),
                Step.command(node, "systemctl restart kubelet"),
                Step.command(node, "ss -H -l -n -t 'sport = :10250'"));
    }
}
