package io.tightship.scan.probe;

/** The readings that a reader asked for. */
public interface Readings {

    /** Never null: what was not asked, or not answered, is an unread reading with its reason. */
    Reading get(SessionId session, Probe probe);
}
