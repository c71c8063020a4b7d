package io.tightship.library.switches;

import io.tightship.fact.Cidr;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The values that several rules on switches ask for. */
final class SwitchesValues {

    static final ValueKey<String> ACL_NAME = ValueKey.withFallback("switches-acl-name", ValueType.TEXT, "acl-kubeapi",
            "what the ACL that guards the Kubernetes API on the switches is called");

    static final ValueKey<Long> API_PORT = ValueKey.withFallback("switches-api-port",
            new ValueType<>("a port (1-65535)", false, SwitchesValues::port, String::valueOf), 6443L,
            "on which port the API server of the admin cluster listens");

    static final ValueKey<List<Cidr>> APPROVED_PREFIXES = ValueKey.withFallback("switches-approved-prefixes",
            new ValueType<>("a list of address prefixes", true, SwitchesValues::prefixes,
                    prefixes -> String.join(", ", prefixes.stream().map(Cidr::toString).toList())),
            List.of(), "which prefixes, besides the addresses of the admin space, may reach the API server");

    static final ValueKey<Set<String>> CONTROL_PLANE_ACLS = ValueKey.withFallback("switches-control-plane-acls",
            ValueType.TEXTS, Collections.unmodifiableSet(new TreeSet<>(List.of("acl-default-dos", "acl-default-whitelist"))),
            "which lists must guard the control plane of a switch");

    private SwitchesValues() {
    }

    private static Long port(List<String> items) {
        List<Integer> ports = ValueType.PORTS.parse().apply(items);
        if (ports.size() != 1) {
            throw new IllegalArgumentException("one port was expected, " + ports.size() + " are given");
        }
        return ports.getFirst().longValue();
    }

    private static List<Cidr> prefixes(List<String> items) {
        List<Cidr> prefixes = new ArrayList<>();
        for (String item : items) {
            if (!item.isBlank()) {
                prefixes.add(Cidr.parse(item.strip()).filter(cidr -> cidr.network().bits() == 32).orElseThrow(
                        () -> new IllegalArgumentException("'" + item.strip() + "' is not an IPv4 prefix")));
            }
        }
        return List.copyOf(prefixes);
    }
}
