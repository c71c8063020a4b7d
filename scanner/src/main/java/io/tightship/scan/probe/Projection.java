package io.tightship.scan.probe;

import java.util.List;

/**
 * What is kept of each API object: everything else is dropped while the answer is parsed, so that neither memory nor an
 * evidence bundle holds it.
 *
 * @param version  grows when the paths change
 * @param versions API versions that readers understand, best first
 * @param paths    dotted field names from the object's root; a path keeps the whole subtree; {@code []} after a name
 *                 goes into the items of an array; {@code *} stands for any key
 */
public record Projection(int version, List<String> versions, List<String> paths) {
    public Projection {
        versions = List.copyOf(versions);
        paths = List.copyOf(paths);
    }
}
