package io.tightship.scan.probe;

import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.util.Optional;

/** Why no right is generated for a probe where another user than root logs in. */
final class Ungranted {

    private Ungranted() {
    }

    /** One clause; empty where a right is generated, or the way of getting rights needs none. */
    static Optional<String> why(NodeProbe probe, Privilege privilege) {
        return switch (privilege) {
            case NONE, ROOT_LOGIN -> Optional.empty();
            case HELPER -> switch (probe) {
                case ProcessProbe.EtcdAuthority authority -> Optional.of(
                        "it follows no variable of a process; this one needs privilege: root-login");
                default -> Optional.empty();
            };
            case COMMANDS -> probe.paths().stream().anyMatch(path -> path.startsWith("/proc/"))
                    || probe instanceof ServiceProbe.UnitEnvironment ? Optional.of("no rule can name " + probe.place()
                    + " beforehand without a wildcard; it needs privilege: root-login") : Optional.empty();
        };
    }
}
