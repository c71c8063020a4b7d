package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;
import java.util.Optional;

/** The service accounts of a cluster. */
public record ServiceAccounts(List<Account> all) {

    public static final FactKey<ServiceAccounts> KEY = FactKey.of("service-accounts", ServiceAccounts.class);

    public ServiceAccounts {
        all = List.copyOf(all);
    }

    /** @param mountsToken what it says of its token in pods that do not say; empty where it says nothing, and pods get it */
    public record Account(String namespace, String name, Optional<Boolean> mountsToken) {
    }
}
