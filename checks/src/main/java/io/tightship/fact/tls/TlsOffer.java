package io.tightship.fact.tls;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an endpoint accepted when each version and suite was offered alone.
 *
 * @param accepted only versions that were accepted, each with its suites by IANA's name
 */
public record TlsOffer(SortedMap<TlsVersion, SortedSet<String>> accepted) {

    public TlsOffer {
        SortedMap<TlsVersion, SortedSet<String>> copy = new TreeMap<>();
        accepted.forEach((version, suites) ->
                copy.put(version, Collections.unmodifiableSortedSet(new TreeSet<>(suites))));
        accepted = Collections.unmodifiableSortedMap(copy);
    }

    /** The accepted suites that somebody could have chosen: those of TLS 1.3 are left out. */
    public SortedSet<String> suitesUpToTls12() {
        return accepted.values().stream().flatMap(Collection::stream).filter(name -> !CipherSuites.ofTls13(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code TLSv1.2 with A, B; TLSv1.3 with C}. */
    public String words() {
        return accepted.entrySet().stream()
                .map(entry -> entry.getKey().words() + " with " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; "));
    }
}
