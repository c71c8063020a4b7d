package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Quantity;
import io.tightship.fact.kyverno.KyvernoPods;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kyverno's admission controller has the memory and the share of a processor that it needs. */
final class AdmissionResources implements Check {

    static final ValueKey<String> MEMORY_LIMIT = amount("kyverno-memory-limit", "3840Mi", "memory limit");
    static final ValueKey<String> MEMORY_REQUEST = amount("kyverno-memory-request", "1280Mi", "memory request");
    static final ValueKey<String> CPU_REQUEST = amount("kyverno-cpu-request", "1", "cpu request");

    private static final Need.Own<KyvernoPods> PODS = Need.Own.of(KyvernoPods.KEY);
    private static final Map<String, Need.Setting<String>> WANTED = wanted();

    private static final String OWN = "kyverno";

    private static final Rule RULE = Rule.builder("kyverno-admission-resources")
            .title("Kyverno's admission controller has the resources that the guide gives it")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    The API server waits for the admission controller at every pod. One that is killed for want of memory, or
                    waits for a processor, stops the cluster where its webhook fails closed, and guards nothing where it
                    fails open.""")
            .remediation("""
                    Set admissionController.container.resources in the values of Kyverno's chart, and upgrade the
                    release.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Installing Kyverno, step 2").build();

    private static ValueKey<String> amount(String id, String fallback, String what) {
        return ValueKey.withFallback(id, ValueType.TEXT, fallback,
                "which " + what + " must Kyverno's admission controller have at least");
    }

    private static Map<String, Need.Setting<String>> wanted() {
        Map<String, Need.Setting<String>> wanted = new LinkedHashMap<>();
        wanted.put("limits.memory", Need.Setting.of(MEMORY_LIMIT));
        wanted.put("requests.memory", Need.Setting.of(MEMORY_REQUEST));
        wanted.put("requests.cpu", Need.Setting.of(CPU_REQUEST));
        return wanted;
    }

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(PODS, Need.Setting.of(MEMORY_LIMIT), Need.Setting.of(MEMORY_REQUEST),
                Need.Setting.of(CPU_REQUEST));
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(PODS).templates().stream().filter(template -> template.component().equals("admission-controller"))
                .forEach(template -> WANTED.forEach((name, least) -> verdicts.add(judge(context, template, name,
                        context.get(least)))));
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "Kyverno is not installed (kyverno-installed judges that)",
                    evidence(context, "")));
        }
        return verdicts;
    }

    /** Of Kyverno's own container; under another name it is the one that has the most. */
    private static Verdict judge(Context context, KyvernoPods.Template template, String name, String least) {
        Collection<KyvernoPods.Resources> containers = template.containers().containsKey(OWN)
                ? List.of(template.containers().get(OWN)) : template.containers().values();
        Optional<String> most = containers.stream().flatMap(container -> amount(container, name).stream()).filter(text ->
                Quantity.parse(text).isPresent()).max((a, b) -> Quantity.parse(a).orElseThrow()
                .compareTo(Quantity.parse(b).orElseThrow()));
        Optional<BigDecimal> wanted = Quantity.parse(least);
        boolean holds = most.isPresent() && wanted.isPresent()
                && Quantity.parse(most.get()).orElseThrow().compareTo(wanted.get()) >= 0;
        String observed = most.map(text -> name + " " + text).orElse("no " + name);
        return Verdict.of(holds, template.id() + " " + name, observed, name + " of at least " + least, template.id()
                + " has " + observed + (holds ? ", as expected" : "; expected at least " + least),
                evidence(context, observed));
    }

    /** A pod that requests nothing and is limited requests its limit. */
    private static Optional<String> amount(KyvernoPods.Resources container, String name) {
        return Optional.ofNullable(container.amounts().get(name)).or(() -> Optional.ofNullable(container.amounts().get(
                name.replace("requests.", "limits."))));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(PODS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = fail.subject().substring(fail.subject().indexOf(' ') + 1);
        return List.of(Step.setting(Step.Place.file("values-kyverno.yaml"), "admissionController.container.resources."
                + name + ": " + context.get(WANTED.get(name))), Step.command("the head node",
                Charts.module(context.target()) + "helm upgrade kyverno kyverno/kyverno -n kyverno "
                        + "--values values-kyverno.yaml --wait"));
    }
}
