package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kubernetes.ControllerNames;
import io.tightship.fact.kubernetes.ControllerNames.Controller;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Run:ai runs on the user cluster alone, and what needs the out-of-band network on the admin cluster alone. */
final class ServicesInTheirSpace implements Check {

    static final ValueKey<Set<String>> USER_SERVICES = ValueKey.withFallback("site-user-services", ValueType.TEXTS,
            ordered("runai", "runai-*"),
            "which namespaces and workloads, by name or NAME*, belong on the user cluster alone");

    static final ValueKey<Set<String>> ADMIN_SERVICES = ValueKey.withFallback("site-admin-services", ValueType.TEXTS,
            ordered("netq", "netq-*", "loki", "loki-*", "autonomous-job-recovery*", "autonomous-hardware-recovery*",
                    "nmc-ajr*", "nmc-ahr*"),
            "which namespaces and workloads, by name or NAME*, need the out-of-band network");

    private static final Own<ControllerNames> CONTROLLERS = Own.of(ControllerNames.KEY);
    private static final Need.Setting<Set<String>> USER = Need.Setting.of(USER_SERVICES);
    private static final Need.Setting<Set<String>> ADMIN = Need.Setting.of(ADMIN_SERVICES);

    private static final Rule RULE = Rule.builder("site-services-in-their-space")
            .title("Services run in the space that they belong to")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The two clusters exist so that only what must reach the out-of-band network reaches it. A service of the
                    admin cluster among users' jobs brings its credentials to them; Run:ai on the admin cluster brings users'
                    jobs to the network of the management controllers.""")
            .remediation("""
                    Install the service on the other cluster, then uninstall the release here. Where a name only looks like
                    that of such a service, state the names of this site in the values.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "User and Admin Cluster Background").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CONTROLLERS, USER, ADMIN);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        boolean admin = ((Target.Cluster) context.target()).space() == Space.ADMIN;
        Set<String> foreign = context.get(admin ? USER : ADMIN);
        String expected = "none of " + String.join(", ", foreign);
        List<Verdict> verdicts = new ArrayList<>();
        for (Controller controller : context.get(CONTROLLERS).all()) {
            Optional<String> pattern = foreign.stream().filter(name -> matches(name, controller.namespace())
                    || matches(name, controller.name())).findFirst();
            pattern.ifPresent(name -> verdicts.add(new Verdict.Fail(controller.id(), controller.id(), expected,
                    controller.id() + " runs on the cluster of " + (admin ? "admin" : "user") + " space, and " + name
                            + " belongs to the other one; expected " + expected, evidence(context, controller.id()))));
        }
        if (verdicts.isEmpty()) {
            String observed = "none of " + context.get(CONTROLLERS).all().size() + " workloads";
            verdicts.add(new Verdict.Pass("", observed, expected, observed + " belongs to the other space: " + expected,
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*") ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(CONTROLLERS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String object = fail.subject().substring(fail.subject().indexOf(' ') + 1);
        String namespace = object.substring(0, object.indexOf('/'));
        return List.of(Step.prose("Find the release that " + fail.subject() + " belongs to, install it on the other "
                + "cluster and uninstall it here."), Step.command("the head node", "module load kubernetes/"
                + context.target().name() + " && helm list -n " + namespace));
    }

    private static Set<String> ordered(String... texts) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(texts)));
    }
}
