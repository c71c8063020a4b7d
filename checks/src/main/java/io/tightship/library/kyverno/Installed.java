package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kyverno.EnabledControllers;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoInstallation.Controller;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Kyverno runs: its admission controller, and each other controller that is installed or that its release enables. */
final class Installed implements Check {

    private static final Own<KyvernoInstallation> KYVERNO = Own.of(KyvernoInstallation.KEY);
    private static final Own<PerSubject<EnabledControllers>> ENABLED = Own.of(EnabledControllers.KEY);

    private static final Rule RULE = Rule.builder("kyverno-installed")
            .title("Kyverno is installed and all of its replicas are ready")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Policies are objects; without the admission controller nobody enforces them, and pods with host
                    paths or privileges are created as if there were no policy.""")
            .remediation("""
                    Install Kyverno by its Helm chart with the values of NVIDIA's security resource, and see that all of
                    its pods become ready.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Installing Kyverno").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(KYVERNO, ENABLED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Controller> controllers = context.get(KYVERNO).controllers();
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> expected = new LinkedHashSet<>(Set.of("admission-controller"));
        context.get(ENABLED).known().values().forEach(enabled -> expected.addAll(enabled.components()));
        for (String component : expected) {
            if (controllers.stream().noneMatch(controller -> controller.component().equals(component))) {
                verdicts.add(new Verdict.Fail(component, "no deployment", "at least one replica, all ready",
                        "the cluster has no Deployment of Kyverno's " + component.replace('-', ' ')
                                + "; expected at least one replica, all ready",
                        evidence(context, "no Deployment with the component " + component)));
            }
        }
        for (Controller controller : controllers) {
            String observed = controller.ready() + " of " + controller.desired() + " ready";
            boolean admission = controller.component().equals("admission-controller");
            boolean passes = controller.desired() > 0 && controller.ready() >= controller.desired();
            verdicts.add(Verdict.of(passes, admission && controllers.stream().filter(other -> other.component()
                            .equals("admission-controller")).count() == 1 ? "admission-controller"
                            : controller.namespace() + "/" + controller.name(), observed,
                    "at least one replica, all ready", controller.namespace() + "/" + controller.name() + ": "
                            + observed + "; expected at least one replica, all ready", evidence(context, observed)));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(KYVERNO).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = Charts.module(context.target());
        return List.of(Step.command("the head node", module + "helm upgrade --install kyverno kyverno/kyverno "
                        + "--namespace kyverno --create-namespace --values values-kyverno.yaml --wait"),
                Step.command("the head node", module + "kubectl get deployments,pods -n kyverno"));
    }
}
