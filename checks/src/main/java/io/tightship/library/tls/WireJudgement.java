package io.tightship.library.tls;

import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what an endpoint accepted against what it may accept: one sentence for each thing that is wrong. */
public final class WireJudgement {

    private WireJudgement() {
    }

    public static List<String> againstSite(TlsOffer offer, TlsVersion minimum, Set<String> suites) {
        List<String> wrong = new ArrayList<>();
        String versions = versionsBelow(offer, minimum);
        if (!versions.isEmpty()) {
            wrong.add("accepts " + versions + ", and the site's minimum is " + minimum.words());
        }
        String extra = without(offer.suitesUpToTls12(), suites);
        if (!extra.isEmpty()) {
            wrong.add("accepts suites that are not on the site's list: " + extra);
        }
        return wrong;
    }

    /**
     * @param tls what its process was asked for
     * @param how in which way: flags, settings
     */
    public static List<String> againstAsked(TlsOffer offer, ServerTls tls, String how) {
        List<String> wrong = new ArrayList<>();
        String versions = versionsBelow(offer, tls.minimum());
        if (!versions.isEmpty()) {
            wrong.add("accepts " + versions + ", although the " + how + " of its process give "
                    + tls.minimum().words() + " as the minimum"
                    + (tls.written().isEmpty() ? "" : " (" + tls.written() + ")"));
        }
        String extra = without(offer.suitesUpToTls12(), tls.suitesUpToTls12());
        if (tls.minimum() != TlsVersion.TLS13 && !extra.isEmpty()) {
            wrong.add("accepts suites that the " + how + " of its process exclude" + tls.defaults()
                    .map(list -> " (no list, so the default of " + list.builds() + ")").orElse("") + ": " + extra);
        }
        return wrong;
    }

    private static String versionsBelow(TlsOffer offer, TlsVersion minimum) {
        return offer.accepted().keySet().stream().filter(version -> version.compareTo(minimum) < 0)
                .map(TlsVersion::words).collect(Collectors.joining(", "));
    }

    private static String without(Collection<String> suites, Collection<String> allowed) {
        TreeSet<String> extra = new TreeSet<>(suites);
        extra.removeAll(allowed);
        return String.join(", ", extra);
    }
}
