package io.tightship.fact.kyverno;

import java.util.List;
import java.util.Optional;

/**
 * A line of Kyverno's charts, and the versions of Kubernetes that it is tested with; outside of them it is not known to
 * work, nor to fail. Source: kyverno.io, installation pages of the releases 1.11 to 1.19; of 1.10 the matrix of its
 * conformance tests. No line is tested with Kubernetes 1.36 yet: kyverno/kyverno issue 17626, open in September 2026, says
 * that documentation and tests of 1.19 end with 1.35.
 *
 * @param chart    minor version of the chart, 3.x
 * @param kyverno  minor version of Kyverno, 1.x
 * @param earliest minor version of Kubernetes, 1.x; {@code latest} likewise
 */
public record KyvernoLine(int chart, int kyverno, int earliest, int latest) {

    /** The chart that NVIDIA's guide installs. */
    public static final String GUIDE = "3.5.2";

    private static final List<KyvernoLine> LINES = List.of(
            new KyvernoLine(0, 10, 24, 27), new KyvernoLine(1, 11, 25, 28), new KyvernoLine(2, 12, 26, 29),
            new KyvernoLine(3, 13, 28, 31), new KyvernoLine(4, 14, 29, 32), new KyvernoLine(5, 15, 30, 33),
            new KyvernoLine(6, 16, 31, 34), new KyvernoLine(7, 17, 32, 35), new KyvernoLine(8, 18, 33, 35),
            new KyvernoLine(9, 19, 33, 35));

    public boolean testedWith(int kubernetes) {
        return earliest <= kubernetes && kubernetes <= latest;
    }

    /** The line of a chart's version, {@code 3.5.2}; empty for one that is not known. */
    public static Optional<KyvernoLine> of(String version) {
        return LINES.stream().filter(line -> version.matches("v?3\\." + line.chart() + "(\\..*)?")).findFirst();
    }

    /**
     * The version that a chart must have at least for a minor version of Kubernetes: the guide's where its line is tested
     * with it, else the first of the newest line that is; empty where none is known to be.
     */
    public static Optional<String> least(int kubernetes) {
        if (of(GUIDE).filter(line -> line.testedWith(kubernetes)).isPresent()) {
            return Optional.of(GUIDE);
        }
        return LINES.reversed().stream().filter(line -> line.testedWith(kubernetes)).findFirst()
                .map(line -> "3." + line.chart() + ".0");
    }
}
