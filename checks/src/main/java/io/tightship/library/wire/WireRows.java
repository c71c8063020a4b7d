package io.tightship.library.wire;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Witness;
import java.util.List;

/** The rows on what components accept. */
final class WireRows {

    private static final String GUIDE = "MindEdge: Hardening Kubernetes Security";

    private WireRows() {
    }

    static List<Check> all() {
        return List.of(
                new WireRule(rule("kubelet", "The kubelet's port accepts only the TLS that the site allows and its "
                        + "settings say", """
                        Settings say what somebody asked for; only a handshake shows what a client gets. A kubelet that
                        was not restarted, another process at the port or a build that ignores a setting makes them
                        differ, and no look at a file tells.""", """
                        Where the port accepts what the site does not allow, set tlsMinVersion and tlsCipherSuites of the
                        kubelet, and restart it. Where it accepts what its own settings exclude, restart it, and if it
                        still does, find out what answers at the port.

                        Confirm with a client that offers one version and suite only. What may break: monitoring that
                        knows nothing else.""")
                        .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
                        .reference(GUIDE, "kubelet enhancement")
                        .reference("CIS Kubernetes Benchmark 1.12", "4.2.12").build(),
                        "kubelet", new AskedTls.OfComponent(Component.KUBELET), List.of(ServingPorts.KUBELET),
                        "no kubelet runs"),
                new WireRule(rule("etcd", "etcd accepts only the TLS that the site allows and its settings say", """
                        Settings say what somebody asked for; only a handshake shows what a client or a peer gets. Whoever
                        breaks a connection to etcd reads every Secret of the cluster.""", """
                        Where etcd accepts what the site does not allow, set tls-min-version and cipher-suites of every
                        member. Where it accepts what its own settings exclude, find out what answers at the port.

                        Confirm with a client that offers one version and suite only. Ports that are bound to loopback or
                        lie behind a filter are asked through the node's SSH connection, where its sshd allows that.""")
                        .appliesTo(Target.Node.class, "control-plane nodes and hosts of etcd", Target.Node::mayHoldEtcd)
                        .reference(GUIDE, "credentials stored in etcd").build(),
                        "etcd", new AskedTls.OfEtcd(), List.of(ServingPorts.ETCD, ServingPorts.ETCD_PEERS),
                        "no process etcd runs there: the hosts where it runs must be in the inventory with the role "
                                + "etcd, or as control plane"),
                ofFlags("controllermanager", "The controller manager", Component.KUBE_CONTROLLER_MANAGER,
                        ServingPorts.CONTROLLER_MANAGER),
                ofFlags("scheduler", "The scheduler", Component.KUBE_SCHEDULER, ServingPorts.SCHEDULER));
    }

    private static Check ofFlags(String section, String title, Component component, ValueKey<Long> port) {
        return new WireRule(rule(section, title + " accepts only the TLS that the site allows and its flags say", """
                Flags say what somebody asked for; only a handshake shows what a client gets. Whoever watches metrics
                sends a token of the cluster to this port.""", "Where the port accepts what the site does not allow, set "
                + "--tls-min-version and --tls-cipher-suites of " + component.process() + ". Where it accepts what its "
                + "own flags exclude, find out what answers at the port.\n\nIt is bound to loopback as a rule, and then "
                + "asked through the node's SSH connection, where its sshd allows that. Confirm on the node with a "
                + "client that offers one version and suite only. What may break: monitoring that knows nothing else.")
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .reference(GUIDE, "the API server's TLS, for " + section).build(),
                component.process(), new AskedTls.OfComponent(component), List.of(port), component.process()
                + " was started with --secure-port=0: it serves nothing over TLS");
    }

    private static Rule.Builder rule(String section, String title, String rationale, String remediation) {
        return Rule.builder(section + "-tls-on-the-wire").title(title).severity(Severity.HIGH)
                .witness(Witness.EFFECTIVE).rationale(rationale).remediation(remediation);
    }
}
