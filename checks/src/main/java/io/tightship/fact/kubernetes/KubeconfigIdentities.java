package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/** Whom the API server takes the holders of a kubeconfig for, by its client certificates. */
public record KubeconfigIdentities(List<Identity> identities) {

    /**
     * The kubeconfigs that lie on a node, by path: kubeadm's, root's, and on head nodes those of users and those that BCM's
     * module files name. One that is not there is no member.
     */
    public static final FactKey<PerSubject<KubeconfigIdentities>> KEY =
            FactKey.perSubject("kubeconfig-identities", "", KubeconfigIdentities.class);

    public KubeconfigIdentities {
        identities = List.copyOf(identities);
    }

    /**
     * @param name   the certificate's common name
     * @param groups its organizations
     */
    public record Identity(String name, List<String> groups) {
        public Identity {
            groups = List.copyOf(groups);
        }
    }
}
