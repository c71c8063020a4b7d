package io.tightship.report;

import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import java.util.List;

/** Rules as a site would see them: some of each severity, kind of target and witness. */
final class SampleRules {

    static final List<Rule> ALL = List.of(
            Rule.builder("apiproxy-closed-to-user-space")
                    .title("User-space nodes cannot connect to the API proxy").severity(Severity.CRITICAL)
                    .appliesTo(Target.Node.class, "user-space vantage nodes", Target.Node::vantage)
                    .witness(Witness.EFFECTIVE)
                    .rationale("""
                            Whoever reaches the proxy port from a compute node can try credentials against the API
                            server of the admin cluster, which manages the whole site.""")
                    .remediation("""
                            Let the firewall of each head node drop connections to the proxy port that come from
                            user-space networks, after the rules that admit admin-space nodes.

                            Confirm with a connect from one compute node: it has to time out. Tools on user nodes that
                            talked to the admin cluster through this port stop working.""")
                    .reference("shorewall-rules(5)", "ACCEPT, DROP").build(),
            Rule.builder("login-pam-gate-effective")
                    .title("The login gate of PAM decides before anything else can admit a user")
                    .severity(Severity.HIGH)
                    .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                    .witness(Witness.ON_DISK)
                    .rationale("""
                            A sufficient module in front of the gate ends the account stack early: every user with a
                            valid key then has a shell on a control-plane node.""")
                    .remediation("""
                            Move the gate to the first account line of the sshd stack and mark it required, in the
                            software image and on the running node.""")
                    .reference("pam.conf(5)", "control values").reference("sshd_config(5)", "UsePAM").build(),
            Rule.builder("login-sshd-uses-pam").title("The SSH server asks PAM").severity(Severity.HIGH)
                    .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                    .witness(Witness.EFFECTIVE)
                    .rationale("Without PAM the SSH server never asks the login gate.")
                    .remediation("Set UsePAM to yes where it is set last, and reload the server.")
                    .reference("sshd_config(5)", "UsePAM").build(),
            Rule.builder("apiserver-profiling-off").title("The API server serves no profiles")
                    .severity(Severity.LOW)
                    .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                    .witness(Witness.RUNNING)
                    .rationale("Profiles tell about the inside of the process and cost its time.")
                    .remediation("Start the API server with profiling set to false.")
                    .reference("kube-apiserver", "--profiling").build(),
            Rule.builder("apiserver-tls-on-the-wire").title("The API server refuses TLS below 1.2 on the wire")
                    .severity(Severity.MEDIUM).appliesTo(Target.Cluster.class, "clusters")
                    .witness(Witness.EFFECTIVE)
                    .rationale("Old versions of TLS have known ways to read or change what is sent.")
                    .remediation("Start the API server with a minimum TLS version of 1.2 or above.")
                    .reference("RFC 8996", "").build(),
            Rule.builder("kubelet-pod-pids-limited").title("Each pod has a limit of processes")
                    .severity(Severity.MEDIUM)
                    .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
                    .witness(Witness.EFFECTIVE)
                    .rationale("""
                            One pod that forks without end takes the process table, and with it every other job on the
                            node.""")
                    .remediation("""
                            Set podPidsLimit in the kubelet's configuration through the role of the category, then
                            restart the kubelet on one node and look at its effective configuration before the rest.""")
                    .reference("KubeletConfiguration v1beta1", "podPidsLimit").build(),
            Rule.builder("switches-acl-denies-the-rest").title("The out-of-band ACL ends with a deny for everything")
                    .severity(Severity.HIGH).appliesTo(Target.Switch.class, "switches").witness(Witness.EFFECTIVE)
                    .rationale("Without a last deny the out-of-band network is open to every compute node.")
                    .remediation("Add a last rule to the ACL that denies all sources, and apply and save it.")
                    .reference("NVUE", "acl").build(),
            Rule.builder("switches-acl-saved").title("The applied configuration is the saved one")
                    .severity(Severity.MEDIUM).appliesTo(Target.Switch.class, "switches").witness(Witness.ON_DISK)
                    .rationale("A switch that restarts would lose the ACL.")
                    .remediation("Save the applied configuration.").reference("NVUE", "config save").build(),
            Rule.builder("switches-agree").title("All border switches have the same ACL").severity(Severity.MEDIUM)
                    .appliesTo(Target.Site.class, "site").witness(Witness.EFFECTIVE)
                    .rationale("Traffic takes either switch: the weaker ACL is the one that counts.")
                    .remediation("Bring the switches to one reviewed configuration.").build(),
            Rule.builder("kyverno-policies-enforce").title("The required policies enforce, they do not only report")
                    .severity(Severity.HIGH).appliesTo(Target.Cluster.class, "clusters").witness(Witness.EFFECTIVE)
                    .rationale("A policy that only audits lets through what it complains about.")
                    .remediation("Set the failure action of each required policy to Enforce, namespace by namespace.")
                    .reference("Kyverno", "validationFailureAction").build(),
            Rule.builder("kyverno-policies-ready").title("The required policies are ready")
                    .severity(Severity.MEDIUM).appliesTo(Target.Cluster.class, "clusters").witness(Witness.EFFECTIVE)
                    .rationale("A policy that is not ready decides nothing.")
                    .remediation("Look at the conditions of the policy and correct what they name.").build(),
            Rule.builder("login-allow-list-approved").title("Only approved accounts may log in to the control plane")
                    .severity(Severity.HIGH)
                    .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                    .witness(Witness.ON_DISK)
                    .rationale("An account that nobody approved is an account that nobody watches.")
                    .remediation("Take accounts that were not approved out of the allow list.").build(),
            Rule.builder("gpu-mig-approved").title("The division of the GPUs is the approved one")
                    .severity(Severity.LOW).appliesTo(Target.Node.class, "GPU nodes", Target.Node::vantage)
                    .witness(Witness.EFFECTIVE)
                    .rationale("Tenants on one undivided GPU can see traces of each other's work.")
                    .remediation("Divide the GPUs as the site's plan says.").build(),
            Rule.builder("nim-image-approved").title("Inference services run approved images")
                    .severity(Severity.MEDIUM).appliesTo(Target.Cluster.class, "clusters").witness(Witness.DESIRED)
                    .rationale("An image from elsewhere brings code that nobody looked at.")
                    .remediation("Pin the images to digests of the site's registry.").build(),
            Rule.builder("etcd-files-private").title("The data of etcd are readable by its owner alone")
                    .severity(Severity.CRITICAL)
                    .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                    .witness(Witness.ON_DISK)
                    .rationale("Every secret of the cluster lies in these files.")
                    .remediation("Set the data folder of etcd to mode 0700.").build());

    private SampleRules() {
    }
}
