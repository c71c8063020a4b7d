package io.tightship.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of every check in the catalogue. Its cases come from the check's own test, a class beside it named
 * {@code <Check>Test} (or {@code <Check>Test} of the table class) with {@code static List<Case> compliant()} and
 * {@code static List<Case> violations()}; a table class takes the rule's id: {@code compliant(String ruleId)}.
 */
class LawTest {

    /** Rules whose steps are tried on a simulated site, by its readers. */
    private static final Path BY_READERS = Path.of("src/test/resources/steps-tried-on-a-simulated-site.txt");

    @TestFactory
    Stream<DynamicTest> t60_each_check_has_compliant_cases_and_passes_them() {
        return Catalog.load().checks().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            List<Case> cases = cases(check, "compliant");
            assertThat(cases).isNotEmpty();
            for (Case compliant : cases) {
                assertThat(check.rule().appliesTo(compliant.judged())).isTrue();
                assertThat(compliant.judge(check)).as(compliant.toString())
                        .allMatch(finding -> finding.outcome() == Outcome.PASS, "passes")
                        .allSatisfy(finding -> assertThat(finding.evidence()).isNotEmpty());
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> each_check_fails_its_violations_with_words_and_steps() {
        return Catalog.load().checks().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            List<Case> cases = cases(check, "violations");
            assertThat(cases).isNotEmpty();
            for (Case violation : cases) {
                List<Finding> failed = violation.judge(check).stream()
                        .filter(finding -> finding.outcome() == Outcome.FAIL).toList();
                assertThat(failed).as(violation.toString()).isNotEmpty().allSatisfy(finding -> {
                    assertThat(finding.message()).isNotBlank();
                    assertThat(finding.expected()).isNotBlank();
                    assertThat(finding.remediation()).isNotEmpty();
                    assertThat(finding.evidence()).isNotEmpty();
                });
            }
        }));
    }

    /**
     * Whoever follows a step has done what it is for. A violation says by {@link Case#remediedBy} what becomes of it where
     * literals are put into it; where the text can be understood by the readers of the scanner alone, the rule stands in
     * {@link #BY_READERS}, and FollowedStepsTest of the scanner does to a simulated site what the steps say.
     */
    @TestFactory
    Stream<DynamicTest> each_literal_of_a_step_put_into_its_violation_makes_it_pass() {
        return Catalog.load().checks().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            boolean elsewhere = false;
            for (Case violation : cases(check, "violations")) {
                for (Finding failed : violation.judge(check)) {
                    List<Step.Setting> settings = failed.remediation().stream().filter(Step.Setting.class::isInstance)
                            .map(Step.Setting.class::cast).toList();
                    if (failed.outcome() != Outcome.FAIL || settings.isEmpty()) {
                        continue;
                    }
                    if (violation.remedied(settings).isPresent()) {
                        Map<String, Outcome> after = outcomes(violation.remedied(settings).get(), check);
                        // A subject that is itself a fault, such as one rule too many of a list, is gone.
                        assertThat(after.containsKey(failed.subject()) ? after.get(failed.subject())
                                : after.containsValue(Outcome.FAIL) ? Outcome.FAIL : Outcome.PASS)
                                .as(violation + ": " + settings + " makes " + after).isEqualTo(Outcome.PASS);
                        assertThat(outcomes(violation.remedied(List.of()).get(), check)).as("nothing else mends " + violation)
                                .containsEntry(failed.subject(), Outcome.FAIL);
                    } else {
                        elsewhere = true;
                    }
                }
            }
            assertThat(Files.readAllLines(BY_READERS).contains(check.rule().id())).as("%s: a violation has steps with "
                    + "literals, and neither says what becomes of it nor stands in %s (or no longer needs to)",
                    check.rule().id(), BY_READERS).isEqualTo(elsewhere);
        }));
    }

    @TestFactory
    Stream<DynamicTest> no_missing_fact_ever_makes_an_outcome_other_than_error() {
        return Catalog.load().checks().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            List<Case> cases = new ArrayList<>(cases(check, "compliant"));
            cases.addAll(cases(check, "violations"));
            for (Case whole : cases) {
                Map<String, Outcome> before = outcomes(whole, check);
                for (Case less : whole.eachWithOneFactLess()) {
                    Map<String, Outcome> after = outcomes(less, check);
                    boolean someError = after.containsValue(Outcome.ERROR);
                    before.forEach((subject, outcome) -> {
                        Outcome now = after.get(subject);
                        if (now == null ? !someError : now != outcome && now != Outcome.ERROR) {
                            fail("%s: '%s' was %s and became %s", less, subject, outcome, now);
                        }
                    });
                    after.forEach((subject, outcome) -> {
                        if (!before.containsKey(subject) && outcome != Outcome.ERROR) {
                            fail("%s: '%s' appeared as %s", less, subject, outcome);
                        }
                    });
                }
            }
        }));
    }

    private static Map<String, Outcome> outcomes(Case facts, Check check) {
        Map<String, Outcome> outcomes = new TreeMap<>();
        facts.judge(check).forEach(finding -> outcomes.put(finding.subject(), finding.outcome()));
        return outcomes;
    }

    @SuppressWarnings("unchecked") // the contract says what the methods give
    private static List<Case> cases(Check check, String method) throws ReflectiveOperationException {
        Class<?> test = Class.forName(check.getClass().getName() + "Test");
        for (Method candidate : test.getDeclaredMethods()) {
            if (candidate.getName().equals(method)) {
                candidate.setAccessible(true);
                return (List<Case>) (candidate.getParameterCount() == 0 ? candidate.invoke(null)
                        : candidate.invoke(null, check.rule().id()));
            }
        }
        throw new NoSuchMethodException(test.getName() + " lacks static List<Case> " + method + "()");
    }
}
