package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Authorizers;
import io.tightship.fact.kubernetes.Component;
import io.tightship.library.flag.FlagSteps;
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

/** A row: a type of authorizer that is, or is not, among those of an API server, by flag or by configuration file. */
final class AuthorizerRule implements Check {

    private static final Need.Own<PerSubject<Authorizers>> AUTHORIZERS = Need.Own.of(Authorizers.KEY);

    private final String type;
    private final boolean wanted;
    private final Rule rule;

    private AuthorizerRule(String type, boolean wanted, Rule rule) {
        this.type = type;
        this.wanted = wanted;
        this.rule = rule;
    }

    static List<Check> all() {
        return List.of(
                row("authorization-not-open", Severity.CRITICAL, "The API server does not allow everything", "AlwaysAllow",
                        false, """
                        Whoever reaches the port owns the cluster: every request is granted that no earlier authorizer
                        has decided.""", "1.2.6"),
                row("node-authorizer-on", Severity.HIGH, "Kubelets are authorized for their own node alone", "Node", true,
                        """
                        Without the Node authorizer kubelets need a wide role, and the credential of one node reads the
                        Secrets of all.""", "1.2.7"),
                row("rbac-authorizer-on", Severity.HIGH, "Rights are given by RBAC", "RBAC", true, """
                        Without RBAC nobody's rights can be narrowed to what he needs, and the roles and bindings of the
                        cluster say nothing.""", "1.2.8"));
    }

    private static Check row(String name, Severity severity, String title, String type, boolean wanted, String why,
                             String cis) {
        return new AuthorizerRule(type, wanted, Rule.builder("apiserver-" + name).title(title).severity(severity)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING).rationale(why)
                .remediation("""
                        Start every kube-apiserver with --authorization-mode=Node,RBAC, or name the same types in the
                        file of --authorization-config, never AlwaysAllow. Where neither is given, AlwaysAllow is what
                        counts.

                        Confirm with kubectl auth can-i --list as a user without rights. What may break: whatever lived
                        on the open door; look into the audit log for who that is.""")
                .reference("CIS Kubernetes Benchmark 1.12", cis)
                .reference("DISA STIG for Kubernetes", "V-242382").build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(AUTHORIZERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(AUTHORIZERS).known().forEach((process, authorizers) -> {
            boolean holds = authorizers.types().contains(type) == wanted;
            String observed = String.join(", ", authorizers.types());
            String expected = (wanted ? "" : "no ") + type + " among them";
            List<Evidence> evidence = context.sources(AUTHORIZERS, process).stream()
                    .map(source -> source.evidence(0, observed)).toList();
            verdicts.add(Verdict.of(holds, process, observed, expected, process + " asks the authorizers " + observed
                    + (authorizers.where().isEmpty() ? ", since no flag chooses any" : " (" + authorizers.where() + ")")
                    + (holds ? ", as expected" : "; expected " + expected), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Authorizers authorizers = context.get(AUTHORIZERS).known().get(fail.subject());
        String node = context.target().name();
        if (authorizers.where().startsWith("/")) {
            List<String> types = new ArrayList<>(authorizers.types());
            types.remove("AlwaysAllow");
            List.of("RBAC", "Node").stream().filter(missing -> !types.contains(missing))
                    .forEach(missing -> types.add(0, missing));
            return List.of(Step.prose("On " + node + ", change " + authorizers.where() + ", so that these types of "
                    + "authorizers stand there in this order: " + String.join(", ", types) + ". The API server reads "
                    + "the file again by itself."), Step.command(node, "grep -n type: " + authorizers.where()));
        }
        return FlagSteps.set(Component.KUBE_APISERVER, node, "--authorization-mode=Node,RBAC");
    }
}
