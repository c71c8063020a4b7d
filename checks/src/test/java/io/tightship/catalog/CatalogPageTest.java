package io.tightship.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CatalogPageTest {

    private static final Path PAGE = Path.of("CATALOG.md");

    @Test
    void the_page_in_the_repository_is_up_to_date() throws IOException {
        String page = CatalogPage.markdown(Catalog.load());
        if (Boolean.getBoolean("tightship.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("regenerate it: mvn -pl checks test -Dtest=CatalogPageTest "
                + "-Dtightship.regenerate=true").isEqualTo(page);
    }

    @Test
    void an_id_is_the_package_and_the_class_name_or_a_row_of_a_table() {
        for (Check check : Catalog.load().checks()) {
            // A table's rows have ids of their own, of any section.
            if (check.getClass().getSimpleName().endsWith("Rule")) {
                continue;
            }
            String section = check.getClass().getPackageName().replaceFirst(".*\\.", "");
            assertThat(check.rule().section()).isEqualTo(section);
            String kebab = check.getClass().getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])",
                    "-").toLowerCase(Locale.ROOT);
            assertThat(check.rule().id()).isEqualTo(section + "-" + kebab);
        }
    }
}
