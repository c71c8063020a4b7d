package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.LoginValues;
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

/** Only approved names stand on the gate's allow lists. */
final class AllowListApproved implements Check {

    private static final Own<PerSubject<AllowList>> LISTS = Own.of(AllowList.OF_NODE);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(LoginValues.APPROVED_NAMES);

    /** Which files the reader reads: declared, so that they are values of the rule and stand in the report. */
    private static final Need.Setting<String> FOLDER = Need.Setting.of(LoginValues.ALLOW_LIST_FOLDER);
    private static final Need.Setting<Set<String>> FILES = Need.Setting.of(LoginValues.ALLOW_LIST_FILES);

    private static final Rule RULE = Rule.builder("login-allow-list-approved")
            .title("Only approved names are on the login gate's allow lists")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.ON_DISK)
            .rationale("""
                    Whoever is on an allow list passes the gate although the category says never. Names stay there long
                    after the work for which they were added.""")
            .remediation("""
                    Take the name out of the list in the software image of the node's category and update the node, or,
                    where the login is wanted, state the name in the inventory under login-approved-names.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(LISTS, APPROVED, FOLDER, FILES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> approved = context.get(APPROVED);
        String expected = approved.isEmpty() ? "no name" : "only " + String.join(", ", approved);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(LISTS).known().forEach((path, list) -> {
            Set<String> extra = new LinkedHashSet<>();
            for (AllowList.Entry entry : list.entries()) {
                if (!approved.contains(entry.name()) && extra.add(entry.name())) {
                    verdicts.add(new Verdict.Fail(path + " " + entry.name(), entry.name(), expected,
                            entry.name() + " is on the allow list " + path + "; expected " + expected,
                            context.sources(LISTS, path).stream().map(s -> s.evidence(entry.line(), entry.name()))
                                    .toList()));
                }
            }
            if (extra.isEmpty()) {
                String names = list.entries().isEmpty() ? "no name"
                        : String.join(", ", list.entries().stream().map(AllowList.Entry::name).distinct().toList());
                verdicts.add(new Verdict.Pass(path, names, expected, path + (list.exists() ? " holds " + names
                        : " does not exist, so it allows nobody"), context.sources(LISTS, path).stream()
                        .map(s -> s.evidence(0, names)).toList()));
            }
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String path = fail.subject().substring(0, fail.subject().indexOf(' '));
        Target.Node node = (Target.Node) context.target();
        return List.of(Step.prose("Take " + fail.observed() + " out of " + path + node.category()
                        .map(category -> " in the software image of category " + category).orElse("")
                        + ", then update " + node.name() + "."),
                Step.command("the head node", "cmsh -c \"device; use " + node.name() + "; imageupdate -w\""));
    }
}
