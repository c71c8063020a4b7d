package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.KubeletConfigMap;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletVersions;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the objects of a cluster say of its kubelets. */
final class KubeletObjects {

    private KubeletObjects() {
    }

    static KubeletVersions versions(List<Data> nodes) {
        SortedMap<String, String> versions = new TreeMap<>();
        nodes.forEach(node -> node.path("status", "nodeInfo", "kubeletVersion").text()
                .ifPresent(version -> versions.put(ApiLists.name(node), version)));
        return new KubeletVersions(versions);
    }

    /** kubeadm's ConfigMap; up to Kubernetes 1.23 it had the version in its name. */
    static KubeletConfigMap configMap(List<Data> configMaps) {
        Optional<Data> found = configMaps.stream().filter(item ->
                item.path("metadata", "namespace").text().equals(Optional.of("kube-system"))
                        && ApiLists.name(item).equals("kubelet-config")).findFirst();
        return new KubeletConfigMap(found.map(item -> values(item.path("data", "kubelet"))));
    }

    private static SortedMap<String, String> values(Data text) {
        Data document;
        try {
            document = Yaml.parse(text.text().orElseThrow(() ->
                    new IllegalArgumentException("the ConfigMap kubelet-config has no key kubelet")));
        } catch (MalformedDocument e) {
            throw new IllegalArgumentException("the ConfigMap kubelet-config: " + e.getMessage());
        }
        SortedMap<String, String> values = new TreeMap<>();
        for (String field : KubeletSetting.fields()) {
            Data value = document.path(field.split("\\."));
            if (!value.isAbsent() && !value.isNull()
                    && !KubeletSettingReader.isUnset(field, value.text().orElseGet(value::toString))) {
                values.put(field, Json.write(value));
            }
        }
        return values;
    }
}
