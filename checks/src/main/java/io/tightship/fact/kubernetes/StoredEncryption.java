package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Optional;

/**
 * How an API server encrypts what it stores: the groups of its EncryptionConfiguration in order, by the names of their
 * providers. Their keys are nobody's business and are not in it.
 *
 * @param file empty where it was given none, so that nothing is encrypted
 */
public record StoredEncryption(Optional<String> file, List<Group> groups) {

    /** By process, {@code kube-apiserver}. */
    public static final FactKey<PerSubject<StoredEncryption>> KEY =
            FactKey.perSubject("api-stored-encryption", "", StoredEncryption.class);

    public StoredEncryption {
        groups = List.copyOf(groups);
    }

    /**
     * @param resources {@code secrets}, {@code *.} for all of the core group, {@code *.*} for all
     * @param providers the first one writes, all of them read
     */
    public record Group(List<String> resources, List<String> providers) {
        public Group {
            resources = List.copyOf(resources);
            providers = List.copyOf(providers);
        }
    }

    /** What a resource of the core group is written with; empty where no group names it: then it is plain text. */
    public Optional<String> writer(String resource) {
        return groups.stream().filter(group -> group.resources().contains(resource)
                        || group.resources().contains("*.") || group.resources().contains("*.*")).findFirst()
                .flatMap(group -> group.providers().stream().findFirst());
    }
}
