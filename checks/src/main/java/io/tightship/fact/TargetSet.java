package io.tightship.fact;

import io.tightship.model.Target;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Other targets that a rule looks at.
 *
 * @param who    plural, as in "no {who} in the inventory"
 * @param member tells for the judged target (first) whether another one belongs to the set
 */
public record TargetSet<T extends Target>(String who, Class<T> kind, BiPredicate<Target, T> member) {

    public static final TargetSet<Target.Node> HEAD_NODES = of("head nodes", Target.Node.class, Target.Node::isHead);

    public static final TargetSet<Target.Node> CONTROL_PLANE_NODES =
            of("control-plane nodes", Target.Node.class, Target.Node::runsControlPlane);

    public static final TargetSet<Target.Node> ADMIN_CONTROL_PLANE_NODES =
            of("control-plane nodes of the admin cluster", Target.Node.class, Target.Node::isAdminControlPlane);

    public static final TargetSet<Target.Node> ADMIN_SPACE_NODES = of("head nodes and control-plane nodes of the admin "
            + "cluster", Target.Node.class, node -> node.isHead() || node.isAdminControlPlane());

    public static final TargetSet<Target.Node> USER_SPACE_VANTAGE_NODES = of("user-space vantage nodes",
            Target.Node.class, node -> node.vantage() && node.space() == io.tightship.model.Space.USER);

    public static final TargetSet<Target.Switch> SWITCHES = of("switches", Target.Switch.class, any -> true);

    public static final TargetSet<Target.Cluster> CLUSTERS = of("clusters", Target.Cluster.class, any -> true);

    public static final TargetSet<Target.Site> SITE = of("site", Target.Site.class, any -> true);

    /** The cluster that the judged node belongs to. */
    public static final TargetSet<Target.Cluster> OWN_CLUSTER = new TargetSet<>("clusters of this node",
            Target.Cluster.class, (judged, cluster) -> judged instanceof Target.Node node
            && node.cluster().equals(java.util.Optional.of(cluster.name())));

    /** The control-plane nodes of the judged cluster. */
    public static final TargetSet<Target.Node> CONTROL_PLANE_OF_CLUSTER = new TargetSet<>(
            "control-plane nodes of this cluster", Target.Node.class, (judged, node) -> node.runsControlPlane()
            && node.cluster().equals(java.util.Optional.of(judged.name())));

    /** The nodes of the judged cluster on which etcd may run. */
    public static final TargetSet<Target.Node> ETCD_OF_CLUSTER = new TargetSet<>(
            "control-plane nodes and hosts of etcd of this cluster", Target.Node.class, (judged, node) ->
            node.mayHoldEtcd() && node.cluster().equals(java.util.Optional.of(judged.name())));

    /** The control-plane nodes of the cluster that the judged node belongs to. */
    public static final TargetSet<Target.Node> CONTROL_PLANE_OF_OWN_CLUSTER = new TargetSet<>(
            "control-plane nodes of this node's cluster", Target.Node.class, (judged, node) -> node.runsControlPlane()
            && judged instanceof Target.Node own && node.cluster().equals(own.cluster()));

    public static <T extends Target> TargetSet<T> of(String who, Class<T> kind, Predicate<T> filter) {
        return new TargetSet<>(who, kind, (judged, other) -> filter.test(other));
    }

    /** The members, in the order given. */
    public List<T> among(Target judged, List<? extends Target> all) {
        return all.stream().filter(kind::isInstance).map(kind::cast).filter(other -> member.test(judged, other))
                .toList();
    }
}
