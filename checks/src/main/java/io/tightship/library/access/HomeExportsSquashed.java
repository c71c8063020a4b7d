package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.linux.Exports;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** No client's root is root in the homes that are exported. */
final class HomeExportsSquashed implements Check {

    static final ValueKey<Set<String>> CLIENTS = ValueKey.withFallback("access-approved-root-clients", ValueType.TEXTS,
            Set.of(), "which clients of exported homes may be trusted as root, as the server writes them");

    private static final Need.Own<Exports> EXPORTS = Need.Own.of(Exports.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(CLIENTS);

    private static final Rule RULE = Rule.builder("access-home-exports-squashed")
            .title("Exported homes do not trust the root of their clients")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    Homes hold kubeconfigs and keys. Where an export trusts the root of its clients, whoever becomes root on
                    one compute node reads them all, and writes an authorized_keys file for anybody. BCM's default is
                    not to squash.""")
            .remediation("""
                    Set rootsquash on the export of the category or device in BCM (fsexports), or root_squash in
                    /etc/exports, and export again. What may break: jobs that write as root into homes.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(EXPORTS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Exports.Export export : context.get(EXPORTS).all()) {
            if (export.path().equals("/") || export.path().equals("/home") || export.path().startsWith("/home/")) {
                boolean holds = !export.trustsRoot() || context.get(APPROVED).contains(export.client());
                String observed = !export.trustsRoot() ? "root_squash" : export.options().contains("anonuid=0")
                        ? "root squashed to anonuid=0" : "no_root_squash";
                verdicts.add(Verdict.of(holds, export.path() + " to " + export.client(), observed, "root_squash",
                        export.path() + " is exported to " + export.client() + " with " + observed + (holds
                                ? ", as expected" : "; expected root_squash"), evidence(context, observed)));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", context.target().name() + " exports no homes",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXPORTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "cmsh -c \"device; use " + context.target().name()
                + "; fsexports; list\""), Step.command(context.target().name(), "exportfs -v"));
    }
}
