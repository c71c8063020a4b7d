package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the findings of a run: understand one, mend them, judge them again. */
class FindingCommandsTest {

    @TempDir
    private static Path home;
    private static SimulatedSite site;
    private static Path assessment;
    private static List<Data> findings;

    @TempDir
    private Path folder;

    @BeforeAll
    static void scan() throws Exception {
        site = SimulatedSite.start("lax", home);
        CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", home.resolve("out")
                .toString(), "--format", "json", "--timeout", "20", "--check", "login-*,switches-*,kyverno-*", "--set",
                "login-approved-names=root");
        assertThat(run.code()).as(run.messages()).isEqualTo(1);
        assessment = home.resolve("out/assessment.json");
        findings = Json.parse(Files.readString(assessment)).get("findings").list();
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void explain_tells_what_was_seen_how_to_see_it_why_it_matters_and_what_to_do() {
        Data finding = findings.stream().filter(each -> text(each, "outcome").equals("FAIL")
                && text(each, "rule").equals("login-sshd-uses-pam")).findFirst().orElseThrow();
        CommandLineRun run = explain(text(finding, "id"));
        assertThat(run.code()).as(run.messages()).isZero();
        assertThat(run.out()).startsWith("FAIL ").contains("login-sshd-uses-pam", "What was seen", "Observed: ",
                "To see it yourself:", "Why it matters", "What to do", "Where it comes from").doesNotContain("\u001b");
        // A word of a command is not broken.
        assertThat(run.out().lines().filter(line -> !line.startsWith("      "))).allMatch(line -> line.length() <= 80
                || !line.strip().contains(" "));
        assertThat(explain(text(finding, "id").substring(0, 12)).out()).isEqualTo(run.out());
        for (Data each : findings.stream().limit(200).toList()) {
            assertThat(explain(text(each, "id")).out()).startsWith(text(each, "outcome"));
        }
    }

    @Test
    void explain_refuses_what_is_no_finding() {
        assertThat(explain("zzz").messages()).contains("'zzz' is no finding's id");
        assertThat(explain("00000000000000000000").messages()).contains("no finding of " + assessment);
        assertThat(explain("00000000000000000000").code()).isEqualTo(2);
        assertThat(CommandLineRun.of("explain", "0000000", "--assessment", "none.json").messages())
                .contains("there is no such file");
        assertThat(CommandLineRun.of("explain").code()).isEqualTo(2);
    }

    @Test
    void remediate_prints_each_step_once_and_names_every_rule_that_fails() {
        CommandLineRun run = CommandLineRun.of("remediate", "--plan", assessment.toString());
        assertThat(run.code()).as(run.messages()).isZero();
        assertThat(run.out().replaceAll("\\s+", " ")).contains("None was run.");
        assertThat(run.out()).contains("Switches\n", "  On btor-0", "[HIGH] ");
        Set<String> failed = findings.stream().filter(each -> text(each, "outcome").equals("FAIL"))
                .map(each -> text(each, "rule")).collect(Collectors.toCollection(TreeSet::new));
        assertThat(failed).isNotEmpty().allSatisfy(rule -> assertThat(run.out()).contains(rule));
        assertThat(CommandLineRun.of("remediate").messages()).contains("expected --plan FILE");
        assertThat(CommandLineRun.of("remediate").code()).isEqualTo(2);
    }

    @Test
    void only_what_failed_is_judged_again_with_the_same_values_and_compared() throws Exception {
        int asked = site.received().size();
        CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", folder.toString(),
                "--format", "json", "--timeout", "20", "--only-failed", assessment.toString());
        assertThat(run.code()).as(run.messages()).isEqualTo(1);
        assertThat(run.messages()).contains("0 new, 0 resolved");
        Data again = Json.parse(Files.readString(folder.resolve("assessment.json")));
        assertThat(rules(again.get("findings").list(), "FAIL")).isEqualTo(rules(findings, "FAIL"));
        assertThat(again.get("rules").list()).hasSameSizeAs(rules(findings, "FAIL"));
        assertThat(again.get("values").list()).anySatisfy(value -> {
            assertThat(text(value, "id")).isEqualTo("login-approved-names");
            assertThat(text(value, "origin")).isEqualTo("--set");
        });
        assertThat(site.received().size() - asked).isLessThan(asked);
        assertThat(CommandLineRun.of("scan", "-i", site.inventory().toString(), "--only-failed", assessment.toString(),
                "--check", "x").messages()).contains("leave --check and --target out");
    }

    @Test
    void where_nothing_failed_there_is_nothing_to_judge_again() throws Exception {
        CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", folder.toString(), "--format", "json",
                "--check", "login-allow-list-approved", "--target", "b03-p1-netq-x86-02", "--set",
                "login-approved-names=root,contractor");
        int asked = site.received().size();
        CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "--only-failed",
                folder.resolve("assessment.json").toString());
        assertThat(run.code()).isZero();
        assertThat(run.messages()).contains("Nothing failed in");
        assertThat(site.received()).hasSize(asked);
    }

    private static Set<String> rules(List<Data> all, String outcome) {
        return all.stream().filter(each -> text(each, "outcome").equals(outcome)).map(each -> text(each, "rule"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static CommandLineRun explain(String id) {
        return CommandLineRun.of("explain", id, "--assessment", assessment.toString());
    }

    private static String text(Data data, String key) {
        return data.get(key).text().orElseThrow();
    }
}
