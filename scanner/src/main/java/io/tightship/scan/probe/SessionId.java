package io.tightship.scan.probe;

import io.tightship.model.Target;

/** Names the one session that a run has with a target. */
public record SessionId(Kind kind, Target target) implements Comparable<SessionId> {

    /** How a target is spoken to. */
    public enum Kind {
        /** A shell on a host, over SSH or on the scanner's own machine. */
        NODE,
        KUBERNETES,
        SWITCH,
        /** Connects that the scanner makes itself; its target is the site. */
        NETWORK
    }

    public static SessionId node(Target.Node node) {
        return new SessionId(Kind.NODE, node);
    }

    public static SessionId kubernetes(Target.Cluster cluster) {
        return new SessionId(Kind.KUBERNETES, cluster);
    }

    public static SessionId device(Target.Switch device) {
        return new SessionId(Kind.SWITCH, device);
    }

    public static SessionId network(Target.Site site) {
        return new SessionId(Kind.NETWORK, site);
    }

    @Override
    public int compareTo(SessionId other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : target.compareTo(other.target);
    }
}
