package io.tightship.catalog;

import io.tightship.model.Benchmark;
import io.tightship.model.Benchmark.Control;
import io.tightship.model.Benchmark.RuleUse;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A benchmark as a page of Markdown for operators and auditors: each demand of the guide beside the rules that verify it,
 * or the reason why none can. The pages under {@code docs/benchmarks} are this text, and a test holds them so.
 */
public final class BenchmarkPage {

    private BenchmarkPage() {
    }

    public static String markdown(Benchmark benchmark) {
        StringBuilder page = new StringBuilder("# ").append(benchmark.title()).append("\n\nBenchmark `")
                .append(benchmark.id()).append("`, version ").append(benchmark.version()).append(". Source: ")
                .append(benchmark.source()).append(".\nGenerated; see CONTRIBUTING.md.\n\n")
                .append("A line whose control says *beyond the guide* closes a gap that the guide leaves open.\n\n")
                .append("| Section of the guide | Control | What it asks for | Verified by |\n| --- | --- | --- | --- |\n");
        for (Control control : benchmark.controls()) {
            page.append("| ").append(cell(control.section())).append(" | `").append(control.id()).append("`")
                    .append(control.references().isEmpty() ? "" : "<br>" + references(control.references()))
                    .append(" | ").append(cell(control.title())).append(" | ").append(verified(control))
                    .append(" |\n");
        }
        page.append("\n## Profiles\n\n");
        benchmark.profiles().forEach((name, profile) -> page.append("- `").append(name).append("`: ")
                .append(profile.controls().contains("*") ? "every control" : profile.controls().stream()
                        .map(id -> "`" + id + "`").collect(Collectors.joining(", "))).append('\n'));
        return page.toString();
    }

    private static String verified(Control control) {
        return control.manual().map(question -> "A person: " + cell(question))
                .or(() -> control.unsupported().map(reason -> "Nothing: " + cell(reason)))
                .orElseGet(() -> control.rules().stream().map(BenchmarkPage::rule)
                        .collect(Collectors.joining("<br>")));
    }

    private static String rule(RuleUse use) {
        return "[`" + use.rule() + "`](../../checks/CATALOG.md#" + use.rule() + ")"
                + (use.values().isEmpty() ? "" : " with " + use.values().entrySet().stream()
                .map(value -> value.getKey() + " = " + cell(String.join(", ", value.getValue())))
                .collect(Collectors.joining("; ")));
    }

    private static String references(Map<String, String> references) {
        return references.entrySet().stream().map(entry -> entry.getKey() + " " + cell(entry.getValue()))
                .collect(Collectors.joining("<br>"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
