package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Both switches of the pair guard the same hosts by the same rules. */
final class Agree implements Check {

    private static final Need.Across<NvueConfiguration, Target.Switch> APPLIED =
            Need.Across.whole(TargetSet.SWITCHES, NvueConfiguration.APPLIED);
    private static final Need.Across<PerSubject<SwitchPorts>, Target.Switch> PORTS =
            Need.Across.whole(TargetSet.SWITCHES, SwitchPorts.OF_PROTECTED_HOSTS);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);
    private static final String RULES = "rules";

    private static final Rule RULE = Rule.builder("switches-agree")
            .title("The border switches have the same ACL on the ports of the same hosts")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Site.class, "sites")
            .witness(Witness.RUNNING)
            .rationale("""
                    Each host hangs on both switches, and a packet takes either. The pair is as closed as the more
                    open of the two, and a difference shows itself only when a link fails.""")
            .remediation("""
                    Find out by the other rules on switches which of the two is right, and configure the other one
                    alike. Port names may differ; the hosts behind them may not.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, PORTS, NAME);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        SortedMap<Target.Switch, NvueConfiguration> applied = context.get(APPLIED);
        if (applied.size() < 2) {
            String only = applied.firstKey().name();
            return List.of(Verdict.of(false, "", "only " + only, "two switches", "only one switch is listed, " + only
                    + ": the other one of the pair is not audited", evidence(context, "acl " + context.get(NAME))));
        }
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(rules(context));
        if (lists(context).values().stream().anyMatch(Optional::isPresent)) {
            hosts(context).forEach(host -> verdicts.add(host(context, host)));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = context.get(NAME);
        if (fail.subject().isEmpty()) {
            return List.of(Step.prose("List the other switch of the pair under `switches` in the inventory."));
        }
        SortedMap<Target.Switch, Optional<AccessList>> lists = lists(context);
        Optional<AccessList> model = lists.values().stream().flatMap(Optional::stream).findFirst();
        List<Step> steps = new ArrayList<>();
        if (model.isEmpty()) {
            return List.of(Step.prose("Make the ACL " + name + " on each switch: the steps of "
                    + "switches-acl-admits-only-control-plane write it."));
        }
        if (fail.subject().equals(RULES)) {
            String from = lists.entrySet().stream().filter(entry -> entry.getValue().isPresent())
                    .map(entry -> entry.getKey().name()).findFirst().orElseThrow();
            steps.add(Step.prose("The commands make the others as " + from + " is. See first by the findings of the "
                    + "other rules on switches whether " + from + " is the right one."));
            lists.forEach((device, list) -> {
                if (!difference(name, Map.entry(device, model), Map.entry(device, list)).isEmpty()) {
                    steps.addAll(NvCommands.steps(device.name(), NvCommands.copyOf(model.get(), list.isPresent())));
                }
            });
            return steps;
        }
        context.get(APPLIED).forEach((device, configuration) -> {
            SwitchPorts ports = context.get(PORTS).get(device).known().get(fail.subject());
            if (ports == null) {
                steps.add(Step.prose("Write the ports that lead from " + device.name() + " to " + fail.subject()
                        + " under `ports` of " + device.name() + " in the inventory, and bind " + name + " to them."));
                return;
            }
            List<String> commands = ports.names().stream().filter(port -> !configuration.filtersOutbound(port, name))
                    .flatMap(port -> NvCommands.bind(configuration, name, port).stream()).toList();
            if (!commands.isEmpty()) {
                steps.addAll(NvCommands.steps(device.name(), commands));
            }
        });
        return steps;
    }

    private static Verdict rules(Context context) {
        String name = context.get(NAME);
        SortedMap<Target.Switch, Optional<AccessList>> lists = lists(context);
        String observed = lists.entrySet().stream().map(entry -> entry.getKey().name() + ": "
                + entry.getValue().map(list -> list.rules().size() + " rules").orElse("no ACL"))
                .collect(Collectors.joining(", "));
        Iterator<Map.Entry<Target.Switch, Optional<AccessList>>> all = lists.entrySet().iterator();
        Map.Entry<Target.Switch, Optional<AccessList>> first = all.next();
        String message = "";
        while (all.hasNext() && message.isEmpty()) {
            message = difference(name, first, all.next());
        }
        return Verdict.of(message.isEmpty(), RULES, observed, "the same rules on each switch",
                message.isEmpty() ? "the switches have the same rules in " + name : message,
                evidence(context, "acl " + name));
    }

    /** Empty where there is none. */
    private static String difference(String name, Map.Entry<Target.Switch, Optional<AccessList>> one,
                                     Map.Entry<Target.Switch, Optional<AccessList>> two) {
        if (one.getValue().isEmpty() || two.getValue().isEmpty()) {
            Map.Entry<Target.Switch, Optional<AccessList>> without = one.getValue().isEmpty() ? one : two;
            return without.getKey().name() + " applies no ACL " + name;
        }
        if (!one.getValue().get().type().equals(two.getValue().get().type())) {
            return name + " has another type on " + two.getKey().name() + " than on " + one.getKey().name();
        }
        Iterator<AccessRule> left = one.getValue().get().rules().values().iterator();
        Iterator<AccessRule> right = two.getValue().get().rules().values().iterator();
        while (left.hasNext() && right.hasNext()) {
            AccessRule here = left.next();
            AccessRule there = right.next();
            if (!here.sameAs(there)) {
                return "rule " + here.id() + " of " + one.getKey().name() + " (" + here.words() + ") differs from rule "
                        + there.id() + " of " + two.getKey().name() + " (" + there.words() + ")";
            }
        }
        if (left.hasNext()) {
            return two.getKey().name() + " lacks what is rule " + left.next().id() + " on " + one.getKey().name();
        }
        return right.hasNext()
                ? one.getKey().name() + " lacks what is rule " + right.next().id() + " on " + two.getKey().name() : "";
    }

    private static Verdict host(Context context, String host) {
        String name = context.get(NAME);
        SortedMap<String, String> states = new TreeMap<>();
        context.get(APPLIED).forEach((device, configuration) -> {
            SwitchPorts ports = context.get(PORTS).get(device).known().get(host);
            states.put(device.name(), ports == null ? "not listed" : state(configuration, name, ports));
        });
        boolean same = Set.copyOf(states.values()).size() == 1;
        String observed = states.entrySet().stream().map(entry -> entry.getValue() + " on " + entry.getKey())
                .collect(Collectors.joining(", "));
        return Verdict.of(same, host, observed, "the same on each switch", same ? "the ports of " + host + " are "
                + states.firstEntry().getValue() + " on each switch" : "the ports of " + host + " are " + observed,
                evidence(context, "acl " + name + " on the ports of " + host));
    }

    private static String state(NvueConfiguration configuration, String name, SwitchPorts ports) {
        long bound = ports.names().stream().filter(port -> configuration.filtersOutbound(port, name)).count();
        return bound == 0 ? "unfiltered" : bound == ports.names().size() ? "filtered" : "filtered in part";
    }

    private static SortedSet<String> hosts(Context context) {
        SortedSet<String> hosts = new TreeSet<>();
        context.get(PORTS).values().forEach(ports -> hosts.addAll(ports.known().keySet()));
        return hosts;
    }

    private static SortedMap<Target.Switch, Optional<AccessList>> lists(Context context) {
        SortedMap<Target.Switch, Optional<AccessList>> lists = new TreeMap<>();
        context.get(APPLIED).forEach((device, configuration) ->
                lists.put(device, configuration.accessList(context.get(NAME))));
        return lists;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.get(APPLIED).keySet().stream()
                .map(device -> context.sources(APPLIED, device).getFirst().evidence(0, excerpt)).toList();
    }
}
