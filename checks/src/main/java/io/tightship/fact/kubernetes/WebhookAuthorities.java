package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * By which certificates the API server verifies the webhooks of one configuration.
 *
 * @param bundles by webhook; of one that names none the list is empty, and the API server trusts its system's roots
 */
public record WebhookAuthorities(SortedMap<String, List<X509Certificate>> bundles) {

    /** Of a cluster, by {@code RESOURCE/NAME} of the configuration. */
    public static final FactKey<PerSubject<WebhookAuthorities>> KEY =
            FactKey.perSubject("webhook-authorities", "", WebhookAuthorities.class);

    public WebhookAuthorities {
        bundles = Collections.unmodifiableSortedMap(new TreeMap<>(bundles));
    }
}
