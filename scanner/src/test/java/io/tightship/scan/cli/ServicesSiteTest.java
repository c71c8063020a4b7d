package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.catalog.Catalog;
import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control planes without static pods and without kubeadm: services of systemd, and one process that holds all. */
class ServicesSiteTest {

    private static final String CONTROL_PLANE = "(apiserver|controllermanager|scheduler|etcd|psp-admission)-.*";

    @TempDir
    private Path folder;

    @Test
    void a_control_plane_of_services_is_judged_like_one_of_static_pods() throws Exception {
        List<Data> findings = scan();
        List<Data> admin = findings.stream().filter(finding -> text(finding, "target").matches(
                "node/[ab]0[34]-p1-netq-x86-0[123]") && text(finding, "rule").matches(CONTROL_PLANE)).toList();
        assertThat(admin.stream().map(finding -> text(finding, "rule")).collect(Collectors.toSet())).isEqualTo(
                Catalog.load().checks().stream().map(check -> check.rule()).filter(rule -> rule.id().matches(CONTROL_PLANE)
                        && rule.targets().kind() == io.tightship.model.Target.Node.class).map(rule -> rule.id())
                        .collect(Collectors.toSet()));
        assertThat(admin).allSatisfy(finding -> assertThat(text(finding, "outcome")).as(finding.toString())
                .isEqualTo("PASS"));
        assertThat(admin).filteredOn(finding -> text(finding, "rule").endsWith("-configuration-drift")).hasSize(9)
                .allSatisfy(finding -> assertThat(text(finding, "message")).endsWith(
                        " runs with the flags of its systemd service"));
        assertThat(admin).filteredOn(finding -> text(finding, "rule").equals("apiserver-manifest-private"))
                .extracting(finding -> text(finding, "subject")).containsOnly(
                "/usr/lib/systemd/system/kube-apiserver.service");
        assertThat(Files.readString(folder.resolve("reports/assessment.json"))).doesNotContain("c2VjcmV0LXRoYXQ");
    }

    @Test
    void of_one_process_that_holds_everything_nothing_is_passed_and_the_words_say_why() throws Exception {
        List<Data> findings = scan().stream().filter(finding -> text(finding, "target").startsWith("node/c01-p1-user-x86-")
                && text(finding, "rule").matches("(" + CONTROL_PLANE + "|kubelet-.*|kubeproxy-.*|node-(cert|private|net).*"
                + "|certificates-valid)")).toList();
        Set<String> judged = new TreeSet<>();
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(text(finding, "outcome")).as(finding.toString()).isIn("ERROR", "NOT_APPLICABLE");
            judged.add(text(finding, "rule"));
        });
        assertThat(judged).contains("apiserver-profiling-off", "apiserver-tls-minimum", "apiserver-manifest-private",
                "apiserver-configuration-drift", "controllermanager-profiling-off", "scheduler-profiling-off",
                "etcd-tls-minimum", "etcd-data-directory-private", "kubelet-pod-pids-limited",
                "kubeproxy-nodeport-addresses", "node-private-keys-protected", "certificates-valid");
        assertThat(findings).filteredOn(finding -> text(finding, "rule").equals("apiserver-profiling-off")).allSatisfy(
                finding -> assertThat(text(finding, "message")).contains("k3s runs here, one process that holds several "
                        + "components of Kubernetes"));
    }

    private List<Data> scan() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("services", folder)) {
            CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o",
                    folder.resolve("reports").toString(), "--timeout", "60");
            assertThat(folder.resolve("reports/assessment.json")).as(run.messages()).exists();
        }
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json"))).get("findings").list();
    }

    private static String text(Data finding, String key) {
        return finding.get(key).text().orElse("");
    }
}
