package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** kubeadm's ClusterConfiguration out of the ConfigMap kubeadm-config: v1beta3's maps and v1beta4's lists. */
final class KubeadmArgumentsObjects {

    private static final Map<Component, String> KEYS = new EnumMap<>(Map.of(Component.KUBE_APISERVER, "apiServer",
            Component.KUBE_CONTROLLER_MANAGER, "controllerManager", Component.KUBE_SCHEDULER, "scheduler"));

    private KubeadmArgumentsObjects() {
    }

    /** @throws IllegalArgumentException where the configuration is not in a form that is known */
    static KubeadmArguments of(List<Data> configMaps) {
        Optional<Data> found = configMaps.stream().filter(item -> ApiLists.name(item).equals("kubeadm-config")
                && item.path("metadata", "namespace").text().equals(Optional.of("kube-system"))).findFirst();
        Map<Component, Flags> arguments = new EnumMap<>(Component.class);
        found.map(item -> document(item.path("data", "ClusterConfiguration").text().orElseThrow(() ->
                new IllegalArgumentException("kubeadm-config has no ClusterConfiguration")))).ifPresent(document ->
                KEYS.forEach((component, key) -> arguments.put(component, arguments(component,
                        document.path(key, "extraArgs")))));
        return new KubeadmArguments(arguments);
    }

    private static Data document(String text) {
        try {
            return Yaml.parse(text);
        } catch (MalformedDocument e) {
            throw new IllegalArgumentException("kubeadm-config: " + e.getMessage(), e);
        }
    }

    private static Flags arguments(Component component, Data given) {
        List<String> words = new ArrayList<>();
        given.map().forEach((name, value) -> words.add("--" + name + "=" + value));
        given.list().forEach(one -> words.add("--" + one.get("name") + "=" + one.get("value")));
        return switch (Flags.parse(component, words)) {
            case Flags.Parsed.Valid(Flags flags) -> flags;
            case Flags.Parsed.Invalid(String why) -> throw new IllegalArgumentException("kubeadm-config: " + why);
        };
    }
}
