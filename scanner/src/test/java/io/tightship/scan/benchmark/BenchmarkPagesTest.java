package io.tightship.scan.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.catalog.BenchmarkPage;
import io.tightship.catalog.Catalog;
import io.tightship.model.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchmarkPagesTest {

    private static final Path PAGES = Path.of("../docs/benchmarks");

    private final Catalog catalog = Catalog.load();
    private final Benchmarks benchmarks = new Benchmarks(catalog);

    @Test
    void the_pages_in_the_repository_are_up_to_date_and_no_other_is_there() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Benchmark benchmark : benchmarks.shipped()) {
            // One page for a guide: its version stands on the page.
            String name = benchmark.id().replaceFirst("-[0-9.]+$", "") + ".md";
            String page = BenchmarkPage.markdown(benchmark);
            if (Boolean.getBoolean("tightship.regenerate")) {
                Files.writeString(PAGES.resolve(name), page);
            }
            assertThat(Files.readString(PAGES.resolve(name))).as("regenerate it: mvn -pl checks,reports,fixtures,scanner "
                    + "test -Dtest=BenchmarkPagesTest -Dsurefire.failIfNoSpecifiedTests=false "
                    + "-Dtightship.regenerate=true").isEqualTo(page);
            assertThat(names.add(name)).as(name).isTrue();
        }
        try (Stream<Path> files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void every_rule_verifies_a_demand_of_a_benchmark() {
        Set<String> used = benchmarks.shipped().stream().flatMap(benchmark -> benchmark.controls().stream())
                .flatMap(control -> control.rules().stream()).map(Benchmark.RuleUse::rule)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).isEqualTo(catalog.checks().stream().map(check -> check.rule().id())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void every_control_of_a_benchmark_with_profiles_is_in_one_besides_all() {
        for (Benchmark benchmark : benchmarks.shipped()) {
            Set<String> chosen = benchmark.profiles().values().stream().filter(profile -> !profile.name().equals("all"))
                    .flatMap(profile -> profile.controls().stream()).collect(Collectors.toCollection(TreeSet::new));
            if (!chosen.isEmpty() && !chosen.contains("*")) {
                assertThat(chosen).as(benchmark.id()).isEqualTo(benchmark.controls().stream()
                        .map(Benchmark.Control::id).collect(Collectors.toCollection(TreeSet::new)));
            }
        }
    }

    @Test
    void t48_what_a_person_must_answer_is_a_field_of_its_own_and_not_a_word_of_the_title() throws Exception {
        Benchmark benchmark = benchmarks.parse(Path.of("b.yaml"), """
                id: b
                title: B
                version: "1"
                source: none
                controls:
                  - {id: "1", title: "Profiling is off (Manual)", section: S, rules: [apiserver-profiling-off]}
                  - {id: "2", title: "People are few", section: S, manual: "How many are they?"}
                """);
        assertThat(benchmark.controls()).extracting(control -> control.manual().isPresent())
                .containsExactly(false, true);
    }
}
