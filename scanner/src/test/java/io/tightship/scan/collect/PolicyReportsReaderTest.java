package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kyverno.PolicyReports;
import io.tightship.fact.kyverno.PolicyReports.Violation;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the reports of both groups come to, in the form in which they are stored. */
class PolicyReportsReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);

    @Test
    void failures_are_folded_by_namespace_policy_and_rule() {
        ControlPlaneSite site = reports(stored("team-a", 15, "Pod/a"), stored("team-a", 15, "Pod/b"), stored("team-b", 9, ""))
                .text(SESSION, new KubernetesProbe.PolicyReports("wgpolicyk8s.io", "clusterpolicyreports"),
                        "{\"items\":[" + stored("", 3, "Namespace/team-c") + "]}");
        assertThat(known(site)).isEqualTo(new PolicyReports(42, List.of(
                new Violation("team-a", "disallow-host-path", "host-path", "fail", 2, List.of("Pod/a", "Pod/b")),
                new Violation("team-c", "disallow-host-path", "host-path", "fail", 1, List.of("Namespace/team-c")))));
    }

    @Test
    void the_newer_group_counts_as_well() {
        ControlPlaneSite site = reports().text(SESSION, new KubernetesProbe.PolicyReports("openreports.io", "reports"),
                "{\"items\":[" + stored("team-a", 5, "Pod/a") + "]}");
        assertThat(known(site).violations()).extracting(Violation::namespace).containsExactly("team-a");
    }

    @Test
    void no_report_at_all_is_not_a_clean_one() {
        assertUnavailable(reports(), Reason.BLIND, "no policy report of Kyverno's at all");
        assertUnavailable(reports(stored("team-a", 0, "")), Reason.BLIND, "no policy report of Kyverno's at all");
    }

    @Test
    void t41_one_list_that_was_forbidden_leaves_it_open() {
        assertUnavailable(reports(stored("team-a", 5, "")).unread(SESSION, new KubernetesProbe.PolicyReports(
                "openreports.io", "clusterreports"), Reason.FORBIDDEN, "forbidden"), Reason.FORBIDDEN, "forbidden");
    }

    private static ControlPlaneSite reports(String... items) {
        ControlPlaneSite site = new ControlPlaneSite();
        for (String resource : List.of("reports", "clusterreports")) {
            site = site.absent(SESSION, new KubernetesProbe.PolicyReports("openreports.io", resource), "no such group");
        }
        return site.text(SESSION, new KubernetesProbe.PolicyReports("wgpolicyk8s.io", "clusterpolicyreports"),
                "{\"items\":[]}").text(SESSION, new KubernetesProbe.PolicyReports("wgpolicyk8s.io", "policyreports"),
                "{\"items\":[" + String.join(",", items) + "]}");
    }

    private static String stored(String namespace, int results, String failed) {
        return "{\"metadata\":{" + (namespace.isEmpty() ? "" : "\"namespace\":\"" + namespace + "\",") + "\"name\":\"x\"},"
                + "\"results\":" + results + ",\"failed\":[" + (failed.isEmpty() ? "" : "{\"policy\":\"disallow-host-path\","
                + "\"rule\":\"host-path\",\"result\":\"fail\",\"count\":1,\"resources\":[\"" + failed + "\"]}") + "]}";
    }

    private static PolicyReports known(ControlPlaneSite site) {
        return switch (site.read(ADMIN, PolicyReports.KEY)) {
            case Fact.Known<PolicyReports> known -> known.value();
            case Fact.Unavailable<PolicyReports> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason, String words) {
        assertThat(site.read(ADMIN, PolicyReports.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).isEqualTo(reason);
            assertThat(unavailable.detail()).contains(words);
        });
    }
}
