package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.AnonymousRequests;
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

/** The API server takes no request without a credential, but for the paths at which its health is asked. */
final class AnonymousRequestsRefused implements Check {

    private static final Set<String> HEALTH = Set.of("/livez", "/readyz", "/healthz");
    private static final String EXPECTED = "no anonymous requests, or only at /livez, /readyz and /healthz";
    private static final Need.Own<PerSubject<AnonymousRequests>> ANONYMOUS = Need.Own.of(AnonymousRequests.KEY);

    private static final Rule RULE = Rule.builder("apiserver-anonymous-requests-refused")
            .title("The API server takes no requests without a credential")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Anonymous requests carry no name into the audit log, and one careless binding to system:anonymous or
                    system:unauthenticated opens the cluster to whoever reaches the port.""")
            .remediation("""
                    From Kubernetes 1.32 on, name a file by --authentication-config with anonymous: {enabled: true,
                    conditions: [{path: /livez}, {path: /readyz}, {path: /healthz}]}: probes of the control plane's own
                    pods go on working, and everything else needs a credential. Before, there is only
                    --anonymous-auth=false, and then the probes of kubeadm's manifests must be changed to bring a
                    credential, or the kubelet restarts the API server for ever. kubeadm join by token and
                    kubectl cluster-info of strangers stop working.

                    Confirm with curl -k https://NODE:6443/version without a credential: 401 is expected.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.1")
            .reference("DISA STIG for Kubernetes", "V-242390")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ANONYMOUS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ANONYMOUS).known().forEach((process, anonymous) -> {
            boolean holds = !anonymous.taken()
                    || !anonymous.paths().isEmpty() && HEALTH.containsAll(anonymous.paths());
            String observed = !anonymous.taken() ? "no anonymous requests" : anonymous.paths().isEmpty()
                    ? "anonymous requests to every path" : "anonymous requests to " + String.join(", ", anonymous.paths());
            List<Evidence> evidence = context.sources(ANONYMOUS, process).stream()
                    .map(source -> source.evidence(0, anonymous.where())).toList();
            verdicts.add(Verdict.of(holds, process, observed, EXPECTED, process + " takes " + observed
                    + (anonymous.where().isEmpty() ? ", by default" : " (" + anonymous.where() + ")")
                    + (holds ? ", as expected" : "; expected " + EXPECTED), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        AnonymousRequests anonymous = context.get(ANONYMOUS).known().get(fail.subject());
        String file = anonymous.where().startsWith("/") ? anonymous.where()
                : "the file of --authentication-config (Kubernetes 1.32 and later)";
        return List.of(Step.prose("On " + node + ", have " + file + " allow anonymous requests at the three paths of "
                + "health alone, and drop --anonymous-auth, which may not stand beside it."),
                Step.command(node, "curl -sk -o /dev/null -w '%{http_code}\\n' https://127.0.0.1:6443/version"));
    }
}
