package io.tightship.library.node;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.linux.MandatoryAccess;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** AppArmor has profiles that forbid something, or SELinux enforces. */
final class MandatoryAccessControl implements Check {

    private static final Need.Own<MandatoryAccess> ACCESS = Need.Own.of(MandatoryAccess.KEY);

    private static final String EXPECTED = "AppArmor with a profile that enforces, or SELinux that enforces";

    private static final Rule RULE = Rule.builder("node-mandatory-access-control")
            .title("AppArmor or SELinux confines what runs on the node")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Containers share the node's kernel. Where one breaks out of its namespaces, mandatory access control
                    is what still stands between it and the node's files: it holds also for root.""")
            .remediation("""
                    On Ubuntu and DGX OS start AppArmor: install apparmor, take apparmor=0 and security= off the kernel's
                    command line, enable apparmor.service; the runtime loads its own profile with the first container.
                    On Red Hat and its kin set SELINUX=enforcing in /etc/selinux/config, with container-selinux
                    installed; label the files first, in permissive mode. Either needs a restart of the node, and where
                    nodes boot from a software image, the change in the image.

                    What may break: workloads that do what the profiles forbid; the kernel's log names each.""")
            .reference("MindEdge: Hardening Kubernetes Security", "AppArmor or SELinux")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ACCESS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        MandatoryAccess access = context.get(ACCESS);
        boolean holds = access.selinux().orElse(false)
                || access.profiles().filter(profiles -> profiles.enforcing() > 0).isPresent();
        String observed = access.profiles().map(profiles -> "AppArmor with " + profiles.enforcing()
                + " enforcing and " + profiles.complaining() + " complaining profiles").orElse("no AppArmor") + ", "
                + access.selinux().map(enforces -> enforces ? "SELinux enforcing" : "SELinux permissive")
                .orElse("no SELinux");
        List<Evidence> evidence = context.sources(ACCESS).stream().map(source -> source.evidence(0, "")).toList();
        return List.of(Verdict.of(holds, "", observed, EXPECTED, context.target().name() + " has " + observed
                + (holds ? "" : "; expected " + EXPECTED), evidence));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.command(node, "cat /sys/kernel/security/lsm /proc/cmdline"),
                Step.prose("Where apparmor is not in the list, take what switches it off from the kernel's command line "
                        + "of " + node + ", or of its software image. On Red Hat set SELINUX=enforcing."),
                Step.command(node, "systemctl enable --now apparmor && aa-status"));
    }
}
