package io.tightship.model;

/** What a node does for the site. A node may have several roles. */
public enum NodeRole {
    /** Runs Base Command Manager and the API proxy. */
    HEAD,
    /** Runs kube-apiserver and its companions. */
    CONTROL_PLANE,
    /** Runs members of etcd for a control plane that runs elsewhere. */
    ETCD,
    /** Runs a kubelet for workloads. */
    WORKER,
    /** Users log in here. */
    LOGIN
}
