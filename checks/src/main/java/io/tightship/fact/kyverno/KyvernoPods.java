package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the pods of Kyverno's controllers are set up; none where it is not installed. */
public record KyvernoPods(List<Template> templates) {

    public static final FactKey<KyvernoPods> KEY = FactKey.of("kyverno-pods", KyvernoPods.class);

    public KyvernoPods {
        templates = List.copyOf(templates);
    }

    /**
     * The pod template of one Deployment.
     *
     * @param component  such as {@code admission-controller}
     * @param containers resources of the containers that are not for initialising, by name
     */
    public record Template(String component, String namespace, String name, Map<String, Resources> containers) {
        public Template {
            containers = Map.copyOf(new TreeMap<>(containers));
        }

        /** {@code NAMESPACE/NAME}. */
        public String id() {
            return namespace + "/" + name;
        }
    }

    /** Amounts as written, by {@code limits.memory} and so on. */
    public record Resources(Map<String, String> amounts) {
        public Resources {
            amounts = Map.copyOf(amounts);
        }
    }
}
