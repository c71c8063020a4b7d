package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import java.util.List;

/** The row on Pod Security Policies. */
final class PspRows {

    private PspRows() {
    }

    static List<Check> all() {
        return List.of(FlagRule.of(Component.KUBE_APISERVER, FlagDemand.noPlugin("PodSecurityPolicy"), Rule.builder(
                "psp-admission-plugin-off").title("The plugin PodSecurityPolicy is off").severity(Severity.HIGH)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING).rationale("""
                        Kubernetes 1.25 knows the plugin no more: an API server that is told to run it does not start, so that
                        an upgrade takes the cluster down. Until then two systems judge pods, and nobody knows which one let a
                        pod through.""").remediation("""
                        Put the successor in place first (psp-successor-in-place), then switch the plugin off with
                        cm-kubernetes-setup --disable-psp, or take it out of --enable-admission-plugins. Base Command Manager
                        keeps the list in the role kubernetes::apiserver (admissioncontrol) up to version 9.2.""")
                .reference("NVIDIA knowledge base, from PSP to Kyverno", "Verify if PSP are enabled; Disable PSP on the cluster")
                .build()));
    }
}
