package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every way in which a rule of Kyverno's policies steps aside, as the objects say it. */
public record KyvernoExemptions(List<Exemption> exemptions) {

    public static final FactKey<KyvernoExemptions> KEY = FactKey.of("kyverno-exemptions", KyvernoExemptions.class);

    public KyvernoExemptions {
        exemptions = List.copyOf(exemptions);
    }

    /**
     * One way.
     *
     * @param policy its name; {@code rule} the rule's, empty where the whole policy steps aside
     * @param what   in words that a site can approve verbatim: {@code namespace default}, {@code exclude subjects}
     */
    public record Exemption(String policy, String rule, String what) {

        private static final String NAMESPACE = "namespace ";

        public static Exemption ofNamespace(String policy, String rule, String pattern) {
            return new Exemption(policy, rule, NAMESPACE + pattern);
        }

        /** True for an exclusion of namespaces by name that holds in this one. */
        public boolean holdsIn(String namespace) {
            return what.startsWith(NAMESPACE) && namespace.matches(what.substring(NAMESPACE.length()).chars()
                    .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining()));
        }

        /** The one namespace that is left out by its name; empty for a pattern and for other ways. */
        public Optional<String> namespace() {
            return Optional.of(what).filter(text -> text.startsWith(NAMESPACE)).map(text -> text.substring(NAMESPACE.length()))
                    .filter(name -> name.chars().noneMatch(c -> c == '*' || c == '?'));
        }

        /** As a site approves it: {@code POLICY: what}. */
        public String text() {
            return policy + ": " + what;
        }
    }

    public List<Exemption> of(String policy) {
        return exemptions.stream().filter(exemption -> exemption.policy().equals(policy)).toList();
    }
}
