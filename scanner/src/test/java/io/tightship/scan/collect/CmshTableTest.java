package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.scan.data.MalformedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmshTableTest {

    /** As the Administrator Manual prints it. */
    private static final String JSON = """
            [
              { "hostname (key)": "basecm11", "ip": "10.141.255.254", "mac": "FA:16:3E:D3:56:E0", "status": "[ UP ]" },
              { "hostname (key)": "node001",  "ip": "10.141.0.1",     "mac": "FA:16:3E:95:80:9F", "status": "[ UP ]" }
            ]
            """;

    private static final String TABLE = """
            Type                  |Hostname (key)  |MAC               |Category        |Ip
            ----------------------|----------------|------------------|----------------|--------------
            HeadNode              |mycluster       |FA:16:3E:B4:39:DB |                |10.141.255.254
            PhysicalNode          |node001         |FA:16:3E:D5:87:71 |default         |10.141.0.1
            """;

    @Test
    void json_has_the_column_headers_as_keys() throws Exception {
        assertThat(CmshTable.rows(JSON, "hostname", "ip")).hasSize(2).first().isEqualTo(Map.of("hostname", "basecm11",
                "ip", "10.141.255.254", "mac", "FA:16:3E:D3:56:E0", "status", "[ UP ]"));
    }

    @Test
    void a_table_is_cut_where_its_dashes_are_also_with_a_delimiter_and_with_empty_cells() throws Exception {
        assertThat(CmshTable.rows(TABLE, "hostname", "category")).extracting(row -> row.get("hostname") + "/"
                + row.get("category") + "/" + row.get("type")).containsExactly("mycluster//HeadNode",
                "node001/default/PhysicalNode");
        assertThat(CmshTable.rows("""
                Name (key)       User node login
                ---------------- ---------------
                default          Always
                k8s-system-admin Never
                """, "name", "usernodelogin")).extracting(row -> row.get("usernodelogin"))
                .containsExactly("Always", "Never");
    }

    /** Every form that the manual shows, or leaves open, is kept as a file; what it comes to is the same. */
    @TestFactory
    Stream<DynamicTest> each_form_gives_the_same_rows() throws Exception {
        return files("cmsh").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            String answer = Files.readString(file);
            if (file.getFileName().toString().startsWith("categories-")) {
                assertThat(CmshTable.rows(answer, "name", "usernodelogin")).extracting(row -> row.get("name") + " "
                        + row.get("usernodelogin").toLowerCase(Locale.ROOT)).containsExactly("default always",
                        "dgx-gb200 onlywhenjob", "k8s-system-admin never");
            } else {
                assertThat(CmshTable.rows(answer, "hostname", "type", "category", "ip")).extracting(row ->
                        row.get("hostname") + "/" + row.get("type") + "/" + row.get("category") + "/" + row.get("ip"))
                        .containsExactly("a03-p1-head-01/HeadNode//10.141.255.254",
                                "node001/PhysicalNode/default/10.141.0.1");
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> every_other_form_is_refused_with_its_text() throws Exception {
        return files("cmsh/refused").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            String answer = Files.readString(file);
            for (String[] columns : new String[][] {{"name", "usernodelogin"}, {"hostname", "type", "category", "ip"}}) {
                assertThatThrownBy(() -> CmshTable.rows(answer, columns)).isInstanceOf(MalformedDocument.class)
                        .hasMessageContaining("cmsh").message().doesNotContain("\n").doesNotContain("\u001b");
            }
        }));
    }

    private static Stream<Path> files(String folder) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(CmshTableTest.class.getResource("/" + folder).toURI()))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "Cannot connect to CMDaemon: certificate has expired\n", "[", "[1, 2]", "[]",
        "{\"name\": \"default\"}", "default\nnever\n", "----\n", "Name (key)\n----------\n",
        "[{\"name (key)\": \"default\"}]", "[{\"name (key)\": \"default\", \"usernodelogin\": \"never\"}"})
    void what_is_not_a_list_with_the_columns_is_refused_with_its_beginning(String answer) {
        assertThatThrownBy(() -> CmshTable.rows(answer, "name", "usernodelogin")).isInstanceOf(MalformedDocument.class);
    }

    @Test
    void every_cut_of_an_answer_is_refused_or_lists_fewer_rows_never_other_ones() throws Exception {
        for (String whole : new String[] {JSON, TABLE}) {
            var rows = CmshTable.rows(whole, "hostname", "ip");
            for (int length = 0; length < whole.strip().length(); length++) {
                String cut = whole.substring(0, length);
                try {
                    // A table that is cut within its last cell gives a shorter text there: the frame's end tells.
                    assertThat(rows.size()).isGreaterThanOrEqualTo(CmshTable.rows(cut, "hostname", "ip").size());
                    assertThat(cut).doesNotStartWith("[");
                } catch (MalformedDocument refused) {
                    assertThat(refused).hasMessageNotContaining("\n");
                }
            }
        }
    }
}
