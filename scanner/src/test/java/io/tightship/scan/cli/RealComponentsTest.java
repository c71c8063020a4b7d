package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that bear the names and flags of components, real files with real modes and owners, the real tools. The
 * processes do nothing but wait. Others of the same names may run on the machine; these are told apart by their paths.
 */
@Tag("host")
@Timeout(120)
class RealComponentsTest {

    @TempDir
    private Path folder;
    private String mark;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void check() {
        assumeTrue(System.getProperty("os.arch").equals("amd64") && System.getProperty("user.name").equals("root"),
                "this needs root on x86-64");
        mark = folder.getFileName().toString();
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_kubelets_files_are_judged_where_the_live_process_has_them() throws Exception {
        write("kubelet/" + mark + ".yaml", "0644", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                podPidsLimit: -1
                authentication: {anonymous: {enabled: false}}
                """);
        write("kubelet/" + mark + ".d/10-limit.conf", "0600", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                podPidsLimit: 2048
                """);
        write("kubelet/" + mark + ".conf", "0400", "a kubeconfig");
        own(folder.resolve("kubelet/" + mark + ".conf"), "12345:12346");
        start("kubelet", "--config=kubelet/" + mark + ".yaml", "--config-dir=kubelet/" + mark + ".d",
                "--kubeconfig=" + folder.resolve("kubelet/" + mark + ".conf"), "--read-only-port=0");
        CommandLineRun run = scan("kubelet-configuration-file-private,kubelet-kubeconfig-private,"
                + "kubelet-kubeconfig-owned-by-root,kubelet-pod-pids-limited,kubelet-anonymous-requests-refused,"
                + "kubelet-read-only-port-closed");
        assertThat(outcomes(run, "kubelet-configuration-file-private")).containsExactlyInAnyOrder("FAIL", "PASS");
        assertThat(outcomes(run, "kubelet-kubeconfig-private")).containsExactly("PASS");
        assertThat(outcomes(run, "kubelet-kubeconfig-owned-by-root")).containsExactly("FAIL");
        assertThat(messages(run, "kubelet-kubeconfig-owned-by-root")).contains("owner 12345 and group 12346");
        assertThat(messages(run, "kubelet-pod-pids-limited")).contains("podPidsLimit of the kubelet is 2048")
                .contains("10-limit.conf");
    }

    @Test
    void a_link_is_judged_by_what_it_leads_to() throws Exception {
        write("kubelet/real-" + mark + ".yaml", "0666", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                """);
        Files.createSymbolicLink(folder.resolve("kubelet/" + mark + ".yaml"), Path.of("real-" + mark + ".yaml"));
        start("kubelet", "--config=kubelet/" + mark + ".yaml");
        assertThat(messages(scan("kubelet-configuration-file-private"), "kubelet-configuration-file-private"))
                .contains("mode 0666");
    }

    @Test
    void etcds_data_is_looked_at_as_the_process_sees_it() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        own(data, "12345:12345");
        start("etcd", "--name", mark, "--data-dir", data.toString());
        CommandLineRun run = scan("etcd-data-directory-private,etcd-data-directory-owned-by-etcd");
        assertThat(outcomes(run, "etcd-data-directory-private")).containsExactly("PASS");
        assertThat(messages(run, "etcd-data-directory-owned-by-etcd")).contains(
                "belongs to user 12345 and group 12345, and etcd").contains("runs as user 0");
    }

    @Test
    void kube_proxys_configuration_and_its_age_are_read_through_the_process() throws Exception {
        Path file = write(mark + "/config.conf", "0644", """
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                nodePortAddresses: [10.0.0.0/24]
                """);
        TimeUnit.SECONDS.sleep(4); // the kernel tells starts in whole seconds
        start("kube-proxy", "--config=" + file);
        String rules = "kubeproxy-nodeport-addresses,kubeproxy-configuration-drift";
        CommandLineRun before = scan(rules);
        assertThat(outcomes(before, "kubeproxy-configuration-drift")).contains("PASS");
        assertThat(messages(before, "kubeproxy-nodeport-addresses")).contains("10.0.0.0/24");
        TimeUnit.SECONDS.sleep(4);
        Files.writeString(file, Files.readString(file).replace("10.0.0.0/24", "0.0.0.0/0"));
        CommandLineRun after = scan(rules);
        assertThat(messages(after, "kubeproxy-configuration-drift")).contains(file + " was changed at");
        assertThat(messages(after, "kubeproxy-nodeport-addresses")).contains("holds every address there is");
    }

    @Test
    void a_service_is_compared_with_the_process_that_runs() throws Exception {
        Path units = Path.of("/run/systemd/system");
        Path unit = units.resolve("kube-apiserver.service");
        Path variables = Path.of("/run/tightship-" + ProcessHandle.current().pid() + ".env");
        assumeTrue(List.of("/etc", "/run", "/usr/local/lib", "/usr/lib").stream().noneMatch(folder -> Files.exists(
                Path.of(folder + "/systemd/system/kube-apiserver.service"))), "this host has an API server of its own");
        List<Path> made = List.of(units.getParent(), units).stream().filter(Files::notExists).toList();
        try (SimulatedSite site = SimulatedSite.start("services", folder.resolve("simulated"))) {
            Files.createDirectories(units);
            start("kube-apiserver", "--profiling=false", "--audit-log-maxage=30", "--advertise-address=" + mark);
            Files.writeString(unit, "[Service]\nEnvironmentFile=" + variables + "\nExecStart=" + folder.resolve("bin-" + mark
                    + "/kube-apiserver") + " \\\n  --profiling=${PROFILING} \\\n# a comment\n  $MORE\n");
            Files.writeString(variables, "PROFILING=f\nMORE=\"--audit-log-maxage=30 --v=2\"\n");
            String kubeconfig = site.inventory().resolveSibling("k8s-admin.kubeconfig").toString();
            CommandLineRun same = scan("apiserver-configuration-drift", "{kind: kubeconfig, file: " + kubeconfig + "}");
            assertThat(outcomes(same, "apiserver-configuration-drift")).containsOnly("PASS");
            assertThat(messages(same, "apiserver-configuration-drift")).contains(
                    "kube-apiserver runs with the flags of its systemd service");
            Files.writeString(variables, "PROFILING=true\nMORE=--audit-log-maxage=30\n");
            CommandLineRun changed = scan("apiserver-configuration-drift", "{kind: kubeconfig, file: " + kubeconfig + "}");
            assertThat(messages(changed, "apiserver-configuration-drift")).contains("runs with --profiling=false, and its "
                    + "systemd service has --profiling=true");
        } finally {
            Files.deleteIfExists(unit);
            Files.deleteIfExists(variables);
            for (Path folder : made.reversed()) {
                Files.deleteIfExists(folder);
            }
        }
    }

    @Test
    void t22_a_process_that_only_mentions_a_component_is_none() throws Exception {
        start("innocent", "kube-apiserver", "--profiling=false", "--" + mark);
        start("kube-apiserver", "--profiling=false", "--profiling", "--advertise-address=" + mark);
        CommandLineRun run = scan("apiserver-profiling-off");
        assertThat(findings(run, "apiserver-profiling-off").stream().map(finding -> finding.get("message").text()
                .orElseThrow())).as("t1, t6: the last one counts").anyMatch(message ->
                message.contains("--profiling=false --profiling=true"));
    }

    private void start(String name, String... arguments) throws Exception {
        Path program = WaitingProgram.write(folder.resolve("bin-" + mark + "/" + name));
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(words).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile()).start();
        processes.add(process);
        for (int attempt = 0; attempt < 100; attempt++) {
            if (Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).startsWith(program.toString())) {
                return;
            }
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(name + " waits").isFalse();
        }
    }

    private Path write(String path, String mode, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        run("chmod", mode, file.toString());
        return file;
    }

    private void own(Path file, String owner) throws Exception {
        run("chown", owner, file.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private CommandLineRun scan(String rules) throws Exception {
        return scan(rules, "{kind: in-cluster}");
    }

    private CommandLineRun scan(String rules, String credential) throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), """
                site: real
                credentials: {none: %s}
                clusters: {c: {space: admin, credential: none}}
                nodes: [{hosts: here, cluster: c, roles: [control-plane], connection: local}]
                """.formatted(credential));
        CommandLineRun run = CommandLineRun.of("scan", "-i", file.toString(), "-o",
                folder.resolve("reports").toString(), "--check", rules, "--timeout", "20");
        assertThat(folder.resolve("reports/assessment.json")).as(run.messages()).exists();
        return run;
    }

    /** Those that are about this test's own processes, as far as the words tell. */
    private List<Data> findings(CommandLineRun run, String rule) throws Exception {
        List<Data> all = Json.parse(Files.readString(folder.resolve("reports/assessment.json"))).get("findings").list()
                .stream().filter(finding -> finding.get("rule").text().orElseThrow().equals(rule)).toList();
        List<Data> own = all.stream().filter(finding -> finding.toString().contains(mark)).toList();
        assertThat(all).as(run.messages()).isNotEmpty();
        return own.isEmpty() ? all : own;
    }

    private List<String> outcomes(CommandLineRun run, String rule) throws Exception {
        return findings(run, rule).stream().map(finding -> finding.get("outcome").text().orElseThrow()).toList();
    }

    private String messages(CommandLineRun run, String rule) throws Exception {
        return findings(run, rule).stream().map(finding -> finding.get("message").text().orElseThrow())
                .collect(Collectors.joining("\n"));
    }
}
