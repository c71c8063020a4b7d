package io.tightship.library.switches;

import io.tightship.fact.IpAddress;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.AccessRule.Action;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.Packet;
import io.tightship.fact.nvue.PacketMatch.Answer;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes the commands of remediations as an operator types them on a switch. */
final class NvCommands {

    private NvCommands() {
    }

    /**
     * The ACL with a permit for each address and a deny for everyone else. Rules of it that do not concern the port
     * stay; those that do are replaced.
     */
    static List<String> admitOnly(String name, Optional<AccessList> present, Collection<IpAddress> addresses,
                                  long port) {
        List<String> commands = new ArrayList<>();
        String acl = "acl " + name;
        SortedSet<Integer> kept = new TreeSet<>();
        if (present.isPresent() && !present.get().isIpv4()) {
            commands.add("nv unset " + acl);
        } else if (present.isPresent()) {
            for (AccessRule rule : present.get().rules().values()) {
                if (rule.action() == Action.CONTINUE
                        || rule.match().answer(new Packet(Optional.empty(), (int) port)) == Answer.NO) {
                    kept.add(rule.id());
                } else {
                    commands.add("nv unset " + acl + " rule " + rule.id());
                }
            }
        }
        commands.add("nv set " + acl + " type ipv4");
        int id = 0;
        for (IpAddress address : addresses) {
            id = next(id, kept);
            commands.add("nv set " + acl + " rule " + id + " match ip tcp dest-port " + port);
            commands.add("nv set " + acl + " rule " + id + " match ip source-ip " + address + "/32");
            commands.add("nv set " + acl + " rule " + id + " action permit");
        }
        id = next(id, kept);
        commands.add("nv set " + acl + " rule " + id + " match ip tcp dest-port " + port);
        commands.add("nv set " + acl + " rule " + id + " action deny");
        return commands;
    }

    /** The ACL exactly as another switch has it. */
    static List<String> copyOf(AccessList other, boolean present) {
        List<String> commands = new ArrayList<>();
        String acl = "acl " + other.name();
        if (present) {
            commands.add("nv unset " + acl);
        }
        commands.add("nv set " + acl + (other.type().isEmpty() ? "" : " type " + other.type()));
        for (AccessRule rule : other.rules().values()) {
            rule.settings().forEach(setting -> commands.add("nv set " + acl + " rule " + rule.id() + " " + setting));
        }
        return commands;
    }

    /** Binds the ACL outbound to a physical port; what binds it to the control plane gives way. */
    static List<String> bind(NvueConfiguration configuration, String name, String port) {
        List<String> commands = new ArrayList<>();
        for (Binding binding : configuration.bindingsOf(port, name)) {
            if (!binding.filtersOutbound()) {
                commands.add("nv unset interface " + port + " acl " + name + " " + binding.direction().word());
            }
        }
        commands.add("nv set interface " + port + " acl " + name + " outbound");
        return commands;
    }

    /** The commands as one setting, and how they take effect and last. */
    static List<Step> steps(String device, List<String> commands) {
        return List.of(Step.setting(Step.Place.nvue(device), String.join("\n", commands)),
                Step.command(device, "nv config diff"), Step.command(device, "nv config apply"),
                Step.command(device, "nv config save"));
    }

    private static int next(int id, SortedSet<Integer> kept) {
        int next = id / 10 * 10 + 10;
        while (kept.contains(next)) {
            next += 10;
        }
        return next;
    }
}
