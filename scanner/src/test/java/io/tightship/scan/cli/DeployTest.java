package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.tightship.fixtures.ApiRequest;
import io.tightship.fixtures.SimulatedSite;
import java.io.File;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts a nightly run: cron, systemd, Kubernetes. */
class DeployTest {

    private static final Path DEPLOY = Path.of("..", "deploy");

    @TempDir
    private Path folder;

    @Test
    void crons_line_works_with_nothing_in_its_environment_and_says_nothing_where_all_is_well() throws Exception {
        String line = Files.readAllLines(DEPLOY.resolve("tightship.cron")).stream()
                .filter(each -> each.matches("[0-9*].*")).findFirst().orElseThrow();
        assertThat(line).startsWith("0 2 * * * tightship /opt/tightship/tightship nightly ");
        Path launcher = Files.writeString(folder.resolve("tightship"), "#!/bin/sh\nexec "
                + Path.of(System.getProperty("java.home"), "bin", "java") + " -cp '"
                + System.getProperty("java.class.path") + "' io.tightship.scan.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        try (SimulatedSite site = SimulatedSite.start("hardened", Files.createDirectory(folder.resolve("site")))) {
            String command = line.substring("0 2 * * * tightship ".length())
                    .replace("/opt/tightship/tightship", launcher.toString())
                    .replace("/etc/tightship/site.yaml", site.inventory().toString())
                    .replace("/var/lib/tightship", folder.resolve("nights").toString());
            ProcessBuilder cron = new ProcessBuilder("/bin/sh", "-c", command).directory(new File("/"))
                    .redirectErrorStream(true).redirectInput(new File("/dev/null"));
            cron.environment().clear();
            cron.environment().put("PATH", "/usr/bin:/bin");
            Process run = cron.start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEmpty();
            assertThat(run.waitFor()).isZero();
            assertThat(folder.resolve("nights/latest/report.html")).exists();
            assertThat(folder.resolve("nights/index.html")).exists();
        }
    }

