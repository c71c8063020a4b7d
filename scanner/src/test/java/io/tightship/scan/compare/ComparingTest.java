package io.tightship.scan.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Comparison.Kind;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New, resolved, changed, unchanged, incomparable: what each pair of outcomes comes to. */
class ComparingTest {

    private static final Target ONE = new Target.Switch("one");
    private static final Target TWO = new Target.Switch("two");
    private static final Comparison.Baseline BASELINE = new Comparison.Baseline("r", Instant.EPOCH, "1", true);

    @ParameterizedTest
    @CsvSource({"FAIL,FAIL,UNCHANGED", "PASS,FAIL,NEW", "NOT_APPLICABLE,FAIL,NEW", "FAIL,PASS,RESOLVED",
        "FAIL,NOT_APPLICABLE,RESOLVED", "FAIL,ERROR,INCOMPARABLE", "ERROR,FAIL,INCOMPARABLE", "PASS,ERROR,INCOMPARABLE",
        "ERROR,PASS,INCOMPARABLE", "ERROR,ERROR,INCOMPARABLE", "FAIL,MANUAL,INCOMPARABLE", "MANUAL,FAIL,INCOMPARABLE",
        "PASS,PASS,", "PASS,NOT_APPLICABLE,", "MANUAL,PASS,", "MANUAL,MANUAL,"})
    void each_pair_of_outcomes(Outcome before, Outcome after, Kind expected) {
        Comparison comparison = compare(List.of(finding("r", ONE, "s", before)), List.of(finding("r", ONE, "s", after)));
        assertCounts(comparison, expected == null ? Map.of() : Map.of(expected, 1L));
        boolean listed = expected != null && expected != Kind.UNCHANGED && (before == Outcome.FAIL || after == Outcome.FAIL);
        assertThat(comparison.changes()).hasSize(listed ? 1 : 0).allSatisfy(change -> {
            assertThat(change.before()).contains(before);
            assertThat(change.after()).contains(after);
            assertThat(change.note()).isNotEmpty();
        });
    }

    @Test
    void a_failure_with_other_evidence_is_a_change_and_other_digests_alone_are_none() {
        Finding old = finding("r", ONE, "s", Outcome.FAIL);
        Finding observed = with(old, "other", List.of());
        Finding seen = with(old, old.observed(), List.of(new Evidence(Optional.empty(), "switch/one", "/etc/x", 1, "a",
                "cat /etc/x", "00")));
        Finding again = with(old, old.observed(), List.of(new Evidence(Optional.empty(), "switch/one", "/etc/x", 2, "a",
                "cat /etc/x", "ff")));
        assertCounts(compare(List.of(old), List.of(observed)), Map.of(Kind.CHANGED, 1L));
        assertThat(compare(List.of(old), List.of(observed)).changes().getFirst().note()).isEqualTo("before: seen");
        assertCounts(compare(List.of(old), List.of(seen)), Map.of(Kind.CHANGED, 1L));
        assertCounts(compare(List.of(seen), List.of(again)), Map.of(Kind.UNCHANGED, 1L));
    }

    @Test
    void a_subject_that_came_is_new_and_one_that_went_is_resolved_where_the_rest_was_judged() {
        List<Finding> one = List.of(finding("r", ONE, "a", Outcome.PASS));
        List<Finding> both = List.of(finding("r", ONE, "a", Outcome.PASS), finding("r", ONE, "b", Outcome.FAIL));
        assertCounts(compare(one, both), Map.of(Kind.NEW, 1L));
        assertCounts(compare(both, one), Map.of(Kind.RESOLVED, 1L));
        assertThat(compare(both, one).changes().getFirst().note()).isEqualTo("it is no longer there");
    }

