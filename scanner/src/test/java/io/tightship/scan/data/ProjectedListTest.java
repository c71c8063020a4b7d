package io.tightship.scan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectedListTest {

    @Test
    void only_what_the_paths_name_is_kept_and_identity_always() throws Exception {
        assertThat(read(List.of("spec.rules[].name", "spec.rules[].validate.failureAction", "status"), """
                {"metadata":{"name":"p","namespace":"n","annotations":{"a":"secret"}},
                 "spec":{"other":1,"rules":[{"name":"r","validate":{"message":"m","failureAction":"Audit"}},
                 {"name":"s","mutate":{}}]},"status":{"a":{"b":[null,true,1.50]}}}"""))
                .isEqualTo("{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"},\"spec\":{\"rules\":[{\"name\":\"r\","
                        + "\"validate\":{\"failureAction\":\"Audit\"}},{\"name\":\"s\"}]},"
                        + "\"status\":{\"a\":{\"b\":[null,true,1.50]}}}");
    }

    @Test
    void a_field_of_which_nothing_is_asked_for_stays_as_an_empty_map() throws Exception {
        assertThat(read(List.of("spec.rules[].validate.failureAction"), """
                {"metadata":{"name":"p"},"spec":{"rules":[{"validate":{"message":"m"}},{"mutate":{}}]}}"""))
                .contains("\"rules\":[{\"validate\":{}},{}]");
    }

    @Test
    void a_star_stands_for_any_key_and_a_whole_path_beside_its_parts_wins() throws Exception {
        assertThat(read(List.of("data.*.size", "spec.a[].b", "spec.a"), """
                {"metadata":{"name":"p"},"data":{"x":{"size":1,"value":"v"},"y":{"size":2}},
                 "spec":{"a":[{"b":1,"c":2}]}}"""))
                .contains("\"x\":{\"size\":1},\"y\":{\"size\":2}", "{\"b\":1,\"c\":2}");
    }

    @Test
    void a_scalar_where_a_structure_was_expected_is_kept_for_the_reader_to_judge() throws Exception {
        assertThat(read(List.of("spec.rules[].name"), "{\"metadata\":{\"name\":\"p\"},\"spec\":\"broken\"}"))
                .contains("\"spec\":\"broken\"");
    }

    @Test
    void items_are_sorted_by_namespace_and_name_over_all_pages() throws Exception {
        ProjectedList list = new ProjectedList("v1", List.of(), 1000);
        list.read(page("\"continue\":\"t\"", "{\"metadata\":{\"name\":\"b\",\"namespace\":\"z\"}},"
                + "{\"metadata\":{\"name\":\"a\",\"namespace\":\"z\"}}"));
        assertThat(list.next()).isEqualTo("t");
        list.read(page("", "{\"metadata\":{\"name\":\"c\",\"namespace\":\"y\"}}"));
        assertThat(list.next()).isEmpty();
        assertThat(list.document()).containsSubsequence("\"c\"", "\"a\"", "\"b\"");
    }

    @Test
    void folded_items_that_are_the_same_are_one_with_their_number_and_the_first_name() throws Exception {
        ProjectedList list = ProjectedList.folded("v1", List.of("spec"), 40, item -> java.util.Map.of("spec",
                item.get("spec").plain()));
        for (int page = 0; page < 50; page++) {
            list.read(page("", "{\"metadata\":{\"name\":\"p" + (99 - page) + "\"},\"spec\":\"x\"}"));
        }
        list.read(page("", "{\"metadata\":{\"name\":\"o\"},\"spec\":\"y\"}"));
        assertThat(list.overflowed()).isFalse();
        assertThat(list.document()).isEqualTo("{\"apiVersion\":\"v1\",\"items\":["
                + "{\"count\":50,\"example\":\"p50\",\"spec\":\"x\"},{\"count\":1,\"example\":\"o\",\"spec\":\"y\"}]}");
    }

    @Test
    void folded_items_come_once_each_too() throws Exception {
        ProjectedList list = ProjectedList.folded("v1", List.of(), 100, item -> java.util.Map.of());
        list.read(page("", "{\"metadata\":{\"name\":\"a\"}}"));
        assertThatThrownBy(() -> list.read(page("", "{\"metadata\":{\"name\":\"a\"}}")))
                .isInstanceOf(MalformedDocument.class).hasMessageContaining("comes twice");
    }

    @Test
    void nothing_is_kept_beyond_the_limit() throws Exception {
        ProjectedList list = new ProjectedList("v1", List.of("spec"), 100);
        list.read(page("", "{\"metadata\":{\"name\":\"a\"},\"spec\":\"" + "x".repeat(200) + "\"},"
                + "{\"metadata\":{\"name\":\"b\"},\"spec\":\"" + "y".repeat(200) + "\"}"));
        assertThat(list.overflowed()).isTrue();
        assertThat(list.document()).doesNotContain("yyy");
    }

    @Test
    void a_list_of_null_is_how_go_writes_an_empty_one() throws Exception {
        ProjectedList list = new ProjectedList("v1", List.of(), 100);
        list.read(new StringReader("{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":null}"));
        assertThat(list.document()).isEqualTo("{\"apiVersion\":\"v1\",\"items\":[]}");
    }

    @Test
    void a_key_that_stands_twice_where_it_counts_is_malformed() {
        assertThatThrownBy(() -> read(List.of("spec.action"), "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"action\":"
                + "\"Audit\",\"action\":\"Enforce\"}}")).isInstanceOf(MalformedDocument.class)
                .hasMessageContaining("twice");
    }

    @Test
    void an_endless_depth_is_malformed() {
        assertThatThrownBy(() -> read(List.of("spec"), "{\"metadata\":{\"name\":\"a\"},\"spec\":" + "[".repeat(5000)))
                .isInstanceOf(MalformedDocument.class);
    }

    private static String read(List<String> paths, String item) throws MalformedDocument {
        ProjectedList list = new ProjectedList("v1", paths, 10_000);
        list.read(page("", item));
        return list.document().replaceFirst("\\{\"apiVersion\":\"v1\",\"items\":\\[(.*)]}", "$1");
    }

    private static Reader page(String metadata, String items) {
        return new StringReader("{\"kind\":\"KList\",\"apiVersion\":\"v1\",\"metadata\":{" + metadata
                + "},\"items\":[" + items + "]}");
    }
}
