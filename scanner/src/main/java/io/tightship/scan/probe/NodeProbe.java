package io.tightship.scan.probe;

import java.util.List;

/**
 * Read on a host, by its SSH session or by the local one. All probes of a round go in one execution of a shell; each is
 * one command with fixed words, and what the inventory or a host named is quoted.
 */
public sealed interface NodeProbe extends Probe permits BcmProbe, FileProbe, HostNetworkProbe, LoginProbe,
        ProcessProbe, RuntimeProbe, ServiceProbe {

    /** The command and its arguments, unquoted; the first word is looked up in a fixed PATH. */
    List<String> words();

    /** Paths that the probe reads and that a host may have named. */
    default List<String> paths() {
        return List.of();
    }

    /** Seconds after which the command is ended on the host. */
    default int seconds() {
        return 10;
    }

    /** Bytes of output after which it is cut; a cut answer is TRUNCATED, never judged. */
    default int cap() {
        return 1 << 20;
    }

    /** Whether another user than root may see less, so that it is run by sudo where each command has its rule. */
    default boolean privileged() {
        return true;
    }

    @Override
    default String command() {
        return ShellWords.quoted(words());
    }

    /** The path where it reads one, else the command. */
    @Override
    default String place() {
        return paths().isEmpty() ? String.join(" ", words()) : paths().getFirst();
    }
}
