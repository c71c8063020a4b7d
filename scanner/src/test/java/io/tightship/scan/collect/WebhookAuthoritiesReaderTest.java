package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.WebhookAuthorities;
import io.tightship.model.Reason;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAuthoritiesReaderTest {

    private static final SessionId API = SessionId.kubernetes(ADMIN);
    private static final String NAME = "validatingwebhookconfigurations/policies";

    /** CN=kubernetes, as openssl writes it. */
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBJTCBywIUXrzJQ9RPsQf8Cnu1Dg4QNNhagkkwCgYIKoZIzj0EAwIwFTETMBEG
            A1UEAwwKa3ViZXJuZXRlczAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBa
            MBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AASYzZMb/HQOxZgoA5pfCtsFspnWONaJk2vtzrpI/Z1H1nMXNUMU9/k9KxcVugBg
            jhJ/DCufXiDT2DBVK+Fg143yMAoGCCqGSM49BAMCA0kAMEYCIQCACMpHOPjPFnBG
            O2NuNLEnlYCoae6PQA0qzWR0KYMqcAIhAMOsCtEYY/YLjMuyQDxJt/dSfj8C3PB+
            3jl7C/4MF+Kz
            -----END CERTIFICATE-----
            """;

    @Test
    void bundles_of_both_kinds_of_webhooks_are_read_certificate_by_certificate() {
        ControlPlaneSite site = site(item("policies", base64(PEM + PEM)), item("sidecars", ""));
        assertThat(known(site, NAME).bundles().get("a.example")).hasSize(2).allSatisfy(certificate ->
                assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=kubernetes"));
        assertThat(known(site, "mutatingwebhookconfigurations/sidecars").bundles().get("a.example")).isEmpty();
        assertThat(site("", "").members(ADMIN, WebhookAuthorities.KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LS0t", "!", "bm8gY2VydGlmaWNhdGU="})
    void a_bundle_that_is_not_understood_loses_no_other_configuration(String bundle) {
        ControlPlaneSite site = site(item("policies", bundle) + "," + item("others", base64(PEM)), "");
        assertThat(site.members(ADMIN, WebhookAuthorities.KEY).get(NAME)).isInstanceOfSatisfying(Fact.Unavailable.class,
                fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(fact.detail()).contains("the caBundle of a.example");
                });
        assertThat(known(site, "validatingwebhookconfigurations/others").bundles()).hasSize(1);
    }

    @Test
    void a_list_that_was_not_read_leaves_all_unknown() {
        assertThat(site("", "").unread(API, ApiLists.MUTATING_WEBHOOKS, Reason.FORBIDDEN, "no").read(ADMIN,
                WebhookAuthorities.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static ControlPlaneSite site(String validating, String mutating) {
        return new ControlPlaneSite().text(API, ApiLists.VALIDATING_WEBHOOKS, "{\"items\":[" + validating + "]}")
                .text(API, ApiLists.MUTATING_WEBHOOKS, "{\"items\":[" + mutating + "]}");
    }

    private static String item(String name, String bundle) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"webhooks\":[{\"name\":\"a.example\",\"clientConfig\":{"
                + (bundle.isEmpty() ? "" : "\"caBundle\":\"" + bundle + "\"") + "}}]}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static WebhookAuthorities known(ControlPlaneSite site, String subject) {
        return switch (site.members(ADMIN, WebhookAuthorities.KEY).get(subject)) {
            case Fact.Known<WebhookAuthorities>(WebhookAuthorities found, var sources) -> found;
            case Fact.Unavailable<WebhookAuthorities> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
