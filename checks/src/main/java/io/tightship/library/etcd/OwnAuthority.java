package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.Authority;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The CA that signs etcd's clients signs nobody else's: no API server of the cluster takes it for its own clients. */
final class OwnAuthority implements Check {

    private static final Need.Across<PerSubject<Authority>, Target.Node> ETCD =
            Need.Across.each(TargetSet.ETCD_OF_CLUSTER, Authority.OF_ETCD);
    private static final Need.Across<PerSubject<Authority>, Target.Node> SERVERS =
            Need.Across.whole(TargetSet.CONTROL_PLANE_OF_CLUSTER, Authority.OF_API_SERVER);

    private static final Need.Across<RunningComponents, Target.Node> RUNNING =
            Need.Across.whole(TargetSet.ETCD_OF_CLUSTER, RunningComponents.KEY);

    private static final String EXPECTED = "a CA that no API server takes for its own clients";

    private static final Rule RULE = Rule.builder("etcd-own-authority")
            .title("etcd has a CA of its own")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.ON_DISK)
            .rationale("""
                    etcd asks its clients for a certificate and for nothing else. If the cluster's own CA is good enough,
                    every kubelet and every user with a certificate may read and write all Secrets past the API server.""")
            .remediation("""
                    Make a CA for etcd, sign the certificates of its members and of the API servers as its clients with
                    it, and name it by trusted-ca-file and peer-trusted-ca-file, and by --etcd-cafile of the API servers.
                    During the change let both CAs stand in the file.

                    Confirm with etcdctl and a certificate of the cluster's CA: it must be refused. What may break: etcd
                    and the API servers lose each other when a certificate is missed; one member at a time.""")
            .reference("CIS Kubernetes Benchmark 1.12", "2.7")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ETCD, SERVERS, RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> taken = context.get(SERVERS).values().stream().flatMap(servers -> servers.known().values().stream())
                .flatMap(server -> server.fingerprints().stream()).collect(Collectors.toCollection(TreeSet::new));
        List<Evidence> servers = new ArrayList<>();
        context.get(SERVERS).forEach((node, processes) -> processes.known().forEach((process, authority) ->
                context.sources(SERVERS, node, process).forEach(source -> servers.add(source.evidence(0,
                        authority.file())))));
        List<Verdict> verdicts = new ArrayList<>();
        for (var entry : context.get(ETCD).entrySet()) {
            entry.getValue().known().forEach((process, authority) -> {
                Set<String> shared = new TreeSet<>(authority.fingerprints());
                shared.retainAll(taken);
                List<Evidence> evidence = new ArrayList<>(context.sources(ETCD, entry.getKey(), process).stream()
                        .map(source -> source.evidence(0, authority.file())).toList());
                evidence.addAll(servers);
                verdicts.add(verdict(entry.getKey().name() + " " + process, authority, shared, evidence));
            });
        }
        if (context.get(RUNNING).values().stream().noneMatch(components -> components.names().contains("etcd"))) {
            return List.of(new Verdict.NotApplicable("", "no process etcd runs on the control plane of "
                    + context.target().name() + ": the hosts where it runs must be in the inventory with the role etcd, "
                    + "or as control plane", context.get(RUNNING).keySet().stream().flatMap(node ->
                    context.sources(RUNNING, node).stream()).map(source -> source.evidence(0, "")).toList()));
        }
        return verdicts;
    }

    private static Verdict verdict(String subject, Authority authority, Set<String> shared, List<Evidence> evidence) {
        String own = authority.file().isEmpty() ? "no trusted-ca-file" : authority.file() + " with "
                + String.join(", ", authority.fingerprints());
        boolean holds = !authority.fingerprints().isEmpty() && shared.isEmpty();
        return Verdict.of(holds, subject, own, EXPECTED, subject + " verifies its clients by " + own
                + (holds ? ", which no API server takes" : shared.isEmpty() ? "" : "; the API servers take "
                + String.join(", ", shared) + " for their own clients, too") + (holds ? "" : "; expected " + EXPECTED),
                evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = fail.subject().substring(0, fail.subject().indexOf(' '));
        return List.of(Step.prose("Give etcd on " + node + " a CA of its own (kubeadm init phase certs etcd-ca makes "
                        + "one), and certificates of that CA to the members and to the API servers."),
                Step.command(node, "openssl x509 -noout -subject -fingerprint -sha256 -in "
                        + "/etc/kubernetes/pki/etcd/ca.crt"));
    }
}
