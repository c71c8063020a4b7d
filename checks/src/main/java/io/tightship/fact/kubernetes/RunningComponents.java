package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which components of Kubernetes run on a node. That one is not among them is proven: the whole process table was seen.
 *
 * @param names of binaries: kube-apiserver, kube-controller-manager, kube-scheduler, etcd, kubelet, kube-proxy
 */
public record RunningComponents(Set<String> names) {

    public static final FactKey<RunningComponents> KEY = FactKey.of("running-components", RunningComponents.class);

    public RunningComponents {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }
}
