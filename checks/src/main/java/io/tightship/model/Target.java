package io.tightship.model;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.Collections;

/** Something that rules are judged for. Names are unique within a kind. */
public sealed interface Target extends Comparable<Target> {

    /** The name in the inventory. */
    String name();

    /** The kind's word in reports, inventory and globs. */
    default String kind() {
        return switch (this) {
            case Site site -> "site";
            case Cluster cluster -> "cluster";
            case Node node -> "node";
            case Switch device -> "switch";
        };
    }

    /** {@code kind/name}: unique in a run. */
    default String id() {
        return kind() + "/" + name();
    }

    @Override
    default int compareTo(Target other) {
        return Comparator.<Target>comparingInt(Target::order).thenComparing(Target::name).compare(this, other);
    }

    private int order() {
        return switch (this) {
            case Site site -> 0;
            case Cluster cluster -> 1;
            case Switch device -> 2;
            case Node node -> 3;
        };
    }

    /** The whole of what the inventory lists: rules that compare or join other targets are judged here. */
    record Site(String name) implements Target {
    }

    /** One Kubernetes cluster. */
    record Cluster(String name, Space space) implements Target {
    }

    /** One border top-of-rack switch. */
    record Switch(String name) implements Target {
    }

    /**
     * One host.
     *
     * @param cluster          the cluster it belongs to, if any
     * @param category         the BCM category that the inventory states, if it does
     * @param vantage          whether connects are tried from here
     * @param maintenanceUntil the last day on which its findings do not count for the gate
     */
    record Node(String name, Set<NodeRole> roles, Optional<String> cluster, Space space, Optional<String> category,
                boolean vantage, Optional<LocalDate> maintenanceUntil) implements Target {

        public Node {
            roles = Collections.unmodifiableSet(new TreeSet<>(roles));
        }

        public boolean isHead() {
            return roles.contains(NodeRole.HEAD);
        }

        public boolean runsControlPlane() {
            return roles.contains(NodeRole.CONTROL_PLANE);
        }

        /** A control plane, with etcd or without, or etcd alone: who owns the host owns a cluster. */
        public boolean mayHoldEtcd() {
            return runsControlPlane() || roles.contains(NodeRole.ETCD);
        }

        /** Control plane of a cluster in admin space. */
        public boolean isAdminControlPlane() {
            return runsControlPlane() && space == Space.ADMIN;
        }

        public boolean runsKubelet() {
            return cluster.isPresent() && (runsControlPlane() || roles.contains(NodeRole.WORKER));
        }
    }
}
