package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Each border switch runs with the access list that guards the API server of the admin cluster. */
final class AclPresent implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);

    private static final Rule RULE = Rule.builder("switches-acl-present")
            .title("The ACL that guards the API server of the admin cluster is applied on each border switch")
            .severity(Severity.HIGH)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING)
            .rationale("""
                    Compute nodes and the control plane of the admin cluster hang on the same switches. Without this
                    list on both of them, every workload that can send a packet can talk to the API server of the
                    cluster that manages the site. A list that is only pending, or only in the startup file, filters
                    nothing.""")
            .remediation("""
                    Create the list with type ipv4 on the switch, add a permit for each address of the admin space and
                    a deny after them, bind it outbound to the hosts' ports, then apply and save. `nv show acl
                    --rev=applied` shows what is in force.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 1")
            .reference("Cumulus Linux", "Access Control List Configuration")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, NAME);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(NAME);
        Optional<AccessList> list = context.get(APPLIED).accessList(name);
        String observed = list.map(found -> found.type().isEmpty() ? "no type" : "type " + found.type())
                .orElse("not there");
        boolean passes = list.isPresent() && list.get().isIpv4();
        String device = context.target().name();
        String message = passes ? device + " applies the ACL " + name + " with " + list.get().rules().size() + " rules"
                : list.isPresent() ? "the ACL " + name + " of " + device + " has " + observed
                        + ", so it does not filter IPv4"
                : device + " applies no ACL " + name;
        Evidence evidence = context.sources(APPLIED).getFirst().evidence(0, "acl " + name + ": " + observed);
        return List.of(Verdict.of(passes, "", observed, "type ipv4", message, List.of(evidence)));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = context.get(NAME);
        List<String> commands = new ArrayList<>();
        if (context.get(APPLIED).accessList(name).isPresent()) {
            commands.add("nv unset acl " + name);
        }
        commands.add("nv set acl " + name + " type ipv4");
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("Type the rules, too, before you apply: the steps of "
                + "switches-acl-admits-only-control-plane name them with the site's addresses."));
        steps.addAll(NvCommands.steps(context.target().name(), commands));
        return steps;
    }
}
