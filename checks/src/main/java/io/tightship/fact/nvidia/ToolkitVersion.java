package io.tightship.fact.nvidia;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the container toolkit or of the GPU operator. What comes before a release is older than the release.
 *
 * @param before empty for a release, else such as {@code rc.2}
 */
public record ToolkitVersion(int major, int minor, int patch, String before) implements Comparable<ToolkitVersion> {

    /** A system's name may follow, as in {@code v1.17.8-ubuntu20.04} or {@code 1.17.8-1}. */
    private static final Pattern TEXT = Pattern.compile("v?([0-9]{1,5})\\.([0-9]{1,5})\\.([0-9]{1,5})"
            + "([-~](?:rc|alpha|beta|dev)[A-Za-z0-9.]*)?(?:[-+].*)?");

    private static final Comparator<ToolkitVersion> ORDER = Comparator.comparingInt(ToolkitVersion::major)
            .thenComparingInt(ToolkitVersion::minor).thenComparingInt(ToolkitVersion::patch)
            .thenComparing(version -> version.before().isEmpty()).thenComparing(ToolkitVersion::before);

    /** Empty for a text that does not begin with three numbers. */
    public static Optional<ToolkitVersion> parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        return parts.matches() ? Optional.of(new ToolkitVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(
                parts.group(2)), Integer.parseInt(parts.group(3)), parts.group(4) == null ? "" : parts.group(4).substring(1)))
                : Optional.empty();
    }

    @Override
    public int compareTo(ToolkitVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (before.isEmpty() ? "" : "-" + before);
    }
}
