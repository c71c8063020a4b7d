package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the ConfigMap kubelet-config of a cluster says: kubeadm writes the file of every node from it at its next upgrade.
 *
 * @param values of the fields of {@link KubeletSetting#fields} that it sets, as JSON; empty where there is no such
 *               ConfigMap, as in clusters that kubeadm did not make
 */
public record KubeletConfigMap(Optional<SortedMap<String, String>> values) {

    public static final FactKey<KubeletConfigMap> KEY = FactKey.of("kubelet-config-map", KubeletConfigMap.class);

    public KubeletConfigMap {
        values = values.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
    }
}
