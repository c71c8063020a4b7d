package io.tightship.fact.nvidia;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Known faults of the container toolkit and the operator that installs it. */
public final class ToolkitAdvisories {

    /** When the rows below were last compared with their sources. */
    public static final LocalDate AS_OF = LocalDate.of(2026, 11, 21);

    public static final String SOURCE = "NVIDIA's GPU operator documentation (Security Considerations) and the CVE records "
            + "that NVIDIA published";

    /**
     * A fault.
     *
     * @param toolkit  the last version of the container toolkit that has it
     * @param operator the last version of the GPU operator that installs such a one
     */
    public record Advisory(String id, String toolkit, String operator) {
    }

    private static final List<Advisory> KNOWN = List.of(new Advisory("CVE-2024-0132", "1.16.1", "24.6.1"),
            new Advisory("CVE-2024-0133", "1.16.1", "24.6.1"), new Advisory("CVE-2024-0134", "1.16.2", "24.6.2"),
            new Advisory("CVE-2024-0135", "1.17.2", "24.9.0"), new Advisory("CVE-2024-0136", "1.17.2", "24.9.0"),
            new Advisory("CVE-2024-0137", "1.17.2", "24.9.0"), new Advisory("CVE-2025-23359", "1.17.3", "24.9.1"),
            new Advisory("CVE-2025-23266", "1.17.7", "25.3.0"));

    private static final ValueType<List<Advisory>> LIST = new ValueType<>("a list of \"CVE TOOLKIT OPERATOR\", each with the "
            + "last versions that are affected", true, items -> items.stream().filter(item -> !item.isBlank())
            .map(ToolkitAdvisories::parse).toList(), advisories -> String.join(", ", advisories.stream()
            .map(one -> one.id() + " " + one.toolkit() + " " + one.operator()).toList()));

    /** What a site knows besides. */
    public static final ValueKey<List<Advisory>> OF_THE_SITE = ValueKey.withFallback("gpu-toolkit-advisories", LIST,
            List.of(), "which faults are known besides those that the product knows, as \"CVE TOOLKIT OPERATOR\" with the "
                    + "last versions that are affected");

    private ToolkitAdvisories() {
    }

    private static Advisory parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 3 || version(words[1]).isEmpty() || version(words[2]).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is not \"CVE TOOLKIT OPERATOR\" with two versions");
        }
        return new Advisory(words[0], words[1], words[2]);
    }

    /** All that are known, those of the site last. */
    public static List<Advisory> with(List<Advisory> ofTheSite) {
        List<Advisory> all = new ArrayList<>(KNOWN);
        all.addAll(ofTheSite);
        return all;
    }

    /** The numbers of a version such as {@code v1.17.8-ubuntu20.04}; empty for a text that does not begin with three. */
    public static Optional<int[]> version(String text) {
        String numbers = text.replaceFirst("^v", "").replaceFirst("[-+].*$", "");
        return numbers.matches("[0-9]{1,5}(\\.[0-9]{1,5}){2}") ? Optional.of(Arrays.stream(numbers.split("\\."))
                .mapToInt(Integer::parseInt).toArray()) : Optional.empty();
    }
}
