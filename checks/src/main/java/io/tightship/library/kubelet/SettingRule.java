package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One row of the table of kubelet settings: the value that counts, from flag, drop-in, file or default, is as asked. */
final class SettingRule implements Check {

    private final SettingDemand demand;
    private final Map<String, Need.Own<PerSubject<KubeletSetting>>> settings = new LinkedHashMap<>();
    private final Rule rule;

    private SettingRule(SettingDemand demand, Rule rule) {
        this.demand = demand;
        this.rule = rule;
        demand.fields().forEach(field -> settings.put(field, Need.Own.of(KubeletSetting.key(field))));
    }

    /**
     * @param why  what an attacker or an accident gains
     * @param how  what to change, and what that may break
     * @param cis  of the CIS Kubernetes Benchmark 1.12; where empty, MindEdge's guide asks for it
     * @param stig of DISA's STIG; may be empty
     */
    static SettingRule of(String id, Severity severity, String title, SettingDemand demand, String why, String how,
                          String cis, String stig) {
        Rule.Builder rule = Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
                .witness(Witness.RUNNING).rationale(why).remediation(how);
        rule.reference(cis.isEmpty() ? "MindEdge: Hardening Kubernetes Security" : "CIS Kubernetes Benchmark 1.12",
                cis.isEmpty() ? "kubelet enhancement" : cis);
        if (!stig.isEmpty()) {
            rule.reference("DISA STIG for Kubernetes", stig);
        }
        return new SettingRule(demand, rule.build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return new LinkedHashSet<>(settings.values());
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String process : context.get(settings.get(demand.fields().getFirst())).known().keySet()) {
            Optional<Map<String, KubeletSetting>> known = known(context, process);
            if (known.isEmpty()) {
                continue; // The evaluator says ERROR for the process: one of its settings was not read.
            }
            Map<String, Place> places = SettingDemand.effective(known.get());
            boolean holds = demand.holds().test(places);
            String observed = demand.fields().stream().map(field -> SettingSteps.written(field, places.get(field)))
                    .collect(Collectors.joining("; "));
            verdicts.add(Verdict.of(holds, process, observed, demand.expected(), "the " + process + " runs with "
                    + observed + (holds ? ", as expected" : "; expected " + demand.expected()),
                    evidence(context, process, places)));
        }
        return verdicts;
    }

    private Optional<Map<String, KubeletSetting>> known(Context context, String process) {
        Map<String, KubeletSetting> known = new LinkedHashMap<>();
        settings.forEach((field, need) -> Optional.ofNullable(context.get(need).known().get(process))
                .ifPresent(setting -> known.put(field, setting)));
        return known.size() == settings.size() ? Optional.of(known) : Optional.empty();
    }

    private List<Evidence> evidence(Context context, String process, Map<String, Place> places) {
        Set<Evidence> evidence = new LinkedHashSet<>();
        settings.forEach((field, need) -> {
            Place place = places.get(field);
            boolean first = true;
            for (var source : context.sources(need, process)) {
                evidence.add(first ? source.evidence(place.line(), SettingSteps.written(field, place))
                        : source.evidence(0, ""));
                first = false;
            }
        });
        return List.copyOf(evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        known(context, fail.subject()).orElse(Map.of()).forEach((field, setting) -> {
            String wanted = demand.wanted().get(field);
            if (wanted != null) {
                steps.add(SettingSteps.set(setting, wanted));
            }
        });
        steps.addAll(SettingSteps.after(steps, context.target().name()));
        return steps;
    }
}