    @Test
    void t73_what_went_with_an_error_in_its_place_is_never_resolved() {
        List<Finding> failed = List.of(finding("r", ONE, "b", Outcome.FAIL));
        List<Finding> blind = List.of(finding("r", ONE, "", Outcome.ERROR));
        Comparison comparison = compare(failed, blind);
        assertThat(comparison.count(Kind.RESOLVED)).isZero();
        assertThat(comparison.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Kind.INCOMPARABLE);
            assertThat(change.note()).isEqualTo("not judged now: TIMED_OUT, slow");
        });
        assertThat(compare(blind, failed).count(Kind.NEW)).isZero();
    }

    @Test
    void t73_a_rule_or_target_that_was_left_out_resolves_nothing() {
        List<Finding> failed = List.of(finding("r", ONE, "", Outcome.FAIL));
        assertNote(run(side(failed, Set.of("r"), false), side(List.of(), Set.of("q"), false)),
                "its rule was not judged now");
        Side elsewhere = new Side(Set.of("r"), Set.of("switch/two"), false, Findings.of(List.of()));
        assertNote(run(side(failed, Set.of("r"), false), elsewhere), "its target was not part of the run now");
        assertNote(run(side(List.of(), Set.of("q"), false), side(failed, Set.of("r"), false)),
                "its rule was not judged before");
        assertNote(run(side(failed, Set.of("r"), false), side(List.of(), Set.of("r"), false)),
                "its rule was not judged for its target now");
    }

    @Test
    void a_target_that_is_new_to_the_site_has_new_failures_but_not_where_the_former_run_was_narrowed() {
        List<Finding> failed = List.of(finding("r", ONE, "", Outcome.FAIL));
        Side before = new Side(Set.of("r"), Set.of("switch/two"), false, Findings.of(List.of()));
        Side narrowed = new Side(Set.of("r"), Set.of("switch/two"), true, Findings.of(List.of()));
        assertThat(run(before, side(failed, Set.of("r"), false)).changes().getFirst().kind()).isEqualTo(Kind.NEW);
        assertThat(run(narrowed, side(failed, Set.of("r"), false)).changes().getFirst().kind())
                .isEqualTo(Kind.INCOMPARABLE);
    }

    @Test
    void only_what_failed_and_counted_before_is_known_to_the_gate() {
        Finding counted = finding("r", ONE, "a", Outcome.FAIL);
        Finding waived = finding("r", ONE, "b", Outcome.FAIL).waivedBy(new Waiver("waiver", "x", LocalDate.EPOCH));
        Finding error = finding("r", ONE, "c", Outcome.ERROR);
        assertThat(Comparing.of(BASELINE, side(List.of(counted, waived, error), Set.of("r"), false),
                side(List.of(), Set.of("r"), false)).known()).containsExactly(counted.id());
    }

    @Test
    void other_clusters_versions_and_incomplete_runs_are_remarked() {
        Assessment former = new Assessment(new Assessment.Tool("tightship", "1"), new Assessment.Run("r", Instant.EPOCH,
                Instant.EPOCH, false), "s", List.of(cluster("a", "1"), cluster("b", "2"), cluster("c", "")), null, List.of(),
                List.of(), List.of(), List.of(), List.of(), null, null, List.of(), List.of());
        assertThat(Baseline.remarks(former, List.of(cluster("a", "1"), cluster("b", "3"), cluster("c", "4")), "2"))
                .extracting(io.tightship.model.Remark::kind).containsExactly("comparison-other-cluster",
                        "comparison-incomplete", "comparison-other-version");
    }

    /** Whatever happens between two nights: resolved and new are only what was judged on both sides. */
    @Test
    void over_random_nights_nothing_is_resolved_that_was_not_judged_and_each_failure_has_its_place() {
        Random random = new Random(73);
        for (int night = 0; night < 300; night++) {
            List<Finding> old = random(random);
            List<Finding> now = random(random);
            Comparison comparison = compare(old, now);
            Map<String, Finding> after = new TreeMap<>();
            now.forEach(finding -> after.put(finding.id(), finding));
            Set<String> listed = new HashSet<>();
            for (Comparison.Change change : comparison.changes()) {
                listed.add(change.finding());
                if (change.kind() == Kind.RESOLVED) {
                    assertThat(after.containsKey(change.finding()) ? after.get(change.finding()).outcome().toString()
                            : "gone").isIn("PASS", "NOT_APPLICABLE", "gone");
                    assertThat(now).noneMatch(finding -> finding.outcome() == Outcome.ERROR
                            && finding.rule().equals(change.rule()) && finding.target().id().equals(change.target())
                            && change.after().isEmpty());
                    assertThat(now).as("the rule was judged for the target").anyMatch(finding ->
                            finding.rule().equals(change.rule()) && finding.target().id().equals(change.target()));
                }
            }
            long failing = now.stream().filter(finding -> finding.outcome() == Outcome.FAIL).count();
            assertThat(comparison.changes().stream().filter(change -> change.after().equals(Optional.of(Outcome.FAIL)))
                    .count() + comparison.count(Kind.UNCHANGED)).isEqualTo(failing);
            assertThat(listed).hasSameSizeAs(comparison.changes());
        }
    }

    private static List<Finding> random(Random random) {
        List<Finding> findings = new ArrayList<>();
        for (String rule : List.of("p", "q", "r")) {
            for (Target target : List.of(ONE, TWO)) {
                for (String subject : List.of("", "a", "b")) {
                    if (random.nextInt(3) > 0) {
                        findings.add(finding(rule, target, subject,
                                Outcome.values()[random.nextInt(Outcome.values().length)]));
                    }
                }
            }
        }
        return findings;
    }

    private static Comparison compare(List<Finding> before, List<Finding> after) {
        return run(side(before, Set.of("p", "q", "r"), false), side(after, Set.of("p", "q", "r"), false));
    }

    private static Comparison run(Side before, Side after) {
        return Comparing.of(BASELINE, before, after).comparison();
    }

    private static Side side(List<Finding> findings, Set<String> rules, boolean narrowed) {
        return new Side(rules, Set.of("switch/one", "switch/two"), narrowed, Findings.of(findings));
    }

    private static void assertNote(Comparison comparison, String note) {
        assertThat(comparison.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Kind.INCOMPARABLE);
            assertThat(change.note()).isEqualTo(note);
        });
    }

    private static void assertCounts(Comparison comparison, Map<Kind, Long> expected) {
        for (Kind kind : Kind.values()) {
            assertThat(comparison.count(kind)).as(kind.name()).isEqualTo(expected.getOrDefault(kind, 0L));
        }
    }

    private static Assessment.ClusterIdentity cluster(String name, String uid) {
        return new Assessment.ClusterIdentity(name, Optional.of(uid).filter(text -> !text.isEmpty()), Optional.empty());
    }

    private static Finding finding(String rule, Target target, String subject, Outcome outcome) {
        return new Finding(Finding.identity(rule, target, subject, ""), rule, target, subject, "", outcome,
                Severity.HIGH, "seen", "wanted", "message", outcome == Outcome.ERROR ? Optional.of(Cause.of(target.id(),
                Reason.TIMED_OUT, "slow")) : Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    private static Finding with(Finding finding, String observed, List<Evidence> evidence) {
        return new Finding(finding.id(), finding.rule(), finding.target(), finding.subject(), "", finding.outcome(),
                finding.severity(), observed, "wanted", "message", Optional.empty(), List.of(), evidence,
                Optional.empty());
    }
}
