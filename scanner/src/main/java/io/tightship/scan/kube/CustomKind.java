package io.tightship.scan.kube;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Projection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the objects of a kind are that is known by its name alone. */
final class CustomKind {

    static final KubernetesProbe.List DEFINITIONS = new KubernetesProbe.List("apiextensions.k8s.io",
            "customresourcedefinitions", new Projection(1, List.of("v1"), List.of("spec.group", "spec.names.kind",
            "spec.names.plural", "spec.versions[].name", "spec.versions[].served")));

    private CustomKind() {
    }

    /** What was found. */
    sealed interface Found {
        record None() implements Found {
        }

        /** @param versions served ones */
        record One(String group, String resource, List<String> versions) implements Found {
        }

        /** A definition that nothing can be asked by. */
        record Odd(String words) implements Found {
        }
    }

    /** Of other kinds nothing but the name is kept. */
    static Object projected(Data definition, String kind) {
        if (definition.path("spec", "names", "kind").text().equals(Optional.of(kind))) {
            return definition.plain();
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("metadata", definition.get("metadata").plain());
        return kept;
    }

    /** @param document of projected definitions */
    static Found of(String document) {
        try {
            for (Data definition : Json.parse(document).get("items").list()) {
                Data spec = definition.get("spec");
                if (!spec.isAbsent()) {
                    String group = spec.get("group").text().orElse("");
                    String plural = spec.path("names", "plural").text().orElse("");
                    List<String> versions = new ArrayList<>();
                    spec.get("versions").list().stream().filter(version -> version.get("served").bool().orElse(false))
                            .flatMap(version -> version.get("name").text().stream())
                            .filter(name -> name.matches("v[a-z0-9]{1,20}")).forEach(versions::add);
                    return group.matches("[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?") && plural.matches("[a-z]{1,100}")
                            && !versions.isEmpty() ? new Found.One(group, plural, versions) : new Found.Odd(
                            "the definition of " + spec.path("names", "kind") + " names no group, plural and served version");
                }
            }
            return new Found.None();
        } catch (MalformedDocument e) {
            return new Found.Odd(e.getMessage());
        }
    }
}
