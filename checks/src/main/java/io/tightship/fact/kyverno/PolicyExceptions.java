package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** The PolicyExceptions of a cluster, of both of Kyverno's API groups. */
public record PolicyExceptions(List<PolicyException> exceptions) {

    public static final FactKey<PolicyExceptions> KEY = FactKey.of("kyverno-exceptions", PolicyExceptions.class);

    public PolicyExceptions {
        exceptions = List.copyOf(exceptions);
    }

    /** @param policies whose rules it takes away, in words */
    public record PolicyException(String group, String namespace, String name, List<String> policies) {
        public PolicyException {
            policies = List.copyOf(policies);
        }

        /**
         * Whether it takes rules of a policy away. The older group writes {@code POLICY/RULES}, with wildcards; the newer one
         * {@code KIND/POLICY}.
         */
        public boolean names(String policy) {
            return policies.stream().map(text -> text.split("/", 2)).map(parts -> group.equals("kyverno.io") ? parts[0]
                    : parts[parts.length - 1]).anyMatch(pattern -> KyvernoExemptions.Exemption.ofNamespace("", "", pattern)
                    .holdsIn(policy));
        }

        /** {@code NAMESPACE/NAME}: as a site approves it. */
        public String id() {
            return namespace + "/" + name;
        }
    }
}
