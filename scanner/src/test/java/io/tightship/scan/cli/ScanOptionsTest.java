package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options of a scan change, on one lax site. */
class ScanOptionsTest {

    @TempDir
    private static Path home;
    private static SimulatedSite site;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        site = SimulatedSite.start("lax", home);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void only_failures_of_the_asked_severity_make_the_exit_code_1() throws Exception {
        // The allow list's rule is of high severity and fails on this node.
        String[] narrowed = {"--check", "login-allow-list-approved", "--target", "b03-p1-netq-x86-02"};
        assertThat(scan(site.inventory(), narrowed).code()).isEqualTo(1);
        assertThat(scan(site.inventory(), with(narrowed, "--fail-on", "high")).code()).isEqualTo(1);
        CommandLineRun critical = scan(site.inventory(), with(narrowed, "--fail-on", "CRITICAL"));
        assertThat(critical.code()).isZero();
        assertThat(critical.messages()).contains("FAIL", "nothing that counts fails");
        assertThat(outcomes()).contains("FAIL");
    }

    @Test
    void a_value_from_the_command_line_wins_and_its_origin_is_in_the_report() throws Exception {
        assertThat(scan(site.inventory(), "--check", "login-allow-list-approved", "--target", "b03-p1-netq-x86-02",
                "--set", "login-approved-names=root,contractor").code()).isZero();
        assertThat(assessment().get("values").list()).anySatisfy(value -> {
            assertThat(value.get("id").text()).contains("login-approved-names");
            assertThat(value.get("origin").text().orElseThrow()).contains("--set");
        });
    }

    @Test
    void incomplete_wins_over_findings_and_the_last_line_says_both() throws Exception {
        Path inventory = changed("category: k8s-system-admin", "category: k8s-system-admin, connection: nobody-there",
                "connections:\n", "connections:\n  nobody-there: {credential: nodes, port: 1, known-hosts: known_hosts, "
                        + "privilege: root-login}\n");
        String[] narrowed = {"--check", "login-sshd-uses-pam"};
        CommandLineRun run = scan(inventory, narrowed);
        assertThat(run.code()).as(run.messages()).isEqualTo(3);
        assertThat(run.messages().lines().toList()).anySatisfy(line -> assertThat(line).contains("Incomplete: coverage",
                "under 100.0 %", "1 finding that counts fails"));
        CommandLineRun enough = scan(inventory, with(narrowed, "--min-coverage", "50"));
        assertThat(enough.code()).isEqualTo(1);
        assertThat(enough.messages()).contains("Not clean: coverage");
        assertThat(scan(inventory, with(narrowed, "--min-coverage", "101")).code()).isEqualTo(2);
    }

    @Test
    void a_node_under_maintenance_leaves_the_gate_and_stays_in_the_report_until_the_day_is_over() throws Exception {
        String[] narrowed = {"--check", "login-sshd-uses-pam"};
        CommandLineRun run = scan(changed("category: k8s-system-user",
                "category: k8s-system-user, maintenance-until: 2199-12-31"), narrowed);
        assertThat(run.code()).as(run.messages()).isZero();
        assertThat(assessment().get("findings").list()).anySatisfy(finding -> {
            assertThat(finding.get("outcome").text()).contains("FAIL");
            assertThat(finding.path("waiver", "kind").text()).contains("maintenance");
            assertThat(finding.path("waiver", "expires").text()).contains("2199-12-31");
        });
        assertThat(run.messages()).contains("(1 waived)");
        assertThat(scan(changed("category: k8s-system-user",
                "category: k8s-system-user, maintenance-until: 2020-01-01"), narrowed).code()).isEqualTo(1);
    }

