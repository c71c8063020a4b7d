package io.tightship.scan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

    @ParameterizedTest
    @CsvSource({"yes, true", "On, true", "TRUE, true", "y, true", "no, false", "OFF, false", "False, false", "~, null",
            "Null, null", "010, 8", "0x1F, 31", "0o17, 15", "4_096, 4096", "+12, 12", "-1, -1", "1e3, 1000.0", ".5, 0.5",
            "0.5, 0.5", "None, '\"None\"'", "1m30s, '\"1m30s\"'", "'\"yes\"', '\"yes\"'", "'''~''', '\"~\"'",
            "2026-01-31, '\"2026-01-31\"'", "0b2, '\"0b2\"'", "08, 8.0", "99999999999999999999, 1.0E+20"})
    void a_plain_word_means_what_it_means_to_the_program_that_reads_the_file(String word, String json) throws Exception {
        assertThat(Json.write(Yaml.parse("key: " + word).get("key").plain())).isEqualTo(json);
    }

    @Test
    void what_a_map_takes_in_of_another_is_its_own_unless_it_says_otherwise() throws Exception {
        Data document = Yaml.parse("base: &base {a: 1, b: 2}\nmerged:\n  <<: *base\n  b: 3\n");
        assertThat(Json.write(document.get("merged").plain())).isIn("{\"a\":1,\"b\":3}", "{\"b\":3,\"a\":1}");
    }

    @Test
    void a_program_takes_the_first_of_several_documents_and_none_is_nothing() throws Exception {
        assertThat(Yaml.first("---\na: 1\n---\n").get("a").number()).hasValueSatisfying(number ->
                assertThat(number.intValue()).isEqualTo(1));
        assertThat(Yaml.first("a: 1\n---\na: 2\n").get("a").toString()).isEqualTo("1");
        assertThatThrownBy(() -> Yaml.parse("a: 1\n---\na: 2\n")).isInstanceOf(MalformedDocument.class);
        for (String nothing : new String[] {"", "# words\n", "---\n", "\n"}) {
            assertThat(Yaml.parse(nothing).isNull()).as(nothing).isTrue();
            assertThat(Yaml.first(nothing).isNull()).as(nothing).isTrue();
        }
    }

    @Test
    void a_text_that_is_no_yaml_or_says_a_thing_twice_is_malformed() {
        assertThatThrownBy(() -> Yaml.parse("a: [")).isInstanceOf(MalformedDocument.class);
        assertThatThrownBy(() -> Yaml.parse("a: 1\na: 2")).isInstanceOf(MalformedDocument.class);
        assertThatThrownBy(() -> Yaml.parse("a: !!int x")).isInstanceOf(MalformedDocument.class);
    }
}
