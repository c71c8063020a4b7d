package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one API server runs Pod Security admission. Without a configuration the default level is privileged, and a namespace
 * decides by its label.
 *
 * @param enabled       the plugin runs: it does by default from Kubernetes 1.23
 * @param level         that is enforced where a namespace bears no label
 * @param namespaces    exempt ones, {@code users} and {@code runtimeClasses} likewise
 */
public record PodSecuritySettings(boolean enabled, String level, Set<String> namespaces, Set<String> users,
                                  Set<String> runtimeClasses) {

    /** Of each process kube-apiserver of a node. */
    public static final FactKey<PerSubject<PodSecuritySettings>> OF_NODE =
            FactKey.perSubject("pod-security-settings", "", PodSecuritySettings.class);

    public static final ValueKey<Set<String>> APPROVED = ValueKey.withFallback("pod-security-approved-exemptions",
            ValueType.TEXTS, Set.of(), "which exemptions of Pod Security admission are approved (namespace NAME, user NAME, "
                    + "runtime-class NAME)");

    private static final String ENFORCE = "pod-security.kubernetes.io/enforce";
    private static final Set<String> BASELINE = Set.of("baseline", "restricted");

    public PodSecuritySettings {
        namespaces = sorted(namespaces);
        users = sorted(users);
        runtimeClasses = sorted(runtimeClasses);
    }

    private static Set<String> sorted(Set<String> texts) {
        return Collections.unmodifiableSet(new TreeSet<>(texts));
    }

    /** Without a configuration file. */
    public static PodSecuritySettings defaults(boolean enabled) {
        return new PodSecuritySettings(enabled, "privileged", Set.of(), Set.of(), Set.of());
    }

    /** Who enforces baseline in a namespace, in words; empty where this server does not. */
    public Optional<String> enforces(Map<String, String> labels) {
        String level = labels.getOrDefault(ENFORCE, this.level);
        return enabled && BASELINE.contains(level) ? Optional.of("Pod Security admission (" + level
                + (labels.containsKey(ENFORCE) ? ", by label)" : ", by default)")) : Optional.empty();
    }

    /** What is left out of the namespace all the same, without a word in it. */
    public List<Exemption> exemptions(String namespace) {
        List<Exemption> found = new ArrayList<>();
        if (namespaces.contains(namespace)) {
            found.add(new Exemption(Exemption.Kind.POD_SECURITY, "namespace " + namespace));
        }
        users.forEach(user -> found.add(new Exemption(Exemption.Kind.POD_SECURITY, "user " + user)));
        runtimeClasses.forEach(name -> found.add(new Exemption(Exemption.Kind.POD_SECURITY, "runtime-class " + name)));
        return found;
    }
}
