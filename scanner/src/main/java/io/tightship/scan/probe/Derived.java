package io.tightship.scan.probe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Second-round probes that depend on what the first round found: a path that a host named. There is no third round.
 * Implementations are records: equal ones are asked once.
 */
public interface Derived {

    /** The first-round probe whose answer names them. */
    NodeProbe source();

    /** What a named path must match as a whole; any other is {@link io.tightship.model.Reason#REFUSED}. */
    Pattern allowed();

    /** How many probes at most; those beyond are REFUSED. */
    int max();

    /**
     * Every kind of probe that it can make for one named path, for the helper that an operator installs on hosts: what
     * is missing here is refused there.
     */
    default List<NodeProbe> shapes(String path) {
        return List.of(new FileProbe.ReadFile(path), new FileProbe.ReadTree(path));
    }

    /**
     * A file that a live process names by a flag, as that process sees it: what the helper may read of it besides.
     *
     * @param process by the name of its binary
     * @param flag    without dashes
     */
    record InProcess(NamedFileContent content, String process, String flag) {
    }

    /** Empty where the probes are of another kind, or where what they read may not leave the host as it stands. */
    default Optional<InProcess> inProcess() {
        return Optional.empty();
    }

    /** Files of that kind of which the helper may tell when they were last written. */
    default List<InProcess> timesInProcess() {
        return List.of();
    }

    /**
     * The systemd service whose environment files the probes read, without {@code .service}; empty for others. The helper
     * reads such a file only where that service's own files name it.
     */
    default Optional<String> inService() {
        return Optional.empty();
    }

    /** The probes that it makes on a usual host, for sudo rules that name each path; others are refused there. */
    default List<NodeProbe> usual() {
        return List.of();
    }

    /** The line of {@code scan --plan}. */
    String description();

    /** Pure. Empty where the source was not read or names nothing. Called again by readers to find the answers. */
    List<NodeProbe> derive(Reading source);
}
