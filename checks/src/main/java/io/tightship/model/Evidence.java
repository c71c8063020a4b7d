package io.tightship.model;

import java.util.Optional;

/**
 * One thing that was seen.
 *
 * @param witness       where the setting was observed
 * @param target        {@link Target#id()} of the target whose session saw it
 * @param source        a path, an API path, an endpoint or a name of the inventory
 * @param line          1-based line of the source; 0 where a line makes no sense
 * @param excerpt       the decisive text; may be empty
 * @param command       what a person types to see the same; may be empty
 * @param readingSha256 hex digest of the stored reading; empty for what the inventory states
 */
public record Evidence(Optional<Witness> witness, String target, String source, int line, String excerpt,
                       String command, String readingSha256) {
}
