package io.tightship.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which edition of the CIS Kubernetes Benchmark numbers the controls of a cluster, by the cluster's version. It decides
 * how a control is called in a report, and never a verdict.
 */
public final class CisEdition {

    /** The benchmark whose controls name their numbers in other editions. */
    public static final String BENCHMARK = "cis-kubernetes-1.12";

    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]{1,3})(?:\\..*)?");

    private CisEdition() {
    }

    /**
     * @param version as the API server says, with the leading v
     * @return {@code cis-1.11}; empty for a version for which no edition is known
     */
    public static Optional<String> of(String version) {
        Matcher minor = VERSION.matcher(version);
        return minor.matches() ? switch (Integer.parseInt(minor.group(1))) {
            case 24 -> Optional.of("cis-1.24");
            case 25 -> Optional.of("cis-1.7");
            case 26 -> Optional.of("cis-1.8");
            case 27 -> Optional.of("cis-1.9");
            case 28 -> Optional.of("cis-1.10");
            case 29, 30, 31 -> Optional.of("cis-1.11");
            case 32, 33, 34 -> Optional.of("cis-1.12");
            default -> Optional.empty();
        } : Optional.empty();
    }
}
