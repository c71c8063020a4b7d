package io.tightship.library.kyverno;

import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Locale;

/** How the charts of Kyverno and of its policies are installed on a site that follows the guide. */
final class Charts {

    private Charts() {
    }

    /** What comes before a command for one of the site's clusters. */
    static String module(Target cluster) {
        return "module load kubernetes/" + cluster.name() + " && ";
    }

    /** Puts the policies of NVIDIA's chart in place, or back. */
    static List<Step> installPolicies(Target.Cluster cluster) {
        return List.of(Step.command("the head node", module(cluster) + "helm upgrade --install nmc-kyverno-policies "
                        + "./nmc-kyverno-policies-2.0.12.tgz --set clusterType."
                        + cluster.space().name().toLowerCase(Locale.ROOT) + "=true -n kyverno --wait"),
                Step.command("the head node", module(cluster) + "kubectl get clusterpolicies.kyverno.io,"
                        + "validatingpolicies.policies.kyverno.io"));
    }
}
