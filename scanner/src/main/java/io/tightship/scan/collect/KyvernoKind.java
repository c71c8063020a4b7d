package io.tightship.scan.collect;

import io.tightship.fact.kyverno.KyvernoExemptions.Exemption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How Kyverno reads a kind, in a policy's match and in its own filters: {@code Pod}, {@code v1/Pod}, {@code *}{@code /*},
 * {@code Pod/binding}. Source: kyverno pkg/utils/kube (ParseKindSelector).
 */
final class KyvernoKind {

    private static final Pattern VERSION = Pattern.compile("v\\d+((alpha|beta)\\d+)?|\\*");

    private KyvernoKind() {
    }

    /** Whether it takes in pods themselves, not only a subresource of theirs such as {@code Pod/binding}. */
    static boolean takesInPods(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split("/", -1)));
        parts.addAll(List.of(parts.removeLast().split("\\.", -1)));
        boolean versioned = VERSION.matcher(parts.getFirst()).matches();
        return switch (parts.size()) {
            case 1 -> takesInPods("*", "*", parts.get(0), "");
            case 2 -> parts.get(0).equals("*") && parts.get(1).equals(parts.get(1).toLowerCase(Locale.ROOT))
                    ? takesInPods("*", "*", "*", parts.get(1)) // also */*: everything, and what belongs to it
                    : versioned ? takesInPods("*", parts.get(0), parts.get(1), "")
                    : takesInPods("*", "*", parts.get(0), parts.get(1));
            case 3 -> versioned ? takesInPods("*", parts.get(0), parts.get(1), parts.get(2))
                    : takesInPods(parts.get(0), parts.get(1), parts.get(2), "");
            case 4 -> takesInPods(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
            default -> false;
        };
    }

    private static boolean takesInPods(String group, String version, String kind, String subresource) {
        return fits(group, "") && fits(version, "v1") && fits(kind, "Pod") && fits(subresource, "");
    }

    private static boolean fits(String pattern, String text) {
        return Exemption.ofNamespace("", "", pattern).holdsIn(text);
    }
}
