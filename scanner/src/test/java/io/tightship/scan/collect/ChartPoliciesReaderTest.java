package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.model.Reason;
import io.tightship.scan.probe.SessionId;
import org.junit.jupiter.api.Test;

/** Which policies the releases of the policies' chart bring. */
class ChartPoliciesReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);

    private static final String RELEASE = """
            {"metadata":{"name":"s"},"name":"nmc-kyverno-policies","namespace":"kyverno","revision":2,"status":"%s","chart":
             "nmc-kyverno-policies","version":"2.0.12","values":{},"policies":[
             {"apiVersion":"kyverno.io/v1","kind":"ClusterPolicy","metadata":{"name":"disallow-host-path"},"spec":{"rules":[
              {"name":"r","validate":{"message":"m"}}]}},
             {"apiVersion":"kyverno.io/v1","kind":"ClusterPolicy","metadata":{"name":"add-labels"},"spec":{"rules":[
              {"name":"r","mutate":{}}]}},
             {"apiVersion":"policies.kyverno.io/v1alpha1","kind":"ValidatingPolicy","metadata":{"name":"no-latest"},"spec":{
              "validations":[{"expression":"false"}]}},
             {"apiVersion":"nvidia.com/v1","kind":"ClusterPolicy","metadata":{"name":"gpu"},"spec":{"rules":[
              {"name":"r","validate":{"message":"m"}}]}}]}""";

    @Test
    void those_of_kyvernos_kinds_and_which_of_them_validate() {
        ChartPolicies found = known(RELEASE.formatted("deployed"));
        assertThat(found.names()).containsExactly("add-labels", "disallow-host-path", "no-latest");
        assertThat(found.validating()).containsExactly("disallow-host-path", "no-latest");
    }

    @Test
    void none_where_there_is_no_release_of_the_chart_or_only_its_history() {
        assertThat(known("").names()).isEmpty();
        assertThat(known(RELEASE.formatted("uninstalled")).names()).isEmpty();
        assertThat(known(RELEASE.formatted("deployed").replace("\"nmc-kyverno-policies\",\"version\"", "\"other\",\"version\""))
                .names()).isEmpty();
    }

    @Test
    void t41_what_could_not_be_read_is_one_member_that_is_unknown() {
        for (ControlPlaneSite site : java.util.List.of(new ControlPlaneSite().unread(SESSION, HelmSecrets.PROBE,
                Reason.FORBIDDEN, "no"), site(RELEASE.formatted("deployed").replace("\"policies\":", "\"brokenPolicies\":"
                + "\"no YAML\",\"x\":")))) {
            assertThat(member(site)).isInstanceOf(Fact.Unavailable.class);
        }
    }

    private static ChartPolicies known(String items) {
        return ((Fact.Known<ChartPolicies>) member(site(items))).value();
    }

    private static ControlPlaneSite site(String items) {
        return new ControlPlaneSite().text(SESSION, HelmSecrets.PROBE, "{\"items\":[" + items + "]}");
    }

    private static Fact<ChartPolicies> member(ControlPlaneSite site) {
        return ((Fact.Known<io.tightship.fact.PerSubject<ChartPolicies>>) site.read(ADMIN, ChartPolicies.KEY)).value()
                .members().get(ChartPolicies.RELEASE);
    }
}
