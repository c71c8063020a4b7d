package io.tightship.library.tls;

import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Evidence;
import io.tightship.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Judges the TLS that a component asks for by the site's values: in the same words, wherever its settings come from. */
public final class TlsJudgement {

    private TlsJudgement() {
    }

    /**
     * @param process the subject
     * @param setting as in "no --tls-min-version"
     * @param written as it was given, for people; empty where nobody set it
     * @param minimum the effective one; empty for a text that is no version
     */
    public static Verdict minimum(String process, String setting, String written, Optional<TlsVersion> minimum,
                                  TlsVersion site, List<Evidence> evidence) {
        boolean passes = minimum.isPresent() && minimum.get().compareTo(site) >= 0;
        String observed = minimum.map(version -> written.isEmpty()
                ? version.flag() + ", the default" : version.flag()).orElse(written);
        String message = process + " was started with " + (written.isEmpty() ? "no " + setting : written)
                + minimum.map(version -> ": its minimum is " + version.flag() + ", at least " + site.flag()
                + " was expected").orElse(", which is no version: it does not start with it, at least "
                + site.flag() + " was expected");
        return Verdict.of(passes, process, observed, "at least " + site.flag(), message, evidence);
    }

    /**
     * Every suite that may be negotiated below TLS 1.3 is on the site's list. Their order does not matter, fewer are
     * fine, and those of TLS 1.3 can neither be chosen nor left out.
     *
     * @param setting as in "--tls-cipher-suites is absent"
     */
    public static Verdict suites(String process, String setting, ServerTls tls, Set<String> site,
                                 List<Evidence> evidence) {
        String expected = "only suites of the site's list (value tls-cipher-suites): " + String.join(", ", site);
        String observed = observed(tls);
        if (!tls.unknownNames().isEmpty()) {
            return new Verdict.Fail(process, observed, expected, process
                    + " is given suites that Go does not know, and does not start with them: '"
                    + String.join("', '", tls.unknownNames()) + "'", evidence);
        }
        if (tls.refusedByHttp2()) {
            return new Verdict.Fail(process, observed, expected + "; among them an ECDHE suite with AES_128_GCM",
                    process + " is given a list without an ECDHE suite with AES_128_GCM: the server does not start "
                    + "(HTTP/2)",
                    evidence);
        }
        SortedSet<String> extra = new TreeSet<>(tls.suitesUpToTls12());
        extra.removeAll(site);
        if (!extra.isEmpty()) {
            return new Verdict.Fail(process, observed, expected, process + " accepts suites that are not on the site's "
                    + "list: " + String.join(", ", extra)
                    + tls.defaults().map(list -> "; " + setting + " is absent, so the default of " + list.builds()
                    + " counts").orElse(""), evidence);
        }
        return new Verdict.Pass(process, observed, expected, process + (tls.minimum() == TlsVersion.TLS13
                ? " takes TLS 1.3 alone, where no list is needed"
                : " accepts only suites of the site's list (value tls-cipher-suites): "
                + String.join(", ", tls.suitesUpToTls12())), evidence);
    }

    /** For a component that was told to open no port. */
    static Verdict servesNothing(String process, List<Evidence> evidence) {
        return new Verdict.NotApplicable(process, process + " was started with --secure-port=0: it serves nothing over "
                + "TLS", evidence);
    }

    private static String observed(ServerTls tls) {
        if (tls.list().isEmpty()) {
            return tls.defaults().map(list -> "absent, so the default of " + list.builds() + ": "
                    + String.join(", ", list.suites())).orElse("TLS 1.3 alone");
        }
        return String.join(",", tls.list());
    }
}
