package io.tightship.fact.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CipherSuitesTest {

    @Test
    void numbers_and_names_are_unique() {
        assertThat(CipherSuites.all()).hasSizeGreaterThan(200);
        assertThat(new HashSet<>(CipherSuites.all().values())).hasSameSizeAs(CipherSuites.all().keySet());
        assertThat(CipherSuites.all()).containsEntry(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                .containsEntry(0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA").containsEntry(0x1301, "TLS_AES_128_GCM_SHA256")
                .containsEntry(0xC09C, "TLS_RSA_WITH_AES_128_CCM").containsEntry(0x0041,
                        "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA").containsEntry(0xC060,
                        "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256").containsEntry(0x0003,
                        "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
    }

    @Test
    void every_suite_that_the_jdk_can_speak_is_known() throws Exception {
        for (String name : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
            if (!name.endsWith("_SCSV")) {
                assertThat(CipherSuites.canonical(name.replaceFirst("^SSL_", "TLS_"))).as(name).isPresent();
            }
        }
    }

    @Test
    void every_suite_that_go_speaks_is_known() {
        GoTls.Defaults.WITH_RSA_EXCHANGE.suites().forEach(name -> {
            assertThat(CipherSuites.canonical(name)).contains(name);
            assertThat(GoTls.takes(name)).isTrue();
        });
        assertThat(GoTls.takes("TLS_RSA_WITH_RC4_128_SHA")).isTrue();
        assertThat(GoTls.takes("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")).isFalse();
        assertThat(GoTls.takes(" TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).isFalse();
        assertThat(GoTls.takes("tls_ecdhe_rsa_with_aes_128_gcm_sha256")).isFalse();
    }

    @Test
    void the_older_names_of_the_chacha_suites_are_aliases() {
        assertThat(CipherSuites.canonical("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"))
                .contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(GoTls.takes("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305")).isTrue();
    }

    @Test
    void suites_of_tls_1_3_are_told_apart() {
        assertThat(CipherSuites.all().values().stream().filter(CipherSuites::ofTls13)).contains(
                "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_8_SHA256")
                .noneMatch(name -> name.contains("RSA") || name.contains("PSK"));
    }

    @Test
    void values_are_checked_when_they_are_written() {
        assertThat(TlsValues.CIPHER_SUITES.fallback().orElseThrow()).hasSize(6)
                .contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(TlsValues.CIPHER_SUITES.type().parseText(" TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305 ,"
                + "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")).hasSize(1);
        assertThatThrownBy(() -> TlsValues.CIPHER_SUITES.type().parseText("TLS_ECDHE_RSA_WITH_AES_128_GMC_SHA256"))
                .hasMessageContaining("is not a cipher suite");
        assertThat(TlsValues.MINIMUM_VERSION.type().parseText("VersionTLS13")).isEqualTo(TlsVersion.TLS13);
        for (String text : List.of("1.3", "TLSv1.3", "versiontls13", "", "VersionSSL30")) {
            assertThatThrownBy(() -> TlsValues.MINIMUM_VERSION.type().parseText(text)).as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
