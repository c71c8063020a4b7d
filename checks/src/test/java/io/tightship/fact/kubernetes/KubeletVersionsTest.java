package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KubeletVersionsTest {

    @Test
    void a_node_may_bear_its_domain_where_nobody_else_bears_the_same_name() {
        KubeletVersions versions = new KubeletVersions(new TreeMap<>(Map.of("dgx-01", "v1.30.1", "dgx-02.site.example",
                "v1.31.1", "dgx-03.a.example", "v1.32.1", "dgx-03.b.example", "v1.33.1", "dgx-010", "v1.34.1",
                "10.1.0.5", "v1.35.1")));
        assertThat(versions.of("dgx-01")).contains("v1.30.1");
        assertThat(versions.of("DGX-02")).contains("v1.31.1");
        assertThat(versions.of("dgx-02.other.example")).contains("v1.31.1");
        assertThat(versions.of("dgx-03")).isEmpty();
        assertThat(versions.of("dgx-03.b.example")).contains("v1.33.1");
        assertThat(versions.of("dgx-04")).isEmpty();
        assertThat(versions.of("10.1.0.6")).as("an address has no domain").isEmpty();
    }
}
