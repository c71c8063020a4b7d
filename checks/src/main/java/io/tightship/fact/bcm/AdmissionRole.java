package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The admission plugins with which Base Command Manager starts the API servers of a cluster, up to 9.2 and Kubernetes 1.24:
 * what its role kubernetes::apiserver holds.
 *
 * @param plugins empty where no such role decides
 * @param why     then, in words
 */
public record AdmissionRole(Optional<SortedSet<String>> plugins, String why) {

    /** Of a cluster. */
    public static final FactKey<AdmissionRole> KEY = FactKey.of("admission-role", AdmissionRole.class);

    /** The word of a site whose API servers something else starts. */
    public static final String NONE = "none";

    public static final ValueKey<String> OVERLAY = ValueKey.withFallback("psp-apiserver-overlay", ValueType.TEXT, "",
            "which configuration overlay gives a cluster of Kubernetes 1.24 or older its role kubernetes::apiserver, where it is "
                    + "not kube-CLUSTER-master; " + NONE + " where Base Command Manager does not start its API servers");

    public AdmissionRole {
        plugins = plugins.map(names -> Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }

    public static AdmissionRole of(SortedSet<String> plugins) {
        return new AdmissionRole(Optional.of(plugins), "");
    }

    public static AdmissionRole none(String why) {
        return new AdmissionRole(Optional.empty(), why);
    }

    /** Whether it lists a plugin; true where no role decides. */
    public boolean admits(String plugin) {
        return plugins.map(names -> names.contains(plugin)).orElse(true);
    }
}
