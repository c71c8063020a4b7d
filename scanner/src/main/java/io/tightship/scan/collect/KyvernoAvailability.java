package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kyverno.AdmissionBudgets;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.AdmissionEndpoints.Endpoint;
import io.tightship.fact.kyverno.ExceptionFeature;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** How Kyverno's controllers run: who answers, what keeps them from being evicted, and what they are told to heed. */
final class KyvernoAvailability {

    private KyvernoAvailability() {
    }

    /** Of the services that the resource webhooks name. A pod that has addresses of both families counts once. */
    static AdmissionEndpoints endpoints(List<Data> configurations, List<Data> slices) {
        Set<String> services = new TreeSet<>();
        KyvernoSettings.webhooks(configurations).webhooks().forEach(webhook -> services.add(webhook.service()));
        services.remove("");
        SortedMap<String, List<Endpoint>> found = new TreeMap<>();
        for (String service : services) {
            SortedMap<String, Endpoint> byPod = new TreeMap<>();
            for (Data slice : slices) {
                String of = slice.path("metadata", "namespace").text().orElse("") + "/"
                        + ApiLists.labels(slice).getOrDefault("kubernetes.io/service-name", "");
                for (Data endpoint : of.equals(service) ? slice.get("endpoints").list() : List.<Data>of()) {
                    // The API: nil means unknown, and is to be taken as ready.
                    if (endpoint.path("conditions", "ready").bool().orElse(true)) {
                        String pod = endpoint.path("targetRef", "name").text().orElseThrow(() ->
                                new IllegalArgumentException("an endpoint of " + service + " names no pod"));
                        byPod.put(pod, new Endpoint(pod, endpoint.get("nodeName").text().orElseThrow(() ->
                                new IllegalArgumentException("the endpoint " + pod + " of " + service
                                        + " names no node"))));
                    }
                }
            }
            found.put(service, List.copyOf(byPod.values()));
        }
        return new AdmissionEndpoints(found);
    }

    /** Those whose selector takes in the pods of an admission controller's Deployment. */
    static AdmissionBudgets budgets(List<Data> deployments, List<Data> budgets) {
        List<AdmissionBudgets.Budget> found = new ArrayList<>();
        for (Data budget : budgets) {
            String namespace = budget.path("metadata", "namespace").text().orElse("");
            Data selector = budget.path("spec", "selector");
            boolean concerns = selector.isMap() && deployments.stream().filter(deployment ->
                    deployment.path("metadata", "namespace").text().equals(Optional.of(namespace))
                            && KyvernoObjects.installation(List.of(deployment)).controllers().stream().anyMatch(
                            controller -> controller.component().equals("admission-controller")))
                    .anyMatch(deployment -> KyvernoObjects.selector(selector).selects(labels(deployment)));
            if (concerns) {
                found.add(new AdmissionBudgets.Budget(namespace + "/" + ApiLists.name(budget),
                        budget.path("status", "desiredHealthy").number().map(Number::intValue).orElse(0)));
            }
        }
        return new AdmissionBudgets(found);
    }

    /** By the arguments of the admission controllers: off only where each of them is told so. */
    static ExceptionFeature exceptions(List<Data> deployments) {
        List<List<String>> each = deployments.stream().filter(deployment -> KyvernoObjects.installation(
                List.of(deployment)).controllers().stream().anyMatch(controller -> controller.component()
                .equals("admission-controller"))).map(KyvernoAvailability::arguments).toList();
        boolean off = !each.isEmpty() && each.stream().allMatch(arguments -> last(arguments, "enablePolicyException")
                .flatMap(FlagValues::bool).equals(Optional.of(false)));
        Set<String> namespaces = new TreeSet<>();
        each.forEach(arguments -> namespaces.add(last(arguments, "exceptionNamespace").filter(name ->
                !name.equals("*")).orElse("")));
        return new ExceptionFeature(off, namespaces.size() == 1 ? namespaces.iterator().next() : "",
                each.stream().flatMap(List::stream).distinct().toList());
    }

    private static List<String> arguments(Data deployment) {
        return deployment.path("spec", "template", "spec", "containers").list().stream()
                .flatMap(container -> container.get("args").texts().stream()).toList();
    }

    /** As Go's flag package reads it: one dash or two, the last one counts, one without a value is true. */
    private static Optional<String> last(List<String> arguments, String flag) {
        return arguments.stream().filter(argument -> argument.matches("--?" + flag + "(=.*)?"))
                .reduce((earlier, later) -> later).map(argument -> argument.contains("=")
                        ? argument.substring(argument.indexOf('=') + 1) : "true");
    }

    private static Map<String, String> labels(Data deployment) {
        return ApiLists.labels(deployment.path("spec", "template"));
    }
}
