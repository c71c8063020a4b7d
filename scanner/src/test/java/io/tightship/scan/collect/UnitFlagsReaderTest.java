package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.UnitFlags;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.ServiceProbe;
import io.tightship.scan.probe.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Units in the forms of systemd.syntax(7), systemd.service(5) and systemd.exec(5). */
class UnitFlagsReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe UNIT = new ServiceProbe.UnitFiles("kube-apiserver");
    private static final String MAIN = "/usr/lib/systemd/system/kube-apiserver.service";
    private static final String DROP_IN = "/etc/systemd/system/kube-apiserver.service.d/10-site.conf";
    private static final String BINARY = "/usr/local/bin/kube-apiserver";

    @Test
    void continued_lines_and_comments_between_them_are_one_command() throws Exception {
        assertThat(written(Map.of(MAIN, """
                [Unit]
                Description=Kubernetes API Server
                ExecStart=/bin/false
                [Service]
                ; the guide's
                ExecStart=%s \\
                  --profiling=false \\
                  # older: --profiling=true
                  "--tls-min-version=VersionTLS12" \\
                  --audit-log-maxage='30'

                Restart=always
                """.formatted(BINARY)))).contains("--profiling=false --tls-min-version=VersionTLS12 --audit-log-maxage=30");
    }

    @Test
    void an_empty_assignment_drops_what_was_said_before() throws Exception {
        assertThat(written(Map.of(MAIN, start("--profiling=true"), DROP_IN, "[Service]\nExecStart=\n"
                + "ExecStart=-" + BINARY + " --profiling=false\n"))).contains("--profiling=false");
        assertThat(reason(Map.of(MAIN, start("--profiling=true"), DROP_IN, start("--profiling=false"))))
                .as("two commands, of which systemd takes none").isEqualTo(Reason.UNPARSABLE);
    }

    @Test
    void the_stronger_folder_replaces_a_drop_in_of_the_same_name_and_names_give_the_order() throws Exception {
        String weak = "/usr/lib/systemd/system/kube-apiserver.service.d/10-site.conf";
        String late = "/usr/lib/systemd/system/kube-.service.d/20-late.conf";
        String all = "/etc/systemd/system/service.d/10-site.conf";
        assertThat(written(Map.of(MAIN, start("$ARGS"), weak, "[Service]\nEnvironment=ARGS=--profiling=true\n", DROP_IN,
                "[Service]\nEnvironment=ARGS=--profiling=false\n", all, "[Service]\nEnvironment=ARGS=--profiling=1\n")))
                .contains("--profiling=false");
        assertThat(written(Map.of(MAIN, start("$ARGS"), DROP_IN, "[Service]\nEnvironment=ARGS=--profiling=true\n", late,
                "[Service]\nEnvironment=ARGS=--profiling=false\n"))).contains("--profiling=false");
        assertThat(written(Map.of(MAIN, start("--profiling=true"), "/etc/systemd/system/kube-apiserver.service",
                start("--profiling=false")))).contains("--profiling=false");
        assertThat(written(Map.of(MAIN, start("$ARGS"), weak, "[Service]\nEnvironment=ARGS=--profiling=true\n", DROP_IN,
                ""))).as("an empty one takes the weaker one away").contains("");
    }

    @Test
    void variables_come_from_the_unit_and_then_from_files_and_a_word_of_its_own_is_split() throws Exception {
        String unit = """
                [Service]
                Environment="ARGS=--profiling=true" LEVEL=12
                EnvironmentFile=-/etc/kubernetes/missing
                EnvironmentFile=/etc/kubernetes/apiserver
                ExecStart=%s --tls-min-version=VersionTLS${LEVEL} $ARGS $NOBODY --audit-log-path=/$${x}
                """.formatted(BINARY);
        ControlPlaneSite site = site(Map.of(MAIN, unit)).absent(NODE, new ServiceProbe.UnitEnvironment(
                "/etc/kubernetes/missing"), "No such file").text(NODE, new ServiceProbe.UnitEnvironment(
                "/etc/kubernetes/apiserver"), ProjectedFile.environment("# by hand\nARGS=\"--profiling=false\\\n"
                + " --audit-log-maxage=30\"\nPASSWORD=hunter2\n"));
        assertThat(written(site)).contains("--tls-min-version=VersionTLS12 --profiling=false --audit-log-maxage=30 "
                + "--audit-log-path=/${x}");
    }

    @Test
    void what_looks_like_a_secret_stays_on_the_host() throws Exception {
        assertThat(ProjectedFile.environment("MY_PASSWORD=hunter2\nARGS=--x-token=abc --profiling=false\n"
                + "KEY_FILE=/etc/key\n")).contains("MY_PASSWORD=(masked)", "--x-token=(masked)", "KEY_FILE=/etc/key")
                .doesNotContain("hunter2", "abc");
        assertThat(ProjectedFile.units(TarBytes.of(Map.of(MAIN, start("--my-password=hunter2")
                + "Environment=API_TOKEN=abc\nUser=kube\n")))).doesNotContain("hunter2", "=abc", "User");
    }

    @Test
    void no_service_and_a_masked_one_are_known() throws Exception {
        assertThat(written(Map.of())).isEmpty();
        assertThat(written(Map.of(DROP_IN, start("--profiling=false")))).as("a drop-in of nothing").isEmpty();
        assertThat(written(Map.of(MAIN, start("--profiling=false"), "/etc/systemd/system/kube-apiserver.service", "")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ExecStart=/bin/sh -c 'exec kube-apiserver --profiling=false'", "ExecStart=kube-apiserver stray",
            "ExecStart=kube-apiserver --profiling=%i", "ExecStart=kube-apiserver \"--profiling=false",
            "ExecStart=kube-apiserver --profiling=false ; /bin/true", "Type=simple",
            "ExecStart=kube-apiserver \\q", "EnvironmentFile=/etc/kubernetes/gone\nExecStart=kube-apiserver"})
    void what_nobody_can_tell_is_unavailable(String lines) throws Exception {
        ControlPlaneSite site = site(Map.of(MAIN, "[Service]\n" + lines + "\n")).absent(NODE,
                new ServiceProbe.UnitEnvironment("/etc/kubernetes/gone"), "No such file");
        assertThat(site.read(CP, UnitFlags.of(Component.KUBE_APISERVER))).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void an_unread_file_is_no_absent_one() throws Exception {
        for (Reason reason : new Reason[] {Reason.FORBIDDEN, Reason.TRUNCATED, Reason.REFUSED}) {
            assertThat(new ControlPlaneSite().unread(NODE, UNIT, reason, "words").read(CP,
                    UnitFlags.of(Component.KUBE_APISERVER))).isInstanceOf(Fact.Unavailable.class);
            assertThat(site(Map.of(MAIN, "[Service]\nEnvironmentFile=-/etc/x\nExecStart=kube-apiserver\n")).unread(NODE,
                    new ServiceProbe.UnitEnvironment("/etc/x"), reason, "words").read(CP,
                    UnitFlags.of(Component.KUBE_APISERVER))).isInstanceOf(Fact.Unavailable.class);
        }
    }

    @Test
    void only_plain_places_of_environment_files_are_read() {
        UnitEnvironments derived = new UnitEnvironments("kube-apiserver");
        for (String path : new String[] {"/etc/kubernetes/apiserver", "/etc/default/kube-apiserver",
                "/cm/local/apps/kubernetes/var/etc/apiserver.env", "/opt/kubernetes/cfg/kube-apiserver"}) {
            assertThat(path).matches(derived.allowed());
        }
        for (String path : new String[] {"/etc/kubernetes/pki/ca.key", "/etc/../root/x", "/root/env", "/proc/1/environ",
                "/etc/secrets/env", "/home/x/env", "/etc/.hidden"}) {
            assertThat(path).doesNotMatch(derived.allowed());
        }
    }

    private static String start(String arguments) {
        return "[Service]\nExecStart=" + BINARY + " " + arguments + "\n";
    }

    private static ControlPlaneSite site(Map<String, String> files) throws Exception {
        return new ControlPlaneSite().text(NODE, UNIT, ProjectedFile.units(TarBytes.of(new TreeMap<>(files))));
    }

    private static Optional<String> written(Map<String, String> files) throws Exception {
        return written(site(files));
    }

    private static Optional<String> written(ControlPlaneSite site) {
        return switch (site.read(CP, UnitFlags.of(Component.KUBE_APISERVER))) {
            case Fact.Known<UnitFlags>(UnitFlags unit, var sources) -> unit.flags().map(flags -> String.join(" ",
                    flags.given().stream().map(flag -> "--" + flag.name() + "=" + flag.value()).toList()));
            case Fact.Unavailable<UnitFlags> unread -> throw new AssertionError(unread.toString());
        };
    }

    private static Reason reason(Map<String, String> files) throws Exception {
        return ((Fact.Unavailable<UnitFlags>) site(files).read(CP, UnitFlags.of(Component.KUBE_APISERVER))).reason();
    }
}
