package io.tightship.scan.waive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.catalog.Catalog;
import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Cause;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Remark;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.scan.benchmark.Benchmarks;
import io.tightship.scan.inventory.InventoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people decided: which findings it covers, and what is told of what does not hold. */
class DecisionFilesTest {

    private static final Catalog CATALOG = Catalog.load();
    private static final List<Benchmark> BENCHMARKS = new Benchmarks(CATALOG).shipped();
    private static final LocalDate TODAY = LocalDate.parse("2026-11-21");
    private static final String RULE = "login-sshd-uses-pam";
    private static final Target SWITCH = new Target.Switch("b05-bt-01");
    private static final Target OTHER = new Target.Switch("c01-bt-01");
    private static final String WAIVER = """
            waivers:
              - rule: login-sshd-uses-pam
                target: b05-*
                reason: PAM comes with the next image
                authority: J. Doe, CISO
                ticket: SEC-101
                expires: 2026-11-21
            """;

    @TempDir
    private Path folder;

    @Test
    void t71_a_waiver_covers_the_failures_that_it_names_until_its_day_is_over() throws Exception {
        Decisions decisions = yaml(WAIVER);
        Finding covered = finding(RULE, SWITCH, Outcome.FAIL, "no");
        Finding elsewhere = finding(RULE, OTHER, Outcome.FAIL, "no");
        Decided applied = apply(decisions, TODAY, covered, elsewhere);
        assertThat(applied.findings().getFirst().waiver()).contains(new Waiver("waiver", "PAM comes with the next image",
                TODAY, "J. Doe, CISO", "SEC-101"));
        assertThat(applied.findings().getFirst().outcome()).isEqualTo(Outcome.FAIL);
        assertThat(applied.findings().get(1).waiver()).isEmpty();
        assertThat(applied.remarks()).isEmpty();
        Decided tomorrow = apply(decisions, TODAY.plusDays(1), covered, elsewhere);
        assertThat(tomorrow.findings()).containsExactly(covered, elsewhere);
        assertThat(tomorrow.remarks()).containsExactly(new Remark("waiver-expired", "waivers.yaml:2: the waiver of "
                + "login-sshd-uses-pam for b05-* expired on 2026-11-21; one finding counts"));
    }

    @Test
    void what_passes_needs_no_waiver_and_one_that_covers_nothing_is_told() throws Exception {
        Decided applied = apply(yaml(WAIVER), TODAY, finding(RULE, SWITCH, Outcome.PASS, "yes"));
        assertThat(applied.findings().getFirst().waiver()).isEmpty();
        assertThat(applied.remarks()).extracting(Remark::kind).containsExactly("waiver-unused");
        // A run that did not judge the rule cannot tell.
        assertThat(apply(yaml(WAIVER), TODAY, finding("login-other", SWITCH, Outcome.FAIL, "")).remarks()).isEmpty();
    }

    @Test
    void a_waiver_for_an_observed_value_lapses_when_another_is_seen() throws Exception {
        Decisions decisions = yaml(WAIVER + "    observed: UsePAM no\n    subject: sshd*\n");
        Finding same = finding(RULE, SWITCH, "sshd -f x", Outcome.FAIL, "UsePAM no");
        assertThat(apply(decisions, TODAY, same).findings().getFirst().waiver()).isPresent();
        Decided changed = apply(decisions, TODAY, finding(RULE, SWITCH, "sshd -f x", Outcome.FAIL, "UsePAM never"));
        assertThat(changed.findings().getFirst().waiver()).isEmpty();
        assertThat(changed.remarks()).containsExactly(new Remark("waiver-lapsed", "waivers.yaml:2: the waiver of "
                + "login-sshd-uses-pam for b05-* (sshd*) was granted for the value 'UsePAM no', and 'UsePAM never' was "
                + "seen; one finding counts"));
    }

