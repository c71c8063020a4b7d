package io.tightship.catalog;

import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.model.Rule;
import io.tightship.model.ValueKey;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The catalogue as a page of Markdown: {@code checks/CATALOG.md} is this text, and a test holds it so. */
public final class CatalogPage {

    private CatalogPage() {
    }

    public static String markdown(Catalog catalog) {
        StringBuilder page = new StringBuilder("# Catalogue of rules\n\n"
                + "Generated; see CONTRIBUTING.md. `tightship checks show ID` prints one rule.\n");
        String section = "";
        for (Check check : catalog.checks()) {
            Rule rule = check.rule();
            if (!rule.section().equals(section)) {
                section = rule.section();
                page.append("\n## ").append(section).append("\n");
            }
            page.append("\n### `").append(rule.id()).append("`\n\n").append(rule.title()).append(".\n\n")
                    .append("- Severity: ").append(rule.severity()).append('\n')
                    .append("- Judged for: ").append(rule.targets().who()).append('\n')
                    .append("- Witness: ").append(rule.witnesses().stream().sorted().map(Enum::name)
                            .collect(Collectors.joining(", "))).append('\n');
            check.needs().stream().filter(Need.Setting.class::isInstance).map(need -> ((Need.Setting<?>) need).key())
                    .sorted(Comparator.comparing(ValueKey::id)).forEach(key -> value(page, key));
            rule.references().forEach(reference -> page.append("- Source: ").append(reference.source())
                    .append(reference.section().isEmpty() ? "" : ", " + reference.section()).append('\n'));
            page.append("\nWhy: ").append(rule.rationale()).append("\n\nRemediation: ").append(rule.remediation())
                    .append('\n');
        }
        return page.toString();
    }

    private static <T> void value(StringBuilder page, ValueKey<T> key) {
        String fallback = key.fallback().map(value -> key.type().write().apply(value)).orElse("");
        page.append("- Value `").append(key.id()).append("` (").append(key.type().form()).append("): ")
                .append(key.question()).append(key.fallback().isEmpty() ? "; must be stated"
                        : fallback.isEmpty() ? "; default: none" : "; default: `" + fallback + "`").append('\n');
    }
}
