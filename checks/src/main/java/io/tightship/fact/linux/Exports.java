package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import java.util.List;
import java.util.Set;

/** What a running NFS server exports, with the options that count; empty where none runs. */
public record Exports(List<Export> all) {

    public static final FactKey<Exports> KEY = FactKey.of("nfs-exports", Exports.class);

    public Exports {
        all = List.copyOf(all);
    }

    /** @param client a host, a network or a wildcard, as the server keeps it */
    public record Export(String path, String client, Set<String> options) {
        public Export {
            options = Set.copyOf(options);
        }

        /** Whether a client's root is root here as well: not squashed, or squashed to the user with the number 0. */
        public boolean trustsRoot() {
            return options.contains("anonuid=0") || options.contains("no_root_squash") && !options.contains("all_squash");
        }
    }
}
