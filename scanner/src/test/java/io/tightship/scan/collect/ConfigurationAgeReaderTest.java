package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationAgeReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final String POLICY = "/etc/kubernetes/audit-policy.yaml";
    private static final String KEYS = "/etc/kubernetes/encryption.yaml";
    private static final String SEEN = "/proc/700/root";

    @Test
    void t64_of_an_api_server_the_files_count_that_it_reads_when_it_starts_as_it_sees_them() {
        ConfigurationAge age = age("--audit-policy-file=" + POLICY, "--encryption-provider-config=" + KEYS,
                "--authorization-config=/etc/kubernetes/authorization.yaml");
        assertThat(age.started()).isEqualTo(Instant.ofEpochSecond(1_780_000_900L));
        assertThat(age.changed()).containsOnlyKeys(POLICY, KEYS);
        assertThat(age.newer()).containsOnlyKeys(POLICY);
    }

    @Test
    void keys_that_are_taken_over_at_once_do_not_count() {
        assertThat(age("--encryption-provider-config=" + KEYS, "--encryption-provider-config-automatic-reload=true")
                .changed()).isEmpty();
        assertThat(age("--encryption-provider-config=" + KEYS, "--encryption-provider-config-automatic-reload=F")
                .changed()).containsOnlyKeys(KEYS);
    }

    @Test
    void a_file_whose_age_was_not_read_leaves_it_unknown() {
        assertThat(site("--admission-control-config-file=/etc/kubernetes/admission.yaml").members(CP,
                ConfigurationAge.of(Component.KUBE_APISERVER)).get("kube-apiserver")).isInstanceOf(Fact.Unavailable.class);
    }

    private static ControlPlaneSite site(String... flags) {
        List<String> words = new ArrayList<>(List.of("kube-apiserver"));
        words.addAll(List.of(flags));
        return new ControlPlaneSite().processes(CP, words).text(NODE, new ProcessProbe.BootTime(), "btime 1780000000\n")
                .text(NODE, new ProcessProbe.ProcessStart("/proc/700/stat"), "700 (kube-apiserver) S" + " 0".repeat(18)
                        + " 90000 0\n")
                .text(NODE, new FileProbe.Changed(SEEN + POLICY), "1780000999.5 " + SEEN + POLICY + "\0")
                .text(NODE, new FileProbe.Changed(SEEN + KEYS), "1780000100.5 " + SEEN + KEYS + "\0");
    }

    private static ConfigurationAge age(String... flags) {
        return switch (site(flags).members(CP, ConfigurationAge.of(Component.KUBE_APISERVER)).get("kube-apiserver")) {
            case Fact.Known<ConfigurationAge>(ConfigurationAge age, var sources) -> age;
            case Fact.Unavailable<ConfigurationAge> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
