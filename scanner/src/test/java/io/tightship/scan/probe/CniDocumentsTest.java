package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CniDocumentsTest {

    @Test
    void only_names_kinds_and_capabilities_are_kept() {
        assertThat(project("/etc/cni/net.d/10-a.conflist\0{\"name\": \"n\", \"plugins\": [\n"
                + "/etc/cni/net.d/10-a.conflist\0 {\"type\": \"calico\", \"kubernetes\": {\"k8s_auth_token\": \"s3cret\"}},\n"
                + "/etc/cni/net.d/10-a.conflist\0 {\"type\": \"bandwidth\", \"capabilities\": {\"bandwidth\": true}}]}\n"
                + "/etc/cni/net.d/20-b.conf\0{\"type\": \"bridge\"}\n"))
                .isEqualTo("{\"/etc/cni/net.d/10-a.conflist\":{\"name\":\"n\",\"plugins\":[{\"type\":\"calico\"},"
                        + "{\"type\":\"bandwidth\",\"capabilities\":{\"bandwidth\":true}}]},"
                        + "\"/etc/cni/net.d/20-b.conf\":{\"type\":\"bridge\"}}");
    }

    @Test
    void of_what_is_no_json_nothing_is_kept_but_that_it_is_there() {
        assertThat(project("/etc/cni/net.d/00-x.conf\0root:$6$hash\nno path at all\n"))
                .isEqualTo("{\"/etc/cni/net.d/00-x.conf\":{}}");
    }

    private static String project(String text) {
        return new String(CniDocuments.project(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