    @Test
    void a_waived_failure_stays_a_failure_and_leaves_the_gate_but_for_an_auditor() throws Exception {
        String[] narrowed = {"--check", "login-sshd-uses-pam"};
        assertThat(scan(site.inventory(), narrowed).code()).isEqualTo(1);
        Path waivers = Files.writeString(folder.resolve("waivers.yaml"), "waivers:\n  - {rule: login-sshd-uses-pam, "
                + "target: '*', reason: known, authority: CISO, ticket: T-1, expires: 2199-12-31}\n"
                + "  - {rule: login-allow-*, target: '*', reason: old, authority: CISO, expires: 2020-01-01}\n");
        CommandLineRun waived = scan(site.inventory(), with(narrowed, "--waivers", waivers.toString()));
        assertThat(waived.code()).as(waived.messages()).isZero();
        assertThat(waived.messages()).contains("FAIL", "(1 waived)", "NOTE   waivers.yaml:3: the waiver of "
                + "login-allow-* for * expired on 2020-01-01");
        assertThat(assessment().get("findings").list()).anySatisfy(finding -> {
            assertThat(finding.get("outcome").text()).contains("FAIL");
            assertThat(finding.path("waiver", "ticket").text()).contains("T-1");
        });
        assertThat(assessment().get("remarks").list()).hasSize(1);
        CommandLineRun audit = scan(changed("category: k8s-system-user",
                "category: k8s-system-user, maintenance-until: 2199-12-31"), with(narrowed, "--waivers",
                waivers.toString(), "--no-waivers"));
        assertThat(audit.code()).isEqualTo(1);
        assertThat(audit.messages()).doesNotContain("waived").doesNotContain("NOTE");
        Files.writeString(waivers, "waivers:\n  - {rule: x-y}\n");
        CommandLineRun wrong = scan(site.inventory(), with(narrowed, "--waivers", waivers.toString()));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.messages()).contains("waivers.yaml:2: there is no rule 'x-y'", "lacks 'expires'")
                .doesNotContain("\tat ");
    }

    @Test
    void only_the_reports_that_were_asked_for_are_written_and_only_for_the_owner() throws Exception {
        scan(site.inventory(), "--check", "login-sshd-uses-pam", "--format", "json,junit");
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("assessment.json",
                    "junit.xml");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("reports/assessment.json"))).hasSize(2);
    }

    @Test
    void junit_can_be_one_file_for_each_target() throws Exception {
        String[] narrowed = {"--check", "login-sshd-uses-pam", "--target", "c01-*", "--format", "junit,prometheus"};
        assertThat(scan(site.inventory(), with(narrowed, "--junit", "split")).messages()).contains("reports/junit\n");
        try (Stream<Path> files = Files.list(folder.resolve("reports/junit"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isNotEmpty().allMatch(name -> name.matches("TEST-[a-z0-9-]+\\.node\\.c01-[a-z0-9-]+\\.xml"));
        }
        CommandLineRun wrong = scan(site.inventory(), with(narrowed, "--junit", "many"));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.messages()).contains("--junit: 'many' is neither single nor split");
    }

    @Test
    void the_page_can_leave_its_style_and_script_to_files_beside_it() throws Exception {
        String[] narrowed = {"--check", "login-sshd-uses-pam", "--target", "c01-*", "--format", "html"};
        scan(site.inventory(), with(narrowed, "--html-assets", "external"));
        assertThat(folder.resolve("reports/report.html")).content().contains("src=\"report.js\"");
        assertThat(folder.resolve("reports/report.css")).isNotEmptyFile();
        assertThat(folder.resolve("reports/report.js")).isNotEmptyFile();
        assertThat(scan(site.inventory(), with(narrowed, "--html-assets", "none")).messages())
                .contains("--html-assets: 'none' is neither inline nor external");
    }

    @Test
    void quiet_says_what_it_came_to_and_nothing_else_and_nothing_is_ever_on_stdout_that_was_not_asked_for()
            throws Exception {
        String[] narrowed = {"--check", "login-sshd-uses-pam", "--target", "c01-*"};
        CommandLineRun quiet = scan(site.inventory(), with(narrowed, "-q"));
        CommandLineRun normal = scan(site.inventory(), narrowed);
        assertThat(quiet.out()).isEmpty();
        assertThat(normal.out()).isEmpty();
        assertThat(quiet.messages().lines().count()).isLessThan(normal.messages().lines().count());
        assertThat(quiet.messages()).contains("Not clean").doesNotContain("FAIL  ");
        assertThat(normal.messages()).contains("FAIL").doesNotContain("\u001b");
    }

    private CommandLineRun scan(Path inventory, String... more) {
        return CommandLineRun.of(with(new String[] {"scan", "-i", inventory.toString(), "-o",
                folder.resolve("reports").toString(), "--timeout", "20"}, more));
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The site's inventory with texts replaced, beside the original. */
    private static Path changed(String... pairs) throws IOException {
        String text = Files.readString(site.inventory());
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(text).contains(pairs[i]);
            text = text.replaceFirst(java.util.regex.Pattern.quote(pairs[i]),
                    java.util.regex.Matcher.quoteReplacement(pairs[i + 1]));
        }
        return Files.writeString(Files.createTempFile(site.inventory().getParent(), "changed-", ".yaml"), text);
    }

    private Data assessment() throws Exception {
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json")));
    }

    private Set<String> outcomes() throws Exception {
        return assessment().get("findings").list().stream().map(finding -> finding.get("outcome").text().orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
