package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueRevision;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The access list and its bindings are the same in the running and in the startup configuration, and nothing waits. */
final class AclSaved implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Own<NvueConfiguration> STARTUP = Need.Own.of(NvueConfiguration.STARTUP);
    private static final Need.Own<PerSubject<NvueRevision>> UNSETTLED = Need.Own.of(NvueRevision.UNSETTLED);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);

    private static final Rule RULE = Rule.builder("switches-acl-saved")
            .title("The ACL and its bindings are the same in the applied and in the startup configuration")
            .severity(Severity.HIGH)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING, Witness.ON_DISK, Witness.DESIRED)
            .rationale("""
                    What is applied and not saved is gone after the next start of the switch, and nobody notices:
                    everything goes on working, only open. What is saved and not applied protects nothing today.
                    Before Cumulus Linux 5.9 applying did not save. A change that somebody staged waits for whoever
                    applies next, and one that awaits its confirmation undoes itself. What is staged is not read, so
                    whether it touches the ACL is asked.""")
            .remediation("""
                    Compare with `nv config diff applied startup`. Where the running configuration is right, save it;
                    where the startup configuration is, apply that, and look first at what else the difference
                    holds.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 4")
            .reference("Cumulus Linux", "NVUE CLI, configuration management")
            .build();

    private static final String PENDING = "pending changes";
    /** More of them are counted. */
    private static final int MOST = 5;

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, STARTUP, UNSETTLED, NAME);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(NAME);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(ofList(context, name));
        SortedSet<String> interfaces = bound(context.get(APPLIED), name);
        interfaces.addAll(bound(context.get(STARTUP), name));
        for (String port : interfaces) {
            String applied = words(context.get(APPLIED).bindingsOf(port, name));
            String startup = words(context.get(STARTUP).bindingsOf(port, name));
            boolean same = applied.equals(startup);
            verdicts.add(Verdict.of(same, "interface " + port, "applied " + applied + ", startup " + startup,
                    "the same in both", name + " on " + port + (same ? ": " + applied + ", applied and saved"
                            : " is applied as " + applied + " and saved as " + startup),
                    evidence(context, "interface " + port + " acl " + name + ": ", applied, startup)));
        }
        pending(context, name).ifPresent(verdicts::add);
        return verdicts;
    }

    /** Empty where the list of revisions was not read, which is an ERROR of its own. */
    private static Optional<Verdict> pending(Context context, String name) {
        Collection<NvueRevision> waiting = context.get(UNSETTLED).known().values();
        List<Evidence> evidence = context.sources(UNSETTLED).stream().map(source -> source.evidence(0,
                waiting.isEmpty() ? "no revision is pending" : String.join(", ", waiting.stream().map(revision ->
                        (revision.id() + " " + revision.state()).strip()).toList()))).toList();
        if (waiting.isEmpty()) {
            return context.get(UNSETTLED).isEmpty() ? Optional.of(new Verdict.Pass(PENDING, "none", "none",
                    "no change waits to be applied or confirmed", evidence)) : Optional.empty();
        }
        Optional<NvueRevision> unlisted = waiting.stream().filter(revision -> !revision.isListed()).findFirst();
        if (unlisted.isPresent()) {
            return Optional.of(new Verdict.Manual(PENDING, "the switch does not list its revisions (" + unlisted.get().state()
                    + "): does a change of " + name + " or its bindings wait to be applied? `nv config diff` shows the changes of "
                    + "who asks", evidence));
        }
        String words = String.join(", ", waiting.stream().limit(MOST).map(revision -> "revision " + revision.id() + " ("
                + revision.state() + ")").toList()) + (waiting.size() > MOST ? " and " + (waiting.size() - MOST) + " more" : "");
        return Optional.of(new Verdict.Manual(PENDING, (waiting.stream().anyMatch(NvueRevision::awaitsConfirmation)
                ? "what is applied awaits its confirmation and is undone without it: " : "changes wait to be applied: ") + words
                + "; does any of them change " + name + " or its bindings? `nv config diff applied REVISION` shows it", evidence));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = context.get(NAME);
        String device = context.target().name();
        List<Step> steps = new ArrayList<>();
        boolean applied = context.get(APPLIED).accessList(name).isPresent();
        if (!applied && context.get(STARTUP).accessList(name).isEmpty()) {
            return List.of(Step.prose("Make the ACL first: the steps of switches-acl-admits-only-control-plane write "
                    + "it and save it on " + device + "."));
        }
        steps.add(Step.command(device, "nv config diff applied startup"));
        if (applied) {
            steps.add(Step.prose("Save what is applied once the other rules on this ACL pass."));
            steps.add(Step.command(device, "nv config save"));
        } else {
            steps.add(Step.prose("The ACL is only in the startup configuration. Applying that undoes every change "
                    + "that was not saved: look at the difference first."));
            steps.add(Step.command(device, "nv config apply startup"));
        }
        return steps;
    }

    private static Verdict ofList(Context context, String name) {
        Optional<AccessList> applied = context.get(APPLIED).accessList(name);
        Optional<AccessList> startup = context.get(STARTUP).accessList(name);
        String appliedWords = applied.map(list -> list.rules().size() + " rules").orElse("none");
        String startupWords = startup.map(list -> list.rules().size() + " rules").orElse("none");
        boolean same = applied.isPresent() && startup.isPresent() && applied.get().sameAs(startup.get());
        String message;
        if (same) {
            message = "the ACL " + name + " is applied and saved with the same rules";
        } else if (applied.isEmpty() && startup.isEmpty()) {
            message = "the ACL " + name + " is neither applied nor saved";
        } else if (startup.isEmpty()) {
            message = "the ACL " + name + " is applied and not saved: the next start loses it";
        } else if (applied.isEmpty()) {
            message = "the ACL " + name + " is saved and not applied: it filters nothing now";
        } else {
            message = "the ACL " + name + " is saved otherwise than it is applied: "
                    + difference(applied.get(), startup.get());
        }
        return Verdict.of(same, "acl " + name, "applied " + appliedWords + ", startup " + startupWords,
                "the same in both", message, evidence(context, "acl " + name + ": ", appliedWords, startupWords));
    }

    private static String difference(AccessList applied, AccessList startup) {
        SortedSet<Integer> ids = new TreeSet<>(applied.rules().keySet());
        ids.addAll(startup.rules().keySet());
        for (int id : ids) {
            AccessRule one = applied.rules().get(id);
            AccessRule two = startup.rules().get(id);
            if (one == null || two == null || !one.sameAs(two)) {
                return "rule " + id + " is applied as (" + (one == null ? "none" : one.words()) + ") and saved as ("
                        + (two == null ? "none" : two.words()) + ")";
            }
        }
        return "type " + applied.type() + " and type " + startup.type();
    }

    private static SortedSet<String> bound(NvueConfiguration configuration, String name) {
        SortedSet<String> interfaces = new TreeSet<>();
        configuration.bindings().keySet().stream()
                .filter(port -> !configuration.bindingsOf(port, name).isEmpty()).forEach(interfaces::add);
        return interfaces;
    }

    private static String words(List<Binding> bindings) {
        return bindings.isEmpty() ? "none" : String.join(", ", bindings.stream().map(Binding::words).toList());
    }

    private static List<Evidence> evidence(Context context, String place, String applied, String startup) {
        return List.of(context.sources(APPLIED).getFirst().evidence(0, place + applied),
                context.sources(STARTUP).getFirst().evidence(0, place + startup));
    }
}
