package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.EtcdSettings.Given;
import io.tightship.fact.kubernetes.EtcdSettings.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class EtcdSettingsTest {

    @Test
    void flags_are_read_as_gos_package_flag_reads_them() {
        assertThat(flags("--name", "cp-1", "-data-dir=/var/lib/etcd", "--auto-tls", "--client-cert-auth=false",
                "--name=cp-2")).containsExactly(Map.entry("auto-tls", new Given("true", "--auto-tls")),
                Map.entry("client-cert-auth", new Given("false", "--client-cert-auth")),
                Map.entry("data-dir", new Given("/var/lib/etcd", "--data-dir")),
                Map.entry("name", new Given("cp-2", "--name")));
    }

    @Test
    void what_etcd_would_not_start_with_or_can_be_read_in_two_ways_is_invalid() {
        for (List<String> words : List.of(List.of("run"), List.of("--auto-tls", "false"), List.of("--", "x"),
                List.of("---name=x"), List.of("--=x"), List.of("--name"), List.of("--some-new-flag", "--auto-tls"))) {
            assertThat(EtcdSettings.commandLine(words)).as(words.toString()).isInstanceOf(Parsed.Invalid.class);
        }
    }

    @Test
    void t25_the_environment_fills_what_the_command_line_leaves_out_and_nothing_else() {
        SortedMap<String, Given> all = EtcdSettings.withEnvironment(flags("--auto-tls=false"), Map.of(
                "ETCD_AUTO_TLS", "true", "ETCD_CLIENT_CERT_AUTH", "true", "ETCD_NAME", "", "OTHER", "x"));
        assertThat(all).containsOnlyKeys("auto-tls", "client-cert-auth");
        EtcdSettings etcd = new EtcdSettings(all, Optional.empty());
        assertThat(etcd.bool("auto-tls")).isFalse();
        assertThat(etcd.bool("client-cert-auth")).isTrue();
        assertThat(etcd.bool("peer-auto-tls")).isFalse();
        assertThat(etcd.text("name")).isEmpty();
    }

    @Test
    void keys_of_the_file_are_flags_by_their_section() {
        assertThat(EtcdSettings.flag("client-transport-security", "cert-file")).isEqualTo("cert-file");
        assertThat(EtcdSettings.flag("peer-transport-security", "auto-tls")).isEqualTo("peer-auto-tls");
        assertThat(EtcdSettings.isSection("peer-transport-security")).isTrue();
        assertThat(EtcdSettings.isSection("data-dir")).isFalse();
    }

    private static SortedMap<String, Given> flags(String... words) {
        return switch (EtcdSettings.commandLine(List.of(words))) {
            case Parsed.Valid(SortedMap<String, Given> flags) -> flags;
            case Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }
}