    @Test
    void what_could_not_be_judged_is_waived_only_where_the_waiver_says_so() throws Exception {
        Finding error = finding(RULE, SWITCH, Outcome.ERROR, "");
        assertThat(apply(yaml(WAIVER), TODAY, error).findings().getFirst().waiver()).isEmpty();
        assertThat(apply(yaml(WAIVER + "    errors: true\n"), TODAY, error).findings().getFirst().waiver()).isPresent();
    }

    @Test
    void maintenance_in_the_inventory_comes_first_and_a_target_that_is_gone_is_told() throws Exception {
        Waiver maintenance = new Waiver("maintenance", "disk", TODAY);
        Decided both = apply(yaml(WAIVER), TODAY, finding(RULE, SWITCH, Outcome.FAIL, "no").waivedBy(maintenance));
        assertThat(both.findings().getFirst().waiver()).contains(maintenance);
        assertThat(both.remarks()).isEmpty();
        assertThat(apply(yaml(WAIVER.replace("b05", "z99")), TODAY, finding(RULE, SWITCH, Outcome.FAIL, "no")).remarks())
                .extracting(Remark::kind).containsExactly("waiver-without-target");
    }

    @Test
    void the_same_waiver_in_csv_is_the_same_waiver() throws Exception {
        Decisions decisions = read("waivers.csv", "rule,target,reason,authority,ticket,expires\r\n"
                + "login-sshd-uses-pam,b05-*,PAM comes with the next image,\"J. Doe, CISO\",SEC-101,2026-11-21\r\n");
        Finding finding = finding(RULE, SWITCH, Outcome.FAIL, "no");
        assertThat(apply(decisions, TODAY, finding).findings()).isEqualTo(apply(yaml(WAIVER), TODAY, finding)
                .findings());
    }

    @Test
    void an_attestation_answers_a_manual_control_or_a_manual_finding() throws Exception {
        String control = BENCHMARKS.stream().flatMap(benchmark -> benchmark.controls().stream()
                .filter(each -> each.manual().isPresent()).map(each -> benchmark.id() + "/" + each.id())).findFirst()
                .orElseThrow();
        String rest = "    statement: reviewed\n    who: J. Doe\n    when: 2026-10-01\n    expires: 2027-01-01\n";
        Decisions decisions = yaml("attestations:\n  - control: " + control + "\n" + rest + "  - rule: " + RULE + "\n"
                + rest);
        Finding manual = finding(RULE, SWITCH, Outcome.MANUAL, "");
        Decided applied = apply(decisions, TODAY, manual, finding(RULE, OTHER, Outcome.FAIL, ""));
        assertThat(applied.attestations()).extracting(Attestation::who).containsExactly("J. Doe");
        assertThat(applied.findings().getFirst().waiver().orElseThrow().kind()).isEqualTo("attestation");
        assertThat(applied.findings().get(1).waiver()).as("nobody attests a failure away").isEmpty();
        Decided late = apply(decisions, LocalDate.parse("2027-01-02"), manual);
        assertThat(late.attestations()).isEmpty();
        assertThat(late.remarks()).extracting(Remark::kind).containsExactly("attestation-expired",
                "attestation-expired");
    }

    /**
     * @param yaml     the file
     * @param expected what the message says
     */
    record Mistake(String yaml, String expected) {
    }

