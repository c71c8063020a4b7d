package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void what_cannot_be_seen_is_shown_by_its_number() {
        assertThat(Text.block("\u001b[31mred\u0007 \u202Egnp.exe \u200B \u007f\u0085", 1000))
                .isEqualTo("<U+001B>[31mred<U+0007> <U+202E>gnp.exe <U+200B> <U+007F><U+0085>");
        assertThat(Text.block("tag \uDB40\uDC41", 1000)).isEqualTo("tag <U+E0041>");
        assertThat(Text.block("\u2028\u2029\uFEFF\u2066", 1000)).isEqualTo("<U+2028><U+2029><U+FEFF><U+2066>");
    }

    @Test
    void half_a_pair_and_what_is_no_character_become_the_replacement_character() {
        assertThat(Text.block("a\uD83Db\uDE00c\uFFFF", 1000)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
        assertThat(Text.block("whole \uD83D\uDE00", 1000)).isEqualTo("whole \uD83D\uDE00");
        assertThat(Text.encodable("a\uD83Db\u0000\u202E\uD83D\uDE00")).isEqualTo("a\uFFFDb\u0000\u202E\uD83D\uDE00");
    }

    @Test
    void a_block_keeps_lines_and_tabs_and_a_line_has_single_spaces() {
        assertThat(Text.block("a\r\nb\n\tc", 1000)).isEqualTo("a\nb\n\tc");
        assertThat(Text.block("a\rb", 1000)).isEqualTo("a<U+000D>b");
        assertThat(Text.line("  a\r\n\t b\u00a0 c  ", 1000)).isEqualTo("a b c");
    }

    @Test
    void letters_of_all_languages_stay() {
        assertThat(Text.block("Ünïcödé 漢字 עברית हिन्दी ✓", 1000)).isEqualTo("Ünïcödé 漢字 עברית हिन्दी ✓");
    }

    @Test
    void a_long_text_says_how_much_of_it_is_missing() {
        String shown = Text.block("x".repeat(1_000_000), 200);
        assertThat(shown).hasSizeLessThanOrEqualTo(200).startsWith("xxxx");
        long kept = shown.chars().filter(c -> c == 'x').count();
        assertThat(shown).endsWith(" [truncated " + (1_000_000 - kept) + " chars, see assessment.json]");
    }

    @Test
    void text_that_grows_when_shown_keeps_to_the_cap_and_cuts_no_character_in_half() {
        for (String unit : new String[] {"\u0000", "\uD83D\uDE00", "\u001b[0m", "é\n", "\uD83D"}) {
            for (int cap = 100; cap < 120; cap++) {
                String shown = Text.block(unit.repeat(500), cap);
                assertThat(shown.length()).isLessThanOrEqualTo(cap);
                assertThat(Text.encodable(shown)).isEqualTo(shown);
                assertThat(shown).contains("[truncated ").doesNotContain("<U [").doesNotContain("<U+0 [");
            }
        }
    }

    @Test
    void text_of_exactly_the_cap_is_whole() {
        assertThat(Text.block("y".repeat(200), 200)).isEqualTo("y".repeat(200));
        assertThat(Text.block("é".repeat(200), 200)).isEqualTo("é".repeat(200));
        assertThat(Text.block("é".repeat(201), 200)).endsWith(" chars, see assessment.json]");
    }
}
