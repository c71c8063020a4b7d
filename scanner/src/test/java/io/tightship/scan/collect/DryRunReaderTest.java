package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kyverno.DryRunAnswer;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of real API servers to the dry run of a pod. */
class DryRunReaderTest {

    private static final String BY_KYVERNO = "admission webhook \"%s\" denied the request: \n\nresource Pod/team-b/probe was "
            + "blocked due to the following policies \n\n%s:\n  %s: 'validation error: ...'\n";

    @Test
    void denied_by_kyverno_for_its_host_path() {
        assertThat(answer(400, BY_KYVERNO.formatted("validate.kyverno.svc-fail", "disallow-host-path", "host-path")))
                .isInstanceOfSatisfying(DryRunAnswer.Denied.class, denied ->
                        assertThat(denied.by()).isEqualTo("webhook validate.kyverno.svc-fail"));
        assertThat(answer(400, "admission webhook \"vpol.validate.kyverno.svc-fail-finegrained-disallow-host-path\" denied "
                + "the request: Policy disallow-host-path failed: HostPath volumes are forbidden"))
                .isInstanceOf(DryRunAnswer.Denied.class);
    }

    @Test
    void denied_by_an_admission_policy_that_kyverno_made_of_a_required_one() {
        assertThat(answer(422, "pods \"probe\" is forbidden: ValidatingAdmissionPolicy 'cpol-disallow-host-path' with binding "
                + "'cpol-disallow-host-path-binding' denied request: HostPath volumes are forbidden"))
                .isInstanceOf(DryRunAnswer.Denied.class);
    }

    @Test
    void admitted() {
        assertThat(answer(201, "")).isEqualTo(new DryRunAnswer.Admitted("team-b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "403|BLIND|pods \"probe\" is forbidden: violates PodSecurity \"restricted:latest\": privileged",
        "403|BLIND|pods \"probe\" is forbidden: exceeded quota: quota, requested: requests.cpu=9, limited: requests.cpu=2",
        "403|BLIND|pods \"probe\" is forbidden: failed quota: quota: must specify limits.cpu for: c",
        "403|FORBIDDEN|pods is forbidden: User \"scanner\" cannot create resource \"pods\" in API group \"\"",
        "404|NOT_STATED|namespaces \"nope\" not found",
        "409|BLIND|pods \"tightship-dry-run\" already exists",
        "422|BLIND|pods \"probe\" is forbidden: ValidatingAdmissionPolicy 'no-latest-tag' with binding 'b' denied request: no",
        "400|BLIND|admission webhook \"policy.example.org\" denied the request: no host-path here",
        "400|BLIND|admission webhook \"validate.kyverno.svc-fail\" denied the request: require-labels: label team is missing",
        "500|UNREACHABLE|Internal error occurred: failed calling webhook \"validate.kyverno.svc-fail\": connection refused",
        "400|BLIND|Pod in version \"v1\" cannot be handled as a Pod"})
    void whatever_else_denies_it_leaves_open_what_kyverno_would_say(int status, Reason reason, String words) {
        assertUnavailable(site("team-b").text(SessionId.kubernetes(ADMIN), new KubernetesProbe.DryRunPod("team-b"),
                stored(status, words)), DryRun.ALLOWED, reason);
    }

    @Test
    void without_a_namespace_nothing_is_planned_and_that_is_said() {
        ControlPlaneSite site = new ControlPlaneSite();
        assertThat(new DryRunReader(DryRun.ALLOWED).routes(ADMIN, DryRunAnswer.KEY, site.view())).isEmpty();
        assertUnavailable(site, DryRun.ALLOWED, Reason.NOT_STATED);
    }

    @Test
    void where_it_is_not_allowed_nothing_is_planned_and_the_command_is_told() {
        assertThat(new DryRunReader(DryRun.OFF).routes(ADMIN, DryRunAnswer.KEY, site("team-b").view())).isEmpty();
        assertThat(new DryRunReader(DryRun.OFF).read(ADMIN, DryRunAnswer.KEY, site("team-b").view(), site("team-b")))
                .isInstanceOfSatisfying(Fact.Known.class, known -> assertThat(known.value()).isInstanceOfSatisfying(
                        DryRunAnswer.NotAllowed.class, not -> assertThat(not.command()).contains("-n team-b",
                                "--dry-run=server")));
    }

    private static ControlPlaneSite site(String namespace) {
        return new ControlPlaneSite().value(KyvernoValues.DRY_RUN_NAMESPACE, namespace);
    }

    private static String stored(int status, String words) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("status", java.math.BigDecimal.valueOf(status));
        said.put("message", words);
        return Json.write(said);
    }

    private static DryRunAnswer answer(int status, String words) {
        ControlPlaneSite site = site("team-b").text(SessionId.kubernetes(ADMIN),
                new KubernetesProbe.DryRunPod("team-b"), stored(status, words));
        return switch (new DryRunReader(DryRun.ALLOWED).read(ADMIN, DryRunAnswer.KEY, site.view(), site)) {
            case Fact.Known<DryRunAnswer> known -> known.value();
            case Fact.Unavailable<DryRunAnswer> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, DryRun dryRun, Reason reason) {
        assertThat(new DryRunReader(dryRun).read(ADMIN, DryRunAnswer.KEY, site.view(), site))
                .isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                        assertThat(unavailable.reason()).as(unavailable.detail()).isEqualTo(reason));
    }
}
