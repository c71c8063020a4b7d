package io.tightship.scan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSV as spreadsheets write it, and what is not CSV. */
class CsvTest {

    @Test
    void quotes_line_breaks_and_empty_cells_are_read_with_the_line_of_each_row() throws Exception {
        Located.Items rows = Csv.parse("\uFEFFrule,reason,ticket\r\na,\"one, \"\"two\"\"\nthree\",\r\n\r\nb,,T-1");
        assertThat(rows.items()).hasSize(2);
        Located.Members first = (Located.Members) rows.items().getFirst();
        assertThat(first.members()).containsOnlyKeys("rule", "reason");
        assertThat(first.members().get("reason")).isEqualTo(new Located.Text(2, "one, \"two\"\nthree"));
        Located.Members second = (Located.Members) rows.items().get(1);
        assertThat(second.line()).isEqualTo(5);
        assertThat(second.members()).containsOnlyKeys("rule", "ticket");
    }

    @Test
    void a_header_with_semicolons_means_semicolons() throws Exception {
        Located.Members row = (Located.Members) Csv.parse("rule;reason\na;x, y\n").items().getFirst();
        assertThat(row.members().get("reason")).isEqualTo(new Located.Text(2, "x, y"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``|1|the file is empty", "`a,a\n`|1|stands twice", "`a,\n`|1|is empty or", "`a,b\nx\n`|2|the row has 1 cells",
        "`a\n\"x\n`|2|has no end", "`a\n\"x\"y\n`|2|text follows", "`a\nx\"y\n`|2|in the middle"})
    void what_is_not_csv_is_told_with_its_line(String text, int line, String expected) {
        assertThatThrownBy(() -> Csv.parse(text)).isInstanceOfSatisfying(Located.SyntaxError.class, e -> {
            assertThat(e.line()).isEqualTo(line);
            assertThat(e).hasMessageContaining(expected);
        });
    }

    @Test
    void a_glob_takes_everything_but_stars_and_question_marks_literally() {
        assertThat(Glob.of("b05-*-c0?").matches("b05-p1-dgx-c07")).isTrue();
        assertThat(Glob.of("a.c").matches("abc")).isFalse();
        assertThat(Glob.of("*").matches("two\nlines")).isTrue();
        assertThat(Glob.of("\\Qa").matches("\\Qa")).isTrue();
        assertThat(Glob.of("a*").isLiteral()).isFalse();
        assertThat(Glob.of("a").isLiteral()).isTrue();
    }
}
