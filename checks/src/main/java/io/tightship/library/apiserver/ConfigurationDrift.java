package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.FlagKind;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
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

/**
 * The live API server, its manifest and kubeadm's configuration say the same of every flag that another rule judges:
 * what differs is undone by the next restart or the next upgrade.
 */
final class ConfigurationDrift implements Check {

    /** The flags that rules on the API server judge. */
    private static final List<String> JUDGED = List.of("admission-control", "anonymous-auth", "audit-log-maxage",
            "audit-log-maxbackup", "audit-log-maxsize", "audit-log-path", "audit-policy-file",
            "audit-webhook-config-file", "authentication-config", "authorization-config", "authorization-mode",
            "client-ca-file", "disable-admission-plugins", "enable-admission-plugins", "encryption-provider-config",
            "etcd-cafile", "etcd-certfile", "etcd-keyfile", "kubelet-certificate-authority",
            "kubelet-client-certificate", "kubelet-client-key", "profiling", "request-timeout",
            "service-account-extend-token-expiration", "service-account-key-file", "service-account-lookup",
            "service-account-signing-endpoint", "tls-cert-file", "tls-cipher-suites", "tls-min-version",
            "tls-private-key-file", "token-auth-file");

    /** What kubeadm writes by itself, without a word in its configuration. */
    private static final Set<String> BY_KUBEADM = Set.of("authorization-mode", "client-ca-file",
            "enable-admission-plugins", "etcd-cafile", "etcd-certfile", "etcd-keyfile", "kubelet-client-certificate",
            "kubelet-client-key", "service-account-key-file", "tls-cert-file", "tls-private-key-file");

    private static final Need.Own<PerSubject<Flags>> FLAGS = Need.Own.of(Flags.of(Component.KUBE_APISERVER));
    private static final Need.Own<ManifestFlags> MANIFEST =
            Need.Own.of(ManifestFlags.of(Component.KUBE_APISERVER));
    private static final Need.Across<KubeadmArguments, Target.Cluster> KUBEADM =
            Need.Across.whole(TargetSet.OWN_CLUSTER, KubeadmArguments.KEY);

    private static final Rule RULE = Rule.builder("apiserver-configuration-drift")
            .title("The API server runs as its manifest and kubeadm's configuration say")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    A manifest that was changed and not taken over runs with the old flags, and nobody notices. A flag
                    that stands in the manifest alone is gone after the next kubeadm upgrade, which writes the manifest
                    anew from its own configuration: hardening that silently ends.""")
            .remediation("""
                    Put the wanted flags into kubeadm's configuration (kubectl -n kube-system edit cm kubeadm-config:
                    apiServer.extraArgs) and into /etc/kubernetes/manifests/kube-apiserver.yaml of every control-plane
                    node, and see that the kubelet restarts the API server: a manifest that it cannot run leaves the old
                    process. Move copies of manifests out of that folder: the kubelet starts them, too.

                    Confirm with the arguments of the live process. One node at a time.""")
            .reference("kubeadm", "Reconfiguring a kubeadm cluster")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FLAGS, MANIFEST, KUBEADM);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Optional<Flags> manifest = context.get(MANIFEST).flags();
        Optional<Flags> kubeadm = context.get(KUBEADM).values().stream().flatMap(of -> of.apiServer().stream())
                .findFirst();
        List<Verdict> verdicts = new ArrayList<>();
        context.get(FLAGS).known().forEach((process, running) -> {
            List<String> differences = new ArrayList<>();
            manifest.ifPresent(written -> JUDGED.stream().filter(flag -> !value(written, flag).equals(
                    value(running, flag))).forEach(flag -> differences.add("runs with " + shown(running, flag)
                    + ", and its manifest has " + shown(written, flag))));
            kubeadm.ifPresent(wanted -> JUDGED.stream().filter(flag -> wanted.has(flag) || !BY_KUBEADM.contains(flag))
                    .filter(flag -> !value(wanted, flag).equals(value(running, flag))).forEach(flag -> differences.add(
                    "runs with " + shown(running, flag) + ", and kubeadm-config has " + shown(wanted, flag))));
            List<Evidence> evidence = new ArrayList<>(context.sources(FLAGS, process).stream()
                    .map(source -> source.evidence(0, "")).toList());
            context.sources(MANIFEST).forEach(source -> evidence.add(source.evidence(0, "")));
            context.get(KUBEADM).keySet().forEach(cluster -> context.sources(KUBEADM, cluster).forEach(source ->
                    evidence.add(source.evidence(0, "kube-system/kubeadm-config"))));
            verdicts.add(manifest.isEmpty() && kubeadm.isEmpty() ? new Verdict.NotApplicable(process, process
                    + " is started neither by a manifest nor by kubeadm: there is nothing that it could differ from",
                    evidence) : verdict(process, manifest, kubeadm, differences, evidence));
        });
        return verdicts;
    }

    private static Verdict verdict(String process, Optional<Flags> manifest, Optional<Flags> kubeadm,
                                   List<String> differences, List<Evidence> evidence) {
        String places = manifest.isPresent() && kubeadm.isPresent() ? "its manifest and kubeadm-config"
                : manifest.isPresent() ? "its manifest" : "kubeadm-config";
        return Verdict.of(differences.isEmpty(), process, differences.isEmpty() ? "no differences"
                : differences.size() + " differences", "the flags of " + places, process + (differences.isEmpty()
                ? " runs with the flags of " + places : " " + String.join("; ", differences)), evidence);
    }

    /** What the flag comes to; the order of a list does not matter to any rule. */
    private static Object value(Flags flags, String flag) {
        FlagKind kind = Component.KUBE_APISERVER.kind(flag).orElseThrow();
        return !flags.has(flag) ? "" : switch (kind) {
            case BOOLEAN -> flags.bool(flag, false);
            case SCALAR -> flags.text(flag).orElseThrow();
            case LIST -> Set.copyOf(flags.list(flag).orElseThrow());
            case ARRAY -> Set.copyOf(flags.array(flag));
            case GATES -> flags.gates(flag);
        };
    }

    private static String shown(Flags flags, String flag) {
        return flags.has(flag) ? flags.written(flag) : "no --" + flag;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.prose("Decide which of the values that differ is the wanted one, and put it into "
                        + "kubeadm-config (apiServer.extraArgs) and into " + ManifestFlags.path(Component.KUBE_APISERVER)
                        + " on " + node + ". Where the live process differs from its manifest, see why the kubelet did "
                        + "not restart it."),
                Step.command(node, "diff <(tr '\\0' '\\n' </proc/$(pgrep -xo kube-apiserver)/cmdline | sort) <(grep -oP "
                        + "'^ *- \\K--.*' " + ManifestFlags.path(Component.KUBE_APISERVER) + " | sort)"),
                Step.command("the head node", "kubectl -n kube-system get cm kubeadm-config -o yaml"));
    }
}
