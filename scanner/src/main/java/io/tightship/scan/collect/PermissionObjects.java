package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.PermissionManagers;
import io.tightship.fact.kubernetes.PermissionManagers.Installation;
import io.tightship.fact.kubernetes.PermissionManagers.Product;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The two products that are called PermissionManager, by the images that they run: a site's mirror keeps their names. */
final class PermissionObjects {

    private static final Pattern BCM = Pattern.compile("(.*/)?cm-kubernetes-permissions-manager-controller([:@].*)?");
    private static final Pattern OPEN_SOURCE = Pattern.compile("(.*/)?permission-manager([:@].*)?");

    private PermissionObjects() {
    }

    static PermissionManagers managers(List<Data> deployments) {
        List<Installation> found = new ArrayList<>();
        for (Data deployment : deployments) {
            List<String> images = deployment.path("spec", "template", "spec", "containers").list().stream()
                    .flatMap(container -> container.get("image").text().stream()).toList();
            for (Product product : Product.values()) {
                Pattern image = switch (product) {
                    case BCM -> BCM;
                    case OPEN_SOURCE -> OPEN_SOURCE;
                };
                if (images.stream().anyMatch(text -> image.matcher(text).matches())) {
                    found.add(new Installation(product, deployment.path("metadata", "namespace").text().orElse(""),
                            ApiLists.name(deployment), deployment.path("status", "readyReplicas").number()
                            .map(Number::intValue).orElse(0)));
                }
            }
        }
        return new PermissionManagers(found);
    }
}
