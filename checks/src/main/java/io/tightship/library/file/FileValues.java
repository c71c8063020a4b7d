package io.tightship.library.file;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a site says of the files on its nodes. */
final class FileValues {

    private static final ValueType<Set<Long>> USERS = new ValueType<>("a list of user ids", true, FileValues::users,
            users -> users.stream().map(String::valueOf).collect(Collectors.joining(", ")));

    static final ValueKey<Set<Long>> KEY_OWNERS = ValueKey.withFallback("node-key-owners", USERS, Set.of(0L),
            "which users, by number, may own private keys of a node's components; etcd's, where it has an account");

    private FileValues() {
    }

    private static Set<Long> users(List<String> items) {
        TreeSet<Long> users = new TreeSet<>();
        for (String item : items) {
            if (!item.strip().matches("[0-9]{1,10}")) {
                throw new IllegalArgumentException("'" + item.strip() + "' is no number of a user");
            }
            users.add(Long.valueOf(item.strip()));
        }
        return Collections.unmodifiableSet(users);
    }
}
