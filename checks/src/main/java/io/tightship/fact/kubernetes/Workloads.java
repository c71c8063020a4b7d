package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** What runs in a cluster: its pods, put together by who owns them. */
public record Workloads(List<Workload> all) {

    public static final FactKey<Workloads> KEY = FactKey.of("kubernetes-workloads", Workloads.class);

    public Workloads {
        all = List.copyOf(all);
    }

    /**
     * An owner with its pods. Pods that nobody owns are each their own owner, of the kind Pod; what a kubelet runs from a
     * file is of the kind StaticPod, under the name that it has on every node.
     *
     * @param kind   of the outermost controller that Kubernetes itself has: Deployment rather than ReplicaSet, CronJob
     *               rather than Job; or of whatever else owns the pods
     * @param makers who owns the owner, nearest first: a NIMService, the GPU operator's ClusterPolicy
     * @param shapes the different forms of its pods
     */
    public record Workload(String namespace, String kind, String name, List<Maker> makers, List<PodShape> shapes) {
        public Workload {
            makers = List.copyOf(makers);
            shapes = List.copyOf(shapes);
        }

        /** {@code NAMESPACE/KIND/NAME}: as reports and the inventory write it. */
        public String id() {
            return namespace + "/" + kind + "/" + name;
        }

        /** The forms of pods that have not ended: what has ended runs nothing. */
        public List<PodShape> running() {
            return shapes.stream().filter(shape -> !shape.finished()).toList();
        }

        /** How many pods have not ended. */
        public long pods() {
            return running().stream().mapToLong(PodShape::pods).sum();
        }
    }

    /** @param group of the kind, without version; empty for the core group */
    public record Maker(String group, String kind, String name) {
    }
}
