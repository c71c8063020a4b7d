package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class ReportFormatTest {

    @Test
    void words_are_read_in_any_order_and_case() {
        assertThat(ReportFormat.parse("junit, HTML")).containsExactly(ReportFormat.HTML, ReportFormat.JUNIT);
        assertThat(ReportFormat.parse("all")).isEqualTo(EnumSet.allOf(ReportFormat.class));
    }

    @Test
    void a_word_that_is_no_format_is_named_with_those_that_are() {
        assertThatThrownBy(() -> ReportFormat.parse("html,pdf")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'pdf' is not a report format; these are: html, xlsx, csv, json, junit, sarif, oscal,"
                        + " markdown, prometheus, all");
        assertThatThrownBy(() -> ReportFormat.parse("")).hasMessageStartingWith("'' is not a report format");
    }
}
