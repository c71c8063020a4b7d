package io.tightship.scan.probe;

/**
 * Something that is read. Probes are data: what can be sent is the list of their types, and there is no type that
 * carries a script.
 */
public sealed interface Probe permits NodeProbe, RelayProbe, KubernetesProbe, SwitchProbe, NetworkProbe {

    /** What a person types to see the same; also the line of {@code scan --plan}. */
    String command();

    /** Where the answer is found, for evidence: a path, an API path, an endpoint, a command's name. */
    String place();
}