    static List<Mistake> mistakes() {
        String proven = BENCHMARKS.stream().flatMap(benchmark -> benchmark.controls().stream()
                .filter(each -> each.manual().isEmpty()).map(each -> benchmark.id() + "/" + each.id())).findFirst()
                .orElseThrow();
        String attested = "attestations:\n  - {who: x, statement: y, when: 2026-11-01, expires: 2027-01-01, ";
        return List.of(new Mistake(WAIVER.replace("uses-pam", "uses-pan"),
                        ":2: there is no rule 'login-sshd-uses-pan'; did you mean login-sshd-uses-pam"),
                new Mistake(WAIVER.replace("login-sshd-uses-pam", "lgin-*"), ":2: no rule matches 'lgin-*'"),
                new Mistake(WAIVER.replace("2026-11-21", "2026-11-31"),
                        ":7: 'expires' is '2026-11-31'; expected a date such as 2026-12-31"),
                new Mistake(WAIVER.replace("2026-11-21", "21.11.2026"), "'expires' is '21.11.2026'; expected a date"),
                new Mistake(WAIVER.replace("2026-11-21", "2026-11-21T00:00:00Z"), "expected a date"),
                new Mistake(WAIVER.replace("2026-11-21", "9999-12-31"), "'expires' is '9999-12-31'; expected a date"),
                new Mistake(WAIVER.replace("    expires: 2026-11-21\n", ""), ":2: a waiver lacks 'expires'"),
                new Mistake(WAIVER.replace("J. Doe, CISO", ""), "'authority' in a waiver is nothing"),
                new Mistake(WAIVER.replace("reason:", "reasons:"), "unknown key 'reasons' in a waiver"),
                new Mistake("- a\n", "the file of waivers is a list"),
                new Mistake("waivers: {}\n", "'waivers' is a map; expected a list"),
                new Mistake("waivers:\n\t- x\n", ":2: not YAML"),
                new Mistake(attested + "control: nowhere/1}\n", "there is no control 'nowhere/1'"),
                new Mistake(attested + "control: " + proven + "}\n", "is not one that a person answers"),
                new Mistake(attested.replace("2026-11-01", "2026-11-22") + "rule: " + RULE + "}\n", "yet to come"),
                new Mistake(attested.replace("2027-01-01", "2026-10-01") + "rule: " + RULE + "}\n",
                        "before it was given"),
                new Mistake(attested + "subject: x}\n", "names either a control or a rule"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void t71_a_mistake_also_in_a_date_is_told_with_its_line(Mistake mistake) {
        assertThatThrownBy(() -> yaml(mistake.yaml())).isInstanceOf(InventoryException.class)
                .hasMessageContaining("waivers.yaml:").hasMessageContaining(mistake.expected());
    }

    @Test
    void a_file_that_cannot_be_read_is_told() throws Exception {
        assertThatThrownBy(() -> DecisionFiles.load(List.of(folder.resolve("none"))))
                .hasMessageContaining("there is no such file");
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {(byte) 0xE9});
        assertThatThrownBy(() -> DecisionFiles.load(List.of(latin)))
                .hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> read("waivers.csv", "rule,target\nx\n")).hasMessageContaining("waivers.csv:2: the row");
    }

    private Decisions yaml(String text) throws Exception {
        return read("waivers.yaml", text);
    }

    private Decisions read(String name, String text) throws Exception {
        return DecisionFiles.parse(DecisionFiles.load(List.of(Files.writeString(folder.resolve(name), text))), CATALOG,
                BENCHMARKS, TODAY);
    }

    /** What became of some findings. */
    private record Decided(List<Finding> findings, List<Attestation> attestations, List<Remark> remarks) {
    }

    private static Decided apply(Decisions decisions, LocalDate day, Finding... findings) {
        Applying applying = decisions.on(day);
        List<Finding> decided = Stream.of(findings).map(applying::decide).toList();
        Applied applied = applying.applied(List.of(SWITCH, OTHER), List.of(SWITCH, OTHER), BENCHMARKS);
        return new Decided(decided, applied.attestations(), applied.remarks());
    }

    private static Finding finding(String rule, Target target, Outcome outcome, String observed) {
        return finding(rule, target, "", outcome, observed);
    }

    private static Finding finding(String rule, Target target, String subject, Outcome outcome, String observed) {
        return new Finding(Finding.identity(rule, target, subject, ""), rule, target, subject, "", outcome,
                Severity.HIGH, observed, "", "message", outcome == Outcome.ERROR ? Optional.of(Cause.of(target.id(),
                Reason.TIMED_OUT, "slow")) : Optional.empty(), List.of(), List.of(), Optional.empty());
    }
}
