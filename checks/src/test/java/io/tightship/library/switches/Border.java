package io.tightship.library.switches;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.IpAddress;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueInterfaces;
import io.tightship.fact.nvue.NvueRevision;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A site with two border switches, as the guide builds it, and each way to build it otherwise. Immutable. */
record Border(String name, SortedMap<String, NvSwitch> switches, SortedMap<String, Map<String, List<String>>> ports,
              List<String> interfaces) {

    static final Target.Site SITE = new Target.Site("test");
    static final Target.Switch ONE = new Target.Switch("btor-1");
    static final Target.Switch TWO = new Target.Switch("btor-2");

    /** The guide's own lines. */
    static final String GUIDE = """
            nv set acl acl-kubeapi type ipv4
            nv set acl acl-kubeapi rule 10 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 10 match ip source-ip 7.241.28.8/31
            nv set acl acl-kubeapi rule 10 action permit
            nv set acl acl-kubeapi rule 20 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 20 match ip source-ip 7.241.28.10/32
            nv set acl acl-kubeapi rule 20 action permit
            nv set acl acl-kubeapi rule 30 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 30 match ip source-ip 7.241.28.12/31
            nv set acl acl-kubeapi rule 30 action permit
            nv set acl acl-kubeapi rule 40 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 40 match ip source-ip 7.241.28.14/32
            nv set acl acl-kubeapi rule 40 action permit
            nv set acl acl-kubeapi rule 50 match ip tcp dest-port 6443
            nv set acl acl-kubeapi rule 50 action deny
            nv set interface swp3s1 acl acl-kubeapi outbound
            nv set interface swp3s2 acl acl-kubeapi outbound
            nv set interface swp2s2 acl acl-kubeapi outbound
            nv set interface swp6s3 acl acl-kubeapi outbound
            nv set interface swp5s0 acl acl-kubeapi outbound
            nv set interface bond1 bond member swp3s1
            nv config save
            """;

    private static final Map<String, String> ADDRESSES = new TreeMap<>(Map.of("head-1", "7.241.28.8",
            "head-2", "7.241.28.9", "admin-1", "7.241.28.12", "admin-2", "7.241.28.13", "admin-3", "7.241.28.14"));

    /** Everything as in the guide; head-2 stands in no list of ports. */
    static Border guide() {
        Map<String, List<String>> ports = new TreeMap<>(Map.of("admin-1", List.of("swp3s1", "swp3s2"),
                "admin-2", List.of("swp2s2"), "admin-3", List.of("swp6s3"), "head-1", List.of("swp5s0")));
        NvSwitch configured = NvSwitch.empty().run(GUIDE);
        return new Border("the guide's own ACL", new TreeMap<>(Map.of(ONE.name(), configured, TWO.name(), configured)),
                new TreeMap<>(Map.of(ONE.name(), ports, TWO.name(), ports)),
                List.of("bond1", "eth0", "swp2s2", "swp3s1", "swp3s2", "swp5s0", "swp6s3"));
    }

    Border named(String other) {
        return new Border(other, switches, ports, interfaces);
    }

    /** The commands, typed on the first switch. */
    Border on(Target.Switch device, String commands) {
        SortedMap<String, NvSwitch> changed = new TreeMap<>(switches);
        changed.put(device.name(), switches.get(device.name()).run(commands));
        return new Border(name, changed, ports, interfaces);
    }

    Border one(String commands) {
        return on(ONE, commands);
    }

    Border withPorts(Target.Switch device, Map<String, List<String>> other) {
        SortedMap<String, Map<String, List<String>>> changed = new TreeMap<>(ports);
        changed.put(device.name(), other);
        return new Border(name, switches, changed, interfaces);
    }

    Border withoutSwitch(Target.Switch device) {
        SortedMap<String, NvSwitch> left = new TreeMap<>(switches);
        left.remove(device.name());
        return new Border(name, left, ports, interfaces);
    }

    Border withoutInterface(String gone) {
        return new Border(name, switches, ports, interfaces.stream().filter(i -> !i.equals(gone)).toList());
    }

    Case judging(Target judged) {
        Case all = Case.of(name, judged).with(SITE, Addresses.VIRTUAL, Addresses.of(List.of(ip("7.241.28.10"))));
        for (Map.Entry<String, String> node : ADDRESSES.entrySet()) {
            all = all.with(node(node.getKey()), Addresses.OF_NODE, Addresses.of(List.of(ip(node.getValue()))));
        }
        for (Map.Entry<String, NvSwitch> entry : switches.entrySet()) {
            Target.Switch device = new Target.Switch(entry.getKey());
            Map<String, SwitchPorts> stated = new TreeMap<>();
            ports.get(entry.getKey()).forEach((host, names) -> stated.put(host, new SwitchPorts(names)));
            all = all.with(device, NvueConfiguration.APPLIED, entry.getValue().appliedConfiguration())
                    .with(device, NvueConfiguration.STARTUP, entry.getValue().startupConfiguration())
                    .with(device, NvueInterfaces.KEY, NvueInterfaces.of(interfaces))
                    .withMembers(device, NvueRevision.UNSETTLED, Map.of())
                    .withMembers(device, SwitchPorts.OF_PROTECTED_HOSTS, stated);
        }
        return all.remediedBy(settings -> after(settings).judging(judged));
    }

    /** The site after someone followed a finding to the letter: settings, and the commands that save or apply. */
    Border after(Finding finding) {
        Border changed = this;
        for (Step step : finding.remediation()) {
            changed = switch (step) {
                case Step.Setting(Step.Place place, String literal) -> changed.on(new Target.Switch(place.path()), literal);
                case Step.Command(String where, String text) when text.matches("nv config (save|apply startup)") ->
                        changed.on(new Target.Switch(where), text);
                case Step.Command command -> changed;
                case Step.Prose prose -> changed;
            };
        }
        return changed;
    }

    private Border after(List<Step.Setting> settings) {
        Border changed = this;
        for (Step.Setting setting : settings) {
            changed = changed.on(new Target.Switch(setting.place().path()), setting.literal());
        }
        return changed;
    }

    /** The site after someone followed the settings of all failed findings, one after the other. */
    Border followed(Check check, Target judged) {
        Border changed = this;
        for (int round = 0; round < 20; round++) {
            Optional<Finding> failed = changed.judging(judged).judge(check).stream()
                    .filter(finding -> finding.outcome() == Outcome.FAIL).findFirst();
            if (failed.isEmpty()) {
                return changed;
            }
            changed = changed.after(failed.get());
        }
        return changed;
    }

    /** By subject: outcome and message. */
    static Map<String, String> words(List<Finding> findings) {
        Map<String, String> words = new LinkedHashMap<>();
        findings.forEach(finding -> words.put(finding.subject(), finding.outcome() + ": " + finding.message()));
        return words;
    }

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static Target.Node node(String name) {
        NodeRole role = name.startsWith("head") ? NodeRole.HEAD : NodeRole.CONTROL_PLANE;
        return new Target.Node(name, Set.of(role), role == NodeRole.HEAD ? Optional.empty() : Optional.of("k8s-admin"),
                Space.ADMIN, Optional.empty(), false, Optional.empty());
    }
}
