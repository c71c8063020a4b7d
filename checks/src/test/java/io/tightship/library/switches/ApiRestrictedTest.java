package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.IpAddress;
import io.tightship.fact.nvue.ManagementAddresses;
import io.tightship.fact.nvue.NvueApi;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiRestrictedTest {

    private static final Target.Switch DEVICE = new Target.Switch("btor-1");
    private static final String GUARDED = """
            nv set system control-plane acl acl-default-dos inbound
            nv set system control-plane acl acl-default-whitelist inbound
            """;
    private static final String OWN = GUARDED + "nv set system api certificate site\n";

    static List<Case> compliant() {
        return List.of(configured(OWN + "nv set system api listening-address 192.0.2.7").named("on management"),
                configured(OWN + "nv set system api listening-address localhost").named("on itself alone"),
                configured(OWN + "nv set system api listening-address 2001:db8::7").named("IPv6, written otherwise"),
                configured(GUARDED + "nv set system api state disabled").named("off"),
                configured(GUARDED + "nv set system api enable off").named("off, as older releases say"),
                configured("nv set system api state disabled").value(SwitchesValues.CONTROL_PLANE_ACLS, Set.of())
                        .named("an older release, for which the site names no list"));
    }

    static List<Case> violations() {
        return List.of(configured(GUARDED).named("as it is when it is new"),
                configured(OWN).named("on every address"),
                configured(OWN + "nv set system api listening-address 198.51.100.1\n"
                        + "nv set system api listening-address 192.0.2.7").named("on another address as well"),
                configured(OWN + "nv set system api listening-address any").named("on any"),
                configured(OWN + "nv set system api listening-address 0.0.0.0").named("on the wildcard"),
                configured(GUARDED + "nv set system api listening-address 192.0.2.7").named("no certificate of its own"),
                configured(GUARDED + "nv set system api listening-address 192.0.2.7\nnv set system api certificate self-signed")
                        .named("self-signed"),
                configured("nv set system api state disabled\nnv set system control-plane acl acl-default-dos inbound")
                        .named("one list is missing"),
                configured("nv set system api state disabled\nnv set system control-plane acl acl-default-dos inbound\n"
                        + "nv set system control-plane acl acl-default-whitelist outbound").named("bound outbound"));
    }

    @Test
    void each_fault_has_its_words() {
        assertThat(Border.words(violations().getFirst().judge(new ApiRestricted())).get("api")).startsWith(
                "FAIL: the REST API of btor-1: it listens on every address; its certificate is self-signed; expected off");
        assertThat(Border.words(violations().get(2).judge(new ApiRestricted())).get("api"))
                .contains("it listens on 198.51.100.1").doesNotContain("192.0.2.7;");
        assertThat(Border.words(violations().get(7).judge(new ApiRestricted())))
                .containsEntry("control-plane acl-default-whitelist",
                        "FAIL: acl-default-whitelist is not bound inbound to the control plane of btor-1")
                .containsEntry("control-plane acl-default-dos", "PASS: acl-default-dos guards the control plane of btor-1");
    }

    @Test
    void the_steps_make_it_pass() {
        for (String commands : List.of("", GUARDED, OWN + "nv set system api listening-address any")) {
            NvSwitch configured = NvSwitch.empty().run("nv set system hostname x\n" + commands);
            for (int round = 0; round < 5; round++) {
                for (Finding finding : of(configured.api()).judge(new ApiRestricted())) {
                    for (Step step : finding.remediation()) {
                        if (step instanceof Step.Setting(Step.Place place, String literal)) {
                            configured = configured.run(literal);
                        }
                    }
                }
            }
            assertThat(of(configured.api()).judge(new ApiRestricted())).allMatch(f -> f.outcome() == Outcome.PASS);
        }
    }

    private static Case configured(String commands) {
        return configured(NvSwitch.empty().run(commands));
    }

    private static Case configured(NvSwitch device) {
        return of(device.api()).remediedBy(settings -> {
            NvSwitch changed = device;
            for (Step.Setting setting : settings) {
                changed = changed.run(setting.literal());
            }
            return configured(changed);
        });
    }

    private static Case of(NvueApi api) {
        return Case.of("a switch", DEVICE).with(NvueApi.APPLIED, api).with(ManagementAddresses.KEY,
                new ManagementAddresses(Set.of(address("192.0.2.7"), address("2001:db8:0::7"))));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
