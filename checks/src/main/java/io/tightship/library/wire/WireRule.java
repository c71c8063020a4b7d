package io.tightship.library.wire;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ServedTls;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.library.tls.WireJudgement;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.model.ValueKey;
import io.tightship.model.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A row: what a component really accepts is only what the site allows, and nothing that its own settings exclude. */
final class WireRule implements Check {

    private final Rule rule;
    private final String process;
    private final Need.Own<PerSubject<ServedTls>> served;
    private final AskedTls asked;
    private final List<Need.Setting<Long>> ports;
    private final String none;

    /**
     * @param ports where it is asked
     * @param none  why a component that serves nothing is not judged, after the node's name
     */
    WireRule(Rule rule, String process, AskedTls asked, List<ValueKey<Long>> ports, String none) {
        this.rule = rule;
        this.process = process;
        this.served = Need.Own.of(ServedTls.of(process));
        this.asked = asked;
        this.ports = ports.stream().map(Need.Setting::of).toList();
        this.none = none;
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new HashSet<>(Set.of(served, asked.need(), AskedTls.MINIMUM, AskedTls.SUITES));
        needs.addAll(ports);
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(served).known().forEach((subject, seen) -> {
            List<Evidence> evidence = new ArrayList<>(context.sources(served, subject).stream().map(source ->
                    source.evidence(0, seen.offer().map(TlsOffer::words).orElse(""))).toList());
            verdicts.add(seen.offer().map(offer -> verdict(subject, seen, offer, context, evidence)).orElseGet(() ->
                    new Verdict.NotApplicable(subject, context.target().name() + ": " + none, evidence)));
        });
        return verdicts;
    }

    private Verdict verdict(String subject, ServedTls seen, TlsOffer offer, Context context, List<Evidence> evidence) {
        List<String> wrong = new ArrayList<>(WireJudgement.againstSite(offer, context.get(AskedTls.MINIMUM),
                context.get(AskedTls.SUITES)));
        for (AskedTls.Asked settings : asked.at(seen.port(), context)) {
            wrong.addAll(WireJudgement.againstAsked(offer, settings.tls(), "settings"));
            evidence.addAll(settings.evidence());
        }
        if (wrong.isEmpty() && asked.elsewhere(seen.port(), context)) {
            return new Verdict.Manual(subject, "the settings of " + process + " on " + context.target().name()
                    + " name another port than " + seen.port() + ": which process answers at " + seen.endpoint()
                    + ", and at which port does " + process + " serve?", evidence);
        }
        return Verdict.of(wrong.isEmpty(), subject, offer.words(), "nothing below "
                + context.get(AskedTls.MINIMUM).words() + ", below TLSv1.3 only "
                + String.join(", ", context.get(AskedTls.SUITES)) + ", and nothing that its settings exclude",
                process + " at " + seen.endpoint() + (wrong.isEmpty() ? " accepts only what is allowed: "
                + offer.words() : " " + String.join("; ", wrong)), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>(asked.steps(context));
        steps.add(Step.command(context.target().name(), "ss -ltnp 'sport = :"
                + context.get(served).known().get(fail.subject()).port() + "'"));
        return steps;
    }
}
