package io.tightship.library.flag;

import io.tightship.fact.kubernetes.Component;
import io.tightship.model.Step;
import java.util.List;

/** Steps that change a flag of a control plane component. */
public final class FlagSteps {

    private FlagSteps() {
    }

    /** @param literal {@code --name=value} */
    public static List<Step> set(Component component, String node, String literal) {
        String process = component.process();
        String name = literal.substring(0, literal.indexOf('='));
        return List.of(
                Step.prose("On " + node + ", edit /etc/kubernetes/manifests/" + process + ".yaml, or whatever starts "
                        + process + " there: remove every other occurrence of " + name
                        + ", then add this one. The kubelet restarts a static pod by itself; change one node at a "
                        + "time, and wait until it is ready. kubeadm writes the manifest anew at the next upgrade: put "
                        + "the argument into its ClusterConfiguration, too."),
                Step.setting(Step.Place.argument(process), literal),
                Step.command(node, "tr '\\0' '\\n' </proc/$(pgrep -xo " + process + ")/cmdline | grep -e " + name));
    }
}
