package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import java.util.Optional;

/**
 * Which mandatory access control a kernel has started, of the two that confine containers.
 *
 * @param profiles of AppArmor; empty where it is not active
 * @param selinux  whether SELinux enforces; empty where it is not active
 */
public record MandatoryAccess(Optional<Profiles> profiles, Optional<Boolean> selinux) {

    public static final FactKey<MandatoryAccess> KEY = FactKey.of("mandatory-access", MandatoryAccess.class);

    /** How many profiles are loaded: those that forbid, and those that only complain. */
    public record Profiles(long enforcing, long complaining) {
    }
}
