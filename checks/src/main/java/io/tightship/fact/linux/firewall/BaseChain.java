package io.tightship.fact.linux.firewall;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the kernel hands packets to a chain, and what becomes of those that its rules leave.
 *
 * @param priority lower ones come first within a stage
 * @param nat      whether it says where a connection is passed on to
 * @param whole    whether every packet to the host comes by it; if not, those that come in by one of {@code devices} do,
 *                 and others may
 * @param open     whether who is left gets through
 * @param policy   the same as written
 */
public record BaseChain(Stage stage, int priority, boolean nat, boolean whole, Set<String> devices, boolean open,
                        String policy) {

    /** What a packet to the host itself passes, in this order. */
    public enum Stage { INGRESS, BRIDGE, PREROUTING, INPUT }

    private static final Map<String, Integer> OF_IPTABLES = Map.of("raw PREROUTING", -300, "mangle PREROUTING", -150,
            "nat PREROUTING", -100, "mangle INPUT", -150, "filter INPUT", 0, "security INPUT", 50);

    public BaseChain {
        devices = Set.copyOf(devices);
    }

    /** That of one of iptables' own chains; empty for one of a user's, and where no packet to the host is decided. */
    static Optional<BaseChain> ofIptables(String table, String chain, Optional<String> policy) {
        String word = policy.orElse("ACCEPT");
        return Optional.ofNullable(OF_IPTABLES.get(table + " " + chain)).map(priority -> new BaseChain(
                chain.equals("INPUT") ? Stage.INPUT : Stage.PREROUTING, priority, table.equals("nat"), true, Set.of(),
                word.equals("ACCEPT"), "-P " + chain + " " + word));
    }

    /** Whether every packet that comes in there passes the chain. */
    boolean certain(String in) {
        return whole || devices.contains(in);
    }
}
