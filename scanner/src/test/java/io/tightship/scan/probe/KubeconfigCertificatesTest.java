package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KubeconfigCertificatesTest {

    /** Made by openssl for {@code /O=system:masters/O=dev/CN=kubernetes-admin}. */
    private static final String CERTIFICATE = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIzRENDQVlHZ0F3SUJBZ0lVSkhhQjdQaVNnUGFtVnFjTFdQVVdSSXdFSWZr"
            + "d0NnWUlLb1pJemowRUF3SXcKUWpFWE1CVUdBMVVFQ2d3T2MzbHpkR1Z0T20xaGMzUmxjbk14RERBS0JnTlZCQW9NQTJSbGRqRVpN"
            + "QmNHQTFVRQpBd3dRYTNWaVpYSnVaWFJsY3kxaFpHMXBiakFnRncweU5qRXhNakV3T0RVek1URmFHQTh5TVRJMk1UQXlPREE0Ck5U"
            + "TXhNVm93UWpFWE1CVUdBMVVFQ2d3T2MzbHpkR1Z0T20xaGMzUmxjbk14RERBS0JnTlZCQW9NQTJSbGRqRVoKTUJjR0ExVUVBd3dR"
            + "YTNWaVpYSnVaWFJsY3kxaFpHMXBiakJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQk45b3dyYy9DQlNhcmJBUUw2"
            + "VDRRcXR1Z2lZdERQbkJDRlROREhGaDZUL3dhZXcrRlNESk1EcjlVQldGCjd3eE9pbHNRaWNDTHU0VUFrSEdaVCs2TnNEV2pVekJS"
            + "TUIwR0ExVWREZ1FXQkJUYTFiV1FaeDVZL01BclZhcUIKSTV4b1h5K1JFakFmQmdOVkhTTUVHREFXZ0JUYTFiV1FaeDVZL01BclZh"
            + "cUJJNXhvWHkrUkVqQVBCZ05WSFJNQgpBZjhFQlRBREFRSC9NQW9HQ0NxR1NNNDlCQU1DQTBrQU1FWUNJUUNJQTB3eFk4dzQyd2xJ"
            + "aVZ4RXFEcnVEUDBrCkhHczN4aUg1bjdmOTIwNWJ4d0loQU4xOUtMSHM2U1hQQjRLQldxQ0dNcFliWkFKcU9OcEVCSTYwT3dlR2Zh"
            + "STMKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";

    @Test
    void name_and_groups_are_kept_and_nothing_else() {
        assertThat(projected("    client-certificate-data: " + CERTIFICATE + "\n")).isEqualTo("{\"certificates\":[{\"name\":"
                + "\"kubernetes-admin\",\"groups\":[\"system:masters\",\"dev\"]}]}");
        assertThat(projected("client-certificate-data: \"" + CERTIFICATE + "\"\n    client-certificate-data: '"
                + CERTIFICATE + "'\n")).contains("},{");
    }

    @Test
    void one_that_lies_in_a_file_is_named_also_where_json_is_written_in_one_line() {
        assertThat(projected("client-certificate: /root/x.pem\n")).isEqualTo("{\"certificates\":[{\"file\":\"/root/x.pem\"}]}");
        assertThat(projected("client-certificate-data\":\"" + CERTIFICATE + "\"\n")).contains("system:masters");
    }

    @Test
    void what_is_no_certificate_is_said_to_be_none_and_not_quoted() {
        for (String text : new String[] {"c2VjcmV0", "not base64!", "", CERTIFICATE.substring(0, 200)}) {
            assertThat(projected("client-certificate-data: " + text + "\n"))
                    .isEqualTo("{\"certificates\":[{\"broken\":true}]}");
        }
        assertThat(projected("")).isEqualTo("{\"certificates\":[]}");
    }

    private static String projected(String lines) {
        return new String(KubeconfigCertificates.project(lines.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
