package io.tightship.fact.kubernetes;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 1000m}, {@code 1280Mi}, {@code 4G}, {@code 1e3}. */
public final class Quantity {

    private static final Pattern FORM = Pattern.compile("([+-]?[0-9]*\\.?[0-9]+|[+-]?[0-9]+\\.)"
            + "(?:([eE][+-]?[0-9]{1,3})|([numkMGTPE]|[KMGTPE]i)?)");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")), Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", new BigDecimal("1e3")), Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")), Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")), Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", power(1)), Map.entry("Mi", power(2)), Map.entry("Gi", power(3)), Map.entry("Ti", power(4)),
            Map.entry("Pi", power(5)), Map.entry("Ei", power(6)));

    private Quantity() {
    }

    private static BigDecimal power(int exponent) {
        return BigDecimal.valueOf(1024).pow(exponent);
    }

    /** The amount in its base unit; empty for a text that is none. */
    public static Optional<BigDecimal> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(parts.group(1) + (parts.group(2) == null ? "" : parts.group(2)));
        return Optional.of(parts.group(3) == null ? number : number.multiply(UNITS.get(parts.group(3))));
    }
}
