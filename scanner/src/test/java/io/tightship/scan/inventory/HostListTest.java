package io.tightship.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostListTest {

    @Test
    void ranges_keep_their_leading_zeros_as_pdsh_writes_them() {
        assertThat(HostList.expand("b05-p1-dgx-05-c[01-18]")).hasSize(18).startsWith("b05-p1-dgx-05-c01")
                .endsWith("b05-p1-dgx-05-c18");
        assertThat(HostList.expand("n[8-11]")).containsExactly("n8", "n9", "n10", "n11");
        assertThat(HostList.expand("n[098-101]")).containsExactly("n098", "n099", "n100", "n101");
    }

    @Test
    void lists_inside_and_outside_of_brackets_and_several_brackets_are_expanded_in_order() {
        assertThat(HostList.expand("a[1-2,7],login, b3")).containsExactly("a1", "a2", "a7", "login", "b3");
        assertThat(HostList.expand("r[1-2]-n[1-2].cluster")).containsExactly("r1-n1.cluster", "r1-n2.cluster",
                "r2-n1.cluster", "r2-n2.cluster");
        assertThat(HostList.expand("10.0.[0-1].[254-255]")).containsExactly("10.0.0.254", "10.0.0.255", "10.0.1.254",
                "10.0.1.255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,", ",a", "a,,b", "a[1-2", "a1-2]", "a[[1]]", "a[]", "a[1-]", "a[-2]", "a[x]",
        "a[3-1]", "a[1 -2]", "a b", "a[1-9999999999]", "a[0-100000]", "a[0-999]b[0-999]"})
    void what_is_no_list_is_refused_with_what_is_wrong(String text) {
        assertThatThrownBy(() -> HostList.expand(text)).isInstanceOf(IllegalArgumentException.class)
                .message().isNotBlank();
    }

    @Test
    void folded_names_expand_to_the_same_names_in_the_same_order() {
        assertThat(HostList.fold(java.util.List.of("dgx-c01", "dgx-c02", "dgx-c03", "login", "dgx-c05")))
                .isEqualTo("dgx-c[01-03],login,dgx-c05");
        assertThat(HostList.fold(java.util.List.of("10.0.1.9", "10.0.1.10"))).isEqualTo("10.0.1.[9-10]");
        for (String written : new String[] {"n[8-11]", "n[098-101]", "a1,a01,a2", "n3,n2,n1", "rack1-node[01-12]-a,x",
            "n[1-3],n[3-4]", "n999999999,n1000000000", "127.77.1.[1-18]"}) {
            assertThat(HostList.expand(HostList.fold(HostList.expand(written)))).as(written)
                    .isEqualTo(HostList.expand(written));
        }
    }
}
