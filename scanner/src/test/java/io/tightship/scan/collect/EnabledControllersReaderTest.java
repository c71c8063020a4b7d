package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kyverno.EnabledControllers;
import io.tightship.model.Reason;
import io.tightship.scan.probe.SessionId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which controllers the values of Kyverno's release enable. */
class EnabledControllersReaderTest {

    private static final SessionId SESSION = SessionId.kubernetes(ADMIN);
    private static final String RELEASE = """
            {"metadata":{"name":"s"},"name":"kyverno","namespace":"kyverno","revision":2,"status":"deployed","chart":"kyverno",
             "version":"3.5.2","values":{"reportsController":{"enabled":false},"cleanupController":{"enabled":true}}}""";

    @Test
    void each_one_that_the_values_do_not_turn_off() {
        assertThat(components(RELEASE)).containsExactly("background-controller", "cleanup-controller");
    }

    @Test
    void none_where_there_is_no_release_of_the_chart_or_only_its_history() {
        assertThat(components("")).isEmpty();
        assertThat(components(RELEASE.replace("\"deployed\"", "\"uninstalled\""))).isEmpty();
        assertThat(components(RELEASE.replace("\"chart\":\"kyverno\"", "\"chart\":\"other\""))).isEmpty();
    }

    @Test
    void t41_what_could_not_be_read_or_understood_is_one_member_that_is_unknown() {
        assertThat(member(new ControlPlaneSite().unread(SESSION, HelmSecrets.PROBE, Reason.FORBIDDEN, "no")))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(member(site(RELEASE.replace("{\"enabled\":false}", "{\"enabled\":\"perhaps\"}"))))
                .isInstanceOf(Fact.Unavailable.class);
    }

    private static Set<String> components(String items) {
        return ((Fact.Known<EnabledControllers>) member(site(items))).value().components();
    }

    private static ControlPlaneSite site(String items) {
        return new ControlPlaneSite().text(SESSION, HelmSecrets.PROBE, "{\"items\":[" + items + "]}");
    }

    private static Fact<EnabledControllers> member(ControlPlaneSite site) {
        return site.members(ADMIN, EnabledControllers.KEY).get(EnabledControllers.RELEASE);
    }
}
