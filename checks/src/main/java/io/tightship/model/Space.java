package io.tightship.model;

/** The two halves of a site: admin space reaches the out-of-band network, user space does not. */
public enum Space {
    ADMIN, USER
}
