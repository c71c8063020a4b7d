package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.PermissionManagers.Installation;
import io.tightship.fact.kubernetes.PermissionManagers.Product;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionObjectsTest {

    @Test
    void the_two_products_are_told_apart_by_their_images_also_from_a_mirror() throws Exception {
        assertThat(PermissionObjects.managers(List.of(
                deployment("cm", "docker.io/brightcomputing/cm-kubernetes-permissions-manager-controller:0.6.6", 1),
                deployment("pm", "mirror.site:5000/sighup/permission-manager@sha256:0123", 0),
                deployment("other", "quay.io/example/my-permission-manager:1", 1))).installations()).containsExactly(
                new Installation(Product.BCM, "cm", "d", 1), new Installation(Product.OPEN_SOURCE, "pm", "d", 0));
    }

    private static Data deployment(String namespace, String image, int ready) throws Exception {
        return Json.parse("{\"metadata\":{\"name\":\"d\",\"namespace\":\"" + namespace + "\"},\"spec\":{\"template\":{"
                + "\"spec\":{\"containers\":[{\"image\":\"" + image + "\"}]}}},\"status\":{" + (ready == 0 ? ""
                : "\"readyReplicas\":" + ready) + "}}");
    }
}
