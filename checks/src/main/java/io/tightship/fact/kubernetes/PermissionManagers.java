package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** The Deployments of the two products that are called PermissionManager; none where neither is installed. */
public record PermissionManagers(List<Installation> installations) {

    public static final FactKey<PermissionManagers> KEY =
            FactKey.of("permission-managers", PermissionManagers.class);

    public PermissionManagers {
        installations = List.copyOf(installations);
    }

    /** Which of the two. */
    public enum Product {
        BCM("Base Command Manager's permissions manager"),
        OPEN_SOURCE("the open-source permission-manager");

        private final String words;

        Product(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** @param ready how many replicas are */
    public record Installation(Product product, String namespace, String name, int ready) {
        /** {@code NAMESPACE/NAME}. */
        public String id() {
            return namespace + "/" + name;
        }
    }
}
