package io.tightship.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.catalog.Catalog;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.fact.nvidia.ToolkitVersion;
import io.tightship.model.DatedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoriesTest {

    private static final String OWN = """
            date: 2026-11-20
            source: bulletins
            advisories:
              - {id: CVE-2099-1, toolkit: 1.18.3, source: a}
              - {id: CVE-2099-2, operator: v25.10.2, source: b}
            """;

    @TempDir
    private Path folder;

    @Test
    void the_shipped_ones_have_a_date_a_source_and_versions() {
        Advisories shipped = Advisories.shipped();
        assertThat(shipped.written()).isEmpty();
        assertThat(shipped.known().all()).hasSizeGreaterThanOrEqualTo(8).allSatisfy(advisory -> {
            assertThat(advisory.id()).matches("CVE-20[0-9]{2}-[0-9]+");
            assertThat(advisory.toolkit()).isPresent();
            assertThat(advisory.operator()).isPresent();
            assertThat(advisory.source()).startsWith("https://");
        });
        assertThat(shipped.known().data()).singleElement().satisfies(data -> assertThat(data.date())
                .isAfterOrEqualTo(LocalDate.parse("2026-11-21")));
    }

    @Test
    void the_sites_own_file_is_relative_to_the_inventory_and_comes_last() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/own.yaml"), OWN);
        Advisories all = load("site: s\nadvisories: data/own.yaml\n").advisories();
        assertThat(all.written()).contains(OWN);
        assertThat(all.known().data()).hasSize(2).last().isEqualTo(new DatedData("advisories of own.yaml",
                LocalDate.parse("2026-11-20"), "bulletins"));
        assertThat(all.known().collections().getLast().advisories()).containsExactly(new Advisory("CVE-2099-1",
                ToolkitVersion.parse("1.18.3"), Optional.empty(), "a"), new Advisory("CVE-2099-2", Optional.empty(),
                ToolkitVersion.parse("25.10.2"), "b"));
    }

    @Test
    void without_one_the_shipped_ones_count() throws Exception {
        assertThat(load("site: s\n").advisories()).isEqualTo(Advisories.shipped());
    }

    /** Each of these puts a wrong text in the place of a right one; the message has the file and the line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"date: 2026-11-20|date: soon|own.yaml:1: 'date' is 'soon'; expected a date",
            "date: 2026-11-20|dated: 2026-11-20|own.yaml:1: unknown key 'dated'",
            "source: bulletins|name: x|own.yaml:1: the file of advisories lacks 'source'",
            "toolkit: 1.18.3|toolkit: new|own.yaml:4: 'toolkit' is 'new'; expected a version such as 1.17.8",
            "toolkit: 1.18.3|fixed: 1.18.3|own.yaml:4: unknown key 'fixed' in an advisory",
            "toolkit: 1.18.3,||own.yaml:4: the advisory CVE-2099-1 names neither 'toolkit' nor 'operator'",
            "CVE-2099-2|CVE-2099-1|own.yaml:5: the advisory CVE-2099-1 is listed twice",
            "source: a}|sources: a}|own.yaml:4: an advisory lacks 'source'",
            "advisories:|advisory:|lacks 'advisories'", "source: bulletins|source: [|own.yaml:"})
    void what_is_wrong_is_told_with_file_and_line(String right, String wrong, String message) throws Exception {
        Files.writeString(folder.resolve("own.yaml"), OWN.replace(right, wrong == null ? "" : wrong));
        assertThatThrownBy(() -> load("site: s\nadvisories: own.yaml\n")).isInstanceOf(InventoryException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_file_that_is_not_there_is_a_problem_of_the_inventory() {
        assertThatThrownBy(() -> load("site: s\nadvisories: gone.yaml\n")).isInstanceOf(InventoryException.class)
                .hasMessageContaining("site.yaml:2: 'advisories' names ").hasMessageContaining("there is no such file");
    }

    @Test
    void the_age_is_that_of_the_run_and_never_negative() {
        DatedData data = new DatedData("a", LocalDate.parse("2026-11-20"), "b");
        assertThat(data.words(Instant.parse("2026-11-21T00:30:00Z"))).isEqualTo("a of 2026-11-20, 1 day old");
        assertThat(data.days(Instant.parse("2027-11-20T23:59:59Z"))).isEqualTo(365);
        assertThat(data.days(Instant.parse("2026-01-01T00:00:00Z"))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1.17.8,1.17.7", "1.17.10,1.17.9", "2.0.0,1.99.99", "v1.17.8-ubuntu20.04,1.17.8-rc.2", "1.17.8-1,1.17.8~rc.1-1",
        "1.17.8-rc.2,1.17.8-rc.1"})
    void what_comes_before_a_release_is_older(String newer, String older) {
        assertThat(ToolkitVersion.parse(newer).orElseThrow()).isGreaterThan(ToolkitVersion.parse(older).orElseThrow());
    }

    private Inventory load(String text) throws InventoryException, IOException {
        return InventoryFile.load(Files.writeString(folder.resolve("site.yaml"), text), Catalog.load());
    }
}
