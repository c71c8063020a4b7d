package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One row of the table of etcd's settings. */
final class EtcdRule implements Check {

    private static final Need.Own<PerSubject<EtcdSettings>> ETCD = Need.Own.of(EtcdSettings.KEY);

    private final Demand demand;
    private final Rule rule;

    /**
     * What is asked of one etcd.
     *
     * @param flags  that decide, in the order of the message
     * @param wanted what to set, by flag; an empty text where the way is to remove it
     */
    record Demand(List<String> flags, String expected, Predicate<EtcdSettings> holds,
                  Function<EtcdSettings, Map<String, String>> wanted) {
    }

    private EtcdRule(Demand demand, Rule rule) {
        this.demand = demand;
        this.rule = rule;
    }

    static EtcdRule of(String id, Severity severity, String title, Demand demand, String why, String how, String cis,
                       String stig) {
        return new EtcdRule(demand, Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Node.class, "control-plane nodes and hosts of etcd", Target.Node::mayHoldEtcd)
                .witness(Witness.RUNNING).rationale(why).remediation(how)
                .reference("CIS Kubernetes Benchmark 1.12", cis).reference("DISA STIG for Kubernetes", stig).build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ETCD, NoEtcd.RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Optional<List<Verdict>> none = NoEtcd.verdict(context);
        if (none.isPresent()) {
            return none.get();
        }
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ETCD).known().forEach((process, settings) -> {
            String observed = demand.flags().stream().map(flag -> written(settings, flag))
                    .collect(Collectors.joining("; "));
            boolean holds = demand.holds().test(settings);
            List<Evidence> evidence = context.sources(ETCD, process).stream()
                    .map(source -> source.evidence(0, observed)).toList();
            verdicts.add(Verdict.of(holds, process, observed, demand.expected(), process + " runs with " + observed
                    + (holds ? ", as expected" : "; expected " + demand.expected()), evidence));
        });
        return verdicts;
    }

    private static String written(EtcdSettings settings, String flag) {
        return Optional.ofNullable(settings.given().get(flag)).map(given -> given.where()
                + (given.where().startsWith("/") ? " " + flag + ": " : "=") + given.value())
                .orElse("no " + flag);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        EtcdSettings settings = context.get(ETCD).known().get(fail.subject());
        return EtcdSteps.set(context.target().name(), settings, demand.wanted().apply(settings));
    }
}
