package io.tightship.check;

import java.util.List;

/**
 * A source of checks, found by {@link java.util.ServiceLoader}: each package of the library is one, and so is a plugin's
 * jar. Plugins use the fact families that the scanner reads.
 */
public interface CheckProvider {

    List<Check> checks();
}
