package io.tightship.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Context;
import io.tightship.fact.FactKey;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final Target.Site SITE = new Target.Site("test");
    private static final Target.Node ONE = node("one");
    private static final Target.Node TWO = node("two");
    private static final FactKey<String> COLOUR = FactKey.of("colour", String.class);
    private static final FactKey<PerSubject<String>> DOORS = FactKey.perSubject("door", "", String.class);
    private static final ValueKey<String> WANTED =
            ValueKey.mustBeStated("wanted-colour", ValueType.TEXT, "which colour is wanted");

    @Test
    void a_known_fact_is_judged_and_its_source_becomes_evidence() {
        Need.Own<String> colour = Need.Own.of(COLOUR);
        Case green = Case.of("green", ONE).with(COLOUR, "green");
        Finding finding = only(green.judge(check(Set.of(colour), context ->
                List.of(pass("", context.get(colour))))));
        assertThat(finding.outcome()).isEqualTo(Outcome.PASS);
        assertThat(finding.observed()).isEqualTo("green");
        assertThat(finding.evidence()).singleElement().satisfies(e -> assertThat(e.source()).isEqualTo("colour"));
    }

    @Test
    void an_unavailable_fact_is_one_error_with_its_cause() {
        Need.Own<String> colour = Need.Own.of(COLOUR);
        Finding finding = only(Case.of("dark", ONE).without(ONE, COLOUR, Reason.TIMED_OUT)
                .judge(check(Set.of(colour), context -> List.of(pass("", "never reached")))));
        assertThat(finding.outcome()).isEqualTo(Outcome.ERROR);
        assertThat(finding.cause()).get().satisfies(cause -> {
            assertThat(cause.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(cause.target()).isEqualTo("node/one");
        });
    }

    @Test
    void an_unreadable_member_is_its_own_error_and_the_others_are_judged() {
        Need.Own<PerSubject<String>> doors = Need.Own.of(DOORS);
        Case three = Case.of("three", ONE).withMembers(ONE, DOORS, Map.of("a", "shut", "b", "shut", "c", "shut"));
        Case partly = three.eachWithOneFactLess().stream().filter(c -> c.toString().contains("door b")).findFirst()
                .orElseThrow();
        List<Finding> findings = partly.judge(check(Set.of(doors), context -> {
            List<Verdict> verdicts = new ArrayList<>();
            context.get(doors).known().forEach((door, state) -> verdicts.add(pass(door, state)));
            return verdicts;
        }));
        assertThat(findings).extracting(Finding::subject).containsExactly("a", "b", "c");
        assertThat(findings).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS, Outcome.ERROR, Outcome.PASS);
    }

    @Test
    void an_unreadable_member_of_a_whole_makes_everything_an_error() {
        Need.Own<PerSubject<String>> doors = Need.Own.whole(DOORS);
        Case partly = Case.of("two", ONE).withMembers(ONE, DOORS, Map.of("a", "shut", "b", "shut"))
                .eachWithOneFactLess().get(1);
        assertThat(only(partly.judge(check(Set.of(doors), context -> List.of(pass("", "")))))
                .outcome()).isEqualTo(Outcome.ERROR);
    }

    @Test
    void across_each_judges_the_known_and_names_the_missing() {
        Need.Across<String, Target.Node> colours = Need.Across.each(nodes(), COLOUR);
        List<Finding> findings = Case.of("site", SITE).with(ONE, COLOUR, "red").without(TWO, COLOUR, Reason.UNREACHABLE)
                .judge(check(Set.of(colours), context -> {
                    List<Verdict> verdicts = new ArrayList<>();
                    context.get(colours).forEach((node, colour) -> verdicts.add(pass(node.name(), colour)));
                    return verdicts;
                }));
        assertThat(findings).extracting(Finding::subject).containsExactly("one", "two");
        assertThat(findings).extracting(Finding::outcome).containsExactly(Outcome.PASS, Outcome.ERROR);
    }

    @Test
    void across_whole_with_one_missing_is_one_error() {
        Need.Across<String, Target.Node> colours = Need.Across.whole(nodes(), COLOUR);
        assertThat(only(Case.of("site", SITE).with(ONE, COLOUR, "red").without(TWO, COLOUR, Reason.UNREACHABLE)
                .judge(check(Set.of(colours), context -> List.of(pass("", "")))))
                .cause().orElseThrow().target()).isEqualTo("node/two");
    }

    @Test
    void across_nothing_is_an_error_unless_the_inventory_states_that_there_is_nothing() {
        Need.Across<String, Target.Node> colours = Need.Across.each(nodes(), COLOUR);
        Check check = check(Set.of(colours), context -> List.of(pass("", "")));
        assertThat(only(Case.of("empty", SITE).judge(check)).cause().orElseThrow().reason())
                .isEqualTo(Reason.NOT_STATED);
        assertThat(only(Case.of("none", SITE).statingNone(Target.Node.class).judge(check)).outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void a_value_that_nobody_states_is_an_error_with_the_question() {
        Need.Setting<String> wanted = Need.Setting.of(WANTED);
        Check check = check(Set.of(wanted), context -> List.of(pass("", context.get(wanted))));
        assertThat(only(Case.of("unstated", ONE).judge(check)).message()).contains("which colour is wanted");
        assertThat(only(Case.of("stated", ONE).value(WANTED, "red").judge(check)).observed()).isEqualTo("red");
    }

    @Test
    void t36_t40_t43_a_check_that_throws_or_says_nothing_or_says_two_things_is_an_error() {
        Need.Own<String> colour = Need.Own.of(COLOUR);
        Case green = Case.of("green", ONE).with(COLOUR, "green");
        assertThat(only(green.judge(check(Set.of(colour), context -> {
            throw new IllegalStateException("boom");
        }))).message()).contains("boom");
        assertThat(only(green.judge(check(Set.of(colour), context -> List.of()))).message()).contains("no verdict");
        assertThat(only(green.judge(check(Set.of(colour), context -> List.of(pass("a", ""), pass("a", "")))))
                .outcome()).isEqualTo(Outcome.ERROR);
    }

    @Test
    void a_check_cannot_look_at_what_it_did_not_declare() {
        Need.Own<String> colour = Need.Own.of(COLOUR);
        assertThat(only(Case.of("green", ONE).with(COLOUR, "green")
                .judge(check(Set.of(), context -> List.of(pass("", context.get(colour)))))).message())
                .contains("did not declare");
    }

    @Test
    void a_failure_of_a_subject_stands_although_part_of_it_was_not_read_but_a_pass_does_not() {
        Need.Across<PerSubject<String>, Target.Node> doors = Need.Across.each(nodes(), DOORS);
        Case partly = Case.of("site", SITE).withMembers(ONE, DOORS, Map.of("a", "shut"))
                .eachWithOneFactLess().get(1);
        assertThat(partly.judge(check(Set.of(doors), context -> List.of(pass("one a", "")))))
                .extracting(Finding::outcome).containsExactly(Outcome.ERROR);
        assertThat(partly.judge(check(Set.of(doors), context ->
                List.of(Verdict.of(false, "one a", "", "", "open", List.of())))))
                .extracting(Finding::outcome).containsExactly(Outcome.FAIL);
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private static Verdict pass(String subject, String observed) {
        return Verdict.of(true, subject, observed, "anything", "fine", List.of());
    }

    private static TargetSet<Target.Node> nodes() {
        return NODES;
    }

    private static final TargetSet<Target.Node> NODES = TargetSet.of("nodes", Target.Node.class, any -> true);

    private static Target.Node node(String name) {
        return new Target.Node(name, Set.of(NodeRole.WORKER), Optional.empty(), Space.USER, Optional.empty(), false,
                Optional.empty());
    }

    private static Check check(Set<Need<?>> needs, Function<Context, List<Verdict>> judge) {
        Rule rule = Rule.builder("test-rule").title("A test").severity(Severity.LOW)
                .appliesTo(Target.class, "targets").rationale("a test").remediation("none").build();
        return new Check() {
            @Override
            public Rule rule() {
                return rule;
            }

            @Override
            public Set<Need<?>> needs() {
                return needs;
            }

            @Override
            public List<Verdict> evaluate(Context context) {
                return judge.apply(context);
            }

            @Override
            public List<Step> remediation(Context context, Verdict.Fail fail) {
                return List.of();
            }
        };
    }
}
