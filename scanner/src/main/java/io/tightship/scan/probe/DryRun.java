package io.tightship.scan.probe;

/**
 * Whether the one probe that is not only a question may be sent: the dry run of a pod. Whoever makes readers and sessions
 * without it gets those that cannot.
 */
public enum DryRun {
    /** The default. */
    OFF,
    /** The operator typed {@code --allow-dry-run}. */
    ALLOWED;

    public static DryRun of(boolean allowed) {
        return allowed ? ALLOWED : OFF;
    }
}
