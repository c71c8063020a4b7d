package io.tightship.library.file;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Set;

/** What a site says of the files on its nodes. */
final class FileValues {

    static final ValueKey<Set<Long>> KEY_OWNERS = ValueKey.withFallback("node-key-owners", ValueType.IDS, Set.of(0L),
            "which users, by number, may own private keys of a node's components; etcd's, where it has an account");

    private FileValues() {
    }
}
