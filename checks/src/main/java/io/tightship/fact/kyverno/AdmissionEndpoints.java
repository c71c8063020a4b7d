package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who answers behind the services that Kyverno's webhooks name: where the API server's questions really arrive.
 *
 * @param services by {@code NAMESPACE/NAME}; a service without a ready endpoint has an empty list
 */
public record AdmissionEndpoints(SortedMap<String, List<Endpoint>> services) {

    public static final FactKey<AdmissionEndpoints> KEY = FactKey.of("kyverno-endpoints", AdmissionEndpoints.class);

    public AdmissionEndpoints {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** A ready one: the pod, and the node that it runs on. */
    public record Endpoint(String pod, String node) {
    }
}
