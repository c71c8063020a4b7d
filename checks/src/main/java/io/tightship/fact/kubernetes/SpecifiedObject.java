package io.tightship.fact.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An object of Kubernetes by what it asks for: in a manifest, or as a cluster holds it. Calico's two API groups are one
 * here, and its default tier is no part of a name.
 *
 * @param group     empty for the core group
 * @param namespace empty where the object is of the whole cluster
 * @param chart     its label {@code helm.sh/chart}; empty where it has none
 * @param fields    each scalar under {@code spec} as JSON, by its path ({@code spec.rules[0].name}); a map or list that
 *                  is empty is {@code {}} or {@code []}, and a null is not there
 */
public record SpecifiedObject(String group, String kind, String namespace, String name, String chart,
                              SortedMap<String, String> fields) {

    public static final String CALICO = "projectcalico.org";
    private static final String TIER = "default.";

    public SpecifiedObject {
        if (group.equals("crd." + CALICO)) {
            group = CALICO;
        }
        if (group.equals(CALICO) && kind.endsWith("Policy") && name.startsWith(TIER)
                && fields.getOrDefault("spec.tier", "\"default\"").equals("\"default\"")) {
            name = name.substring(TIER.length());
        }
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** {@code GlobalNetworkPolicy.projectcalico.org}. */
    public String type() {
        return kind + (group.isEmpty() ? "" : "." + group);
    }

    /** {@code NetworkPolicy.networking.k8s.io/NAMESPACE/NAME}. */
    public String id() {
        return type() + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    /** A field that is not alike, and what it is on each side; empty where one side does not have it. */
    public record Difference(String path, Optional<String> here, Optional<String> there) {
    }

    /** In which fields the other one asks for something else; what the API fills in by itself is no difference. */
    public List<Difference> differencesTo(SpecifiedObject other) {
        SortedMap<String, String> here = ServerDefaults.filledIn(this);
        SortedMap<String, String> there = ServerDefaults.filledIn(other);
        TreeSet<String> paths = new TreeSet<>(here.keySet());
        paths.addAll(there.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String path : paths) {
            Optional<String> one = Optional.ofNullable(here.get(path));
            Optional<String> two = Optional.ofNullable(there.get(path));
            if (!one.equals(two)) {
                differences.add(new Difference(path, one, two));
            }
        }
        return differences;
    }
}
