package io.tightship.model;

/** The place in which a setting is observed. */
public enum Witness {
    /** What the site's management says: a BCM category or role, a ConfigMap, Helm values. */
    DESIRED,
    /** What the next start will load: files. */
    ON_DISK,
    /** What the live process was started with: argv and environment, a compiled firewall. */
    RUNNING,
    /** What the component really does: its own answer, a handshake, a connect. */
    EFFECTIVE
}
