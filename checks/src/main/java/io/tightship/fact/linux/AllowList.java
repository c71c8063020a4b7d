package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/**
 * A file that names who may log in although the gate is shut.
 *
 * @param entries empty where the file does not exist
 */
public record AllowList(String path, boolean exists, List<Entry> entries) {

    /** By path: every file that the site's value names, whether it exists or not. */
    public static final FactKey<PerSubject<AllowList>> OF_NODE = FactKey.perSubject("allow-list", "", AllowList.class);

    /** The same files in the software image of the node, by their path on the node; none for a head node. */
    public static final FactKey<PerSubject<AllowList>> OF_IMAGE =
            FactKey.perSubject("image-allow-list", "", AllowList.class);

    public AllowList {
        entries = List.copyOf(entries);
    }

    /**
     * @param name a user, or a group with a leading {@code @}
     * @param line 1-based
     */
    public record Entry(String name, int line) {
    }
}
