package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.AdmissionRole;
import io.tightship.model.Reason;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionRoleReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe PROBE = new BcmProbe.AdmissionControl("kube-admin-master");

    /** As the knowledge base shows the answer of {@code get admissioncontrol}. */
    private static final String GUIDE = "NamespaceLifecycle\nLimitRanger\nServiceAccount\nDefaultStorageClass\n"
            + "DefaultTolerationSeconds\nMutatingAdmissionWebhook\nValidatingAdmissionWebhook\nResourceQuota\n";

    @Test
    void the_guides_question_is_asked_in_batch() {
        assertThat(PROBE.words()).endsWith("-c",
                "configurationoverlay; use kube-admin-master; roles; use kubernetes::apiserver; get admissioncontrol");
    }

    @ParameterizedTest
    @ValueSource(strings = {GUIDE + "PodSecurityPolicy\n", "NamespaceLifecycle LimitRanger PodSecurityPolicy\n",
            "NamespaceLifecycle,PodSecurityPolicy", "PodSecurityPolicy\r\n"})
    void lists_by_line_by_space_and_by_comma_are_one(String answer) {
        assertThat(role("v1.24.9", answer).admits("PodSecurityPolicy")).isTrue();
    }

    @Test
    void a_list_without_the_plugin_is_known() {
        assertThat(role("v1.24.9", GUIDE).admits("PodSecurityPolicy")).isFalse();
        assertThat(role("v1.24.9", GUIDE).plugins().orElseThrow()).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "Role kubernetes::apiserver not found\n", "Error", "none", "NamespaceLifecycle\n> ",
            "admissioncontrol NamespaceLifecycle", "\u001b[1mNamespaceLifecycle\u001b[0m", "[\"NamespaceLifecycle\"]"})
    void every_other_form_is_refused_with_its_text(String answer) {
        assertThat(site("v1.24.9").text(NODE, PROBE, answer).read(ADMIN, AdmissionRole.KEY)).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(fact.detail()).contains(answer.strip().lines().findFirst().orElse("printed no"))
                            .contains("psp-apiserver-overlay");
                });
    }

    @Test
    void what_cmsh_says_on_stderr_is_no_list() {
        assertThat(site("v1.24.9").bytes(NODE, PROBE, 0, "Unknown overlay", GUIDE.getBytes()).read(ADMIN, AdmissionRole.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.detail()).contains("Unknown overlay"));
    }

    @Test
    void from_1_25_on_no_role_decides_whatever_cmsh_says() {
        assertThat(site("v1.32.4").unread(NODE, PROBE, Reason.TOOL_MISSING, "no cmsh").read(ADMIN, AdmissionRole.KEY))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((AdmissionRole) fact.value()).plugins())
                        .isEmpty());
    }

    @Test
    void the_site_may_say_that_another_overlay_or_none_holds_it() {
        assertThat(site("v1.24.9").value(AdmissionRole.OVERLAY, "kube-default-master")
                .text(NODE, new BcmProbe.AdmissionControl("kube-default-master"), GUIDE).read(ADMIN, AdmissionRole.KEY))
                .isInstanceOf(Fact.Known.class);
        assertThat(site("v1.24.9").value(AdmissionRole.OVERLAY, "none").read(ADMIN, AdmissionRole.KEY))
                .isInstanceOf(Fact.Known.class);
        assertThat(site("v1.24.9").value(AdmissionRole.OVERLAY, "x; quit").read(ADMIN, AdmissionRole.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason())
                        .isEqualTo(Reason.NOT_STATED));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(site("v1.24.9").unread(NODE, PROBE, reason, "why").read(ADMIN, AdmissionRole.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
        assertThat(new ControlPlaneSite().text(NODE, PROBE, GUIDE).unread(SessionId.kubernetes(ADMIN),
                ServerVersionReader.PROBE, reason, "why").read(ADMIN, AdmissionRole.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }

    private static AdmissionRole role(String version, String answer) {
        return switch (site(version).text(NODE, PROBE, answer).read(ADMIN, AdmissionRole.KEY)) {
            case Fact.Known<AdmissionRole> known -> known.value();
            case Fact.Unavailable<AdmissionRole> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static ControlPlaneSite site(String version) {
        return new ControlPlaneSite().text(SessionId.kubernetes(ADMIN), ServerVersionReader.PROBE,
                "{\"gitVersion\":\"" + version + "\"}");
    }
}
