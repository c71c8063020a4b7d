package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/**
 * Whether an API server takes requests from clients that show no credential. Source: kubernetes 1.24 to 1.36,
 * pkg/kubeapiserver/options/authentication.go: beside the authorizer AlwaysAllow it never does.
 *
 * @param paths at which alone it does; empty where it does everywhere
 * @param where the flags as they were given, or the file that they name; empty where there are none
 */
public record AnonymousRequests(boolean taken, List<String> paths, String where) {

    /** By process, {@code kube-apiserver}. */
    public static final FactKey<PerSubject<AnonymousRequests>> KEY =
            FactKey.perSubject("api-anonymous-requests", "", AnonymousRequests.class);

    public AnonymousRequests {
        paths = List.copyOf(paths);
    }
}