    @Test
    void systemd_takes_the_service_and_the_timer() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "skipped: needs systemd-analyze");
        for (String unit : List.of("tightship-nightly.service", "tightship-nightly.timer")) {
            Files.writeString(folder.resolve(unit), Files.readString(DEPLOY.resolve(unit)).replace(
                    "/opt/tightship/tightship ", "/bin/true "));
        }
        Process verify = new ProcessBuilder("systemd-analyze", "verify", folder.resolve("tightship-nightly.service")
                .toString(), folder.resolve("tightship-nightly.timer").toString()).redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(text -> text.contains("tightship") && !text.contains("man"))).isEmpty();
    }

    @Test
    void the_cron_job_has_no_key_that_kubernetes_does_not_know_and_no_right_that_it_does_not_need() throws Exception {
        KubernetesSerialization yaml = new KubernetesSerialization();
        CronJob job = null;
        for (String document : Files.readString(DEPLOY.resolve("cronjob.yaml")).split("(?m)^---$")) {
            HasMetadata object = yaml.unmarshal(document, HasMetadata.class);
            assertKnown(object, object.getKind());
            if (object instanceof CronJob found) {
                job = found;
            }
        }
        assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
        PodSpec pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getServiceAccountName()).isEqualTo("tightship");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            // The arguments are ones that the command knows: it stops at the inventory, which is not there.
            assertThat(CommandLineRun.of(container.getArgs().stream().map(word -> word.equals(
                    "/var/lib/tightship/nights") ? folder.resolve("nights").toString() : word).toArray(String[]::new))
                    .messages()).contains("/etc/tightship/site.yaml: there is no such file");
        });
        assertThat(CommandLineRun.of("scan", "-i", inventory().toString(), "--plan").code()).isZero();
    }

    @Test
    void the_role_beside_the_cron_job_is_the_generated_one_and_lets_its_service_account_do_all_that_it_does()
            throws Exception {
        CommandLineRun printed = CommandLineRun.of("access", "-i", inventory().toString(), "rbac");
        if (Boolean.getBoolean("tightship.regenerate")) {
            Files.writeString(DEPLOY.resolve("rbac.yaml"), printed.out());
        }
        assertThat(Files.readString(DEPLOY.resolve("rbac.yaml"))).as("regenerate it with -Dtightship.regenerate=true")
                .isEqualTo(printed.out());
        PrintedRights rights = PrintedRights.of(printed.out());
        assertThat(rights.grants()).extracting(PrintedRights.Grant::verb).containsOnly("list", "get");
        try (SimulatedSite site = SimulatedSite.start("hardened", Files.createDirectory(folder.resolve("site")))) {
            Path inventory = Files.writeString(site.inventory().resolveSibling("job.yaml"), Files.readString(inventory())
                    .replace("{kind: in-cluster}", "{kind: kubeconfig, file: k8s-user.kubeconfig}"));
            List<ApiRequest> refused = new CopyOnWriteArrayList<>();
            site.allowOnly(asked -> rights.test(asked) || !refused.add(asked));
            CommandLineRun run = CommandLineRun.of("nightly", "-i", inventory.toString(), "--history",
                    folder.resolve("nights").toString(), "--format", "json");
            assertThat(run.messages()).doesNotContain("FORBIDDEN").contains("coverage");
            assertThat(refused).isEmpty();
            assertThat(Files.readString(folder.resolve("nights/latest/assessment.json"))).contains("\"outcome\":\"PASS\"")
                    .doesNotContain("\"reason\": \"FORBIDDEN\"");
        }
    }

    /** The one in the ConfigMap. */
    private Path inventory() throws Exception {
        return Files.writeString(folder.resolve("site.yaml"), Files.readString(DEPLOY.resolve("cronjob.yaml"))
                .split("site.yaml: \\|\n")[1].split("---")[0].stripIndent());
    }

    @Test
    void the_image_needs_no_shell_is_nobody_and_starts_as_the_launcher_does() throws Exception {
        String image = Files.readString(DEPLOY.resolve("Containerfile"));
        assertThat(image.lines().filter(line -> line.matches("[A-Z]+ .*")).map(line -> line.replaceFirst(" .*", "")))
                .containsOnly("ARG", "FROM", "LABEL", "COPY", "USER", "WORKDIR", "ENTRYPOINT");
        assertThat(image).contains("\nUSER 10001:10001\n", "\nFROM ${BASE}\n");
        assertThat(Files.readString(DEPLOY.resolve("cronjob.yaml"))).contains("runAsUser: 10001", "runAsGroup: 10001");
        List<String> words = List.of(image.split("ENTRYPOINT \\[\"")[1].split("\"]")[0].split("\", \""));
        assertThat(words.getFirst()).isEqualTo("/opt/tightship/jre/bin/java");
        String launcher = Files.readString(Path.of("..", "tightship"));
        assertThat(launcher).contains(words.stream().filter(word -> word.startsWith("-XX") || word.startsWith("-X"))
                .collect(Collectors.joining(" ", "exec \"$java\" ", " ")));
        assertThat(launcher).contains(words.getLast() + " \"$@\"");
    }

    /** A misspelt key lands among the additional properties of its object. */
    private static void assertKnown(Object bean, String where) throws Exception {
        switch (bean) {
            case null -> { }
            case List<?> list -> {
                for (Object item : list) {
                    assertKnown(item, where);
                }
            }
            default -> {
                if (!bean.getClass().getName().startsWith("io.fabric8.kubernetes.api.model")) {
                    return;
                }
                for (Method method : Arrays.stream(bean.getClass().getMethods()).filter(m -> m.getName().startsWith("get")
                        && m.getParameterCount() == 0).toList()) {
                    Object value = method.invoke(bean);
                    if (method.getName().equals("getAdditionalProperties")) {
                        assertThat((Map<?, ?>) value).as(where).isEmpty();
                    } else {
                        assertKnown(value, where + "." + method.getName().substring(3));
                    }
                }
            }
        }
    }
}
