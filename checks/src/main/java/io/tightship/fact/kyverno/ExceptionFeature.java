package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * Whether Kyverno heeds PolicyExceptions at all. The feature is off by default in most releases and on in 1.11 and 1.12:
 * it is taken to be on where the admission controller is not told otherwise. Of the newer API group the exceptions of every
 * namespace are taken to be heeded: Kyverno 1.14 to 1.16 do not ask for the namespace there. Source: cmd/kyverno/main.go and
 * pkg/cel/engine.
 *
 * @param off       its arguments switch it off
 * @param namespace the only one whose exceptions of the group {@code kyverno.io} are heeded; empty where they all are
 * @param arguments those that say so, as written
 */
public record ExceptionFeature(boolean off, String namespace, List<String> arguments) {

    public static final FactKey<ExceptionFeature> KEY =
            FactKey.of("kyverno-exception-feature", ExceptionFeature.class);

    public ExceptionFeature {
        arguments = List.copyOf(arguments);
    }

    public boolean heeds(PolicyExceptions.PolicyException exception) {
        return !off && (namespace.isEmpty() || namespace.equals(exception.namespace())
                || !exception.group().equals("kyverno.io"));
    }
}
