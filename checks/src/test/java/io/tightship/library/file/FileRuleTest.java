package io.tightship.library.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FileRuleTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final Set<String> ALL = Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd",
            "kubelet");

    static List<Case> compliant(String rule) {
        return List.of(with(rule, "as kubeadm makes it", 0600, 0, 0), with(rule, "t50: fewer bits are as good", 0400,
                0, 0), with(rule, "t50: none at all", 0, 0, 0));
    }

    static List<Case> violations(String rule) {
        if (rule.endsWith("-owned-by-root")) {
            return List.of(with(rule, "another owner", 0600, 1000, 0), with(rule, "another group", 0600, 0, 1000));
        }
        List<Case> cases = new ArrayList<>(List.of(with(rule, "world-writable", 0666, 0, 0),
                with(rule, "executable by the group", 0610, 0, 0), with(rule, "set-user-id", 04600, 0, 0)));
        if (rule.equals("node-private-keys-protected")) {
            cases.add(with(rule, "somebody else's key", 0600, 1000, 0));
            cases.add(with(rule, "a user that the site does not name", 0600, 1000, 0).value(FileValues.KEY_OWNERS,
                    Set.of(0L, 52L)));
        }
        if (!rule.equals("node-certificates-not-writable")) {
            cases.add(with(rule, "t53: readable by all, wherever it lies", 0644, 0, 0));
        }
        return cases;
    }

    /** The rows of this class alone. */
    private static List<FileRule> rows() {
        return FileRows.all().stream().filter(FileRule.class::isInstance).map(FileRule.class::cast).toList();
    }

    private static Check row(String rule) {
        return rows().stream().filter(check -> check.rule().id().equals(rule)).findFirst().orElseThrow();
    }

    /** Every file that the rule looks for is there, with the one mode and owner. */
    private static Case with(String rule, String name, int mode, long owner, long group) {
        return stats(Case.of(name, NODE), rule, pattern -> {
            String path = pattern.replace("**", "deep/file").replace("*", "some");
            return Map.of(path, new PathStat(path, 'f', mode, owner, group));
        }, ALL);
    }

    @SuppressWarnings("unchecked") // the rules need such collections and the components that run, nothing else
    private static Case stats(Case facts, String rule, java.util.function.Function<String, Map<String, PathStat>> files,
                              Set<String> running) {
        Case changed = facts;
        for (Need<?> need : row(rule).needs()) {
            if (need instanceof Need.Setting<?>) {
                continue;
            }
            if (need instanceof Need.Own<?> own && own.key().family().equals("path-stat")) {
                changed = changed.withMembers(NODE, ((Need.Own<PerSubject<PathStat>>) own).key(),
                        files.apply(own.key().parameter()));
            } else {
                changed = changed.with(RunningComponents.KEY, new RunningComponents(running));
            }
        }
        return changed;
    }

    @TestFactory
    Stream<DynamicTest> the_command_of_the_steps_makes_each_violation_pass() {
        return rows().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            for (Case violation : violations(check.rule().id())) {
                for (Finding failed : violation.judge(check)) {
                    String command = ((Step.Command) failed.remediation().getFirst()).text();
                    assertThat(command).endsWith(" " + failed.subject());
                    int mode = command.startsWith("chmod ") ? Integer.parseInt(command.split(" ")[1], 8) : 0600;
                    assertThat(with(check.rule().id(), "repaired", mode, 0, 0).judge(check))
                            .allMatch(finding -> finding.outcome() == Outcome.PASS);
                }
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> t49_an_absent_file_is_never_a_pass() {
        return rows().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            String rule = check.rule().id();
            assertThat(stats(Case.of("gone", NODE), rule, pattern -> Map.of(), Set.of()).judge(check))
                    .allMatch(finding -> finding.outcome() == Outcome.NOT_APPLICABLE);
            assertThat(stats(Case.of("gone while it runs", NODE), rule, pattern -> Map.of(), ALL).judge(check))
                    .allMatch(finding -> finding.outcome() == Outcome.MANUAL);
        }));
    }

    @Test
    void t55_a_component_without_keys_in_the_usual_places_is_asked_about_although_others_have_theirs() {
        String rule = "node-private-keys-protected";
        List<Finding> findings = stats(Case.of("keys elsewhere", NODE), rule, pattern -> pattern.startsWith("/var/lib/kubelet/")
                ? Map.of("/var/lib/kubelet/pki/a.pem", new PathStat("/var/lib/kubelet/pki/a.pem", 'f', 0600, 0, 0))
                : Map.of(), Set.of("kube-apiserver", "kubelet")).value(FileValues.KEY_OWNERS, Set.of(0L)).judge(row(rule));
        assertThat(findings).extracting(Finding::outcome).containsExactlyInAnyOrder(Outcome.PASS, Outcome.MANUAL);
        assertThat(findings).filteredOn(finding -> finding.outcome() == Outcome.MANUAL).singleElement().satisfies(finding ->
                assertThat(finding.message()).startsWith("kube-apiserver runs on cp-1, and nothing is at "
                        + "/etc/kubernetes/pki/*.key, "));
    }

    @Test
    void a_key_may_belong_to_whom_the_site_names_besides_root() {
        String rule = "node-private-keys-protected";
        assertThat(with(rule, "etcd's", 0600, 52, 52).value(FileValues.KEY_OWNERS, Set.of(0L, 52L)).judge(row(rule)))
                .isNotEmpty().allMatch(finding -> finding.outcome() == Outcome.PASS);
        assertThat(FileValues.KEY_OWNERS.type().parseText("0, 52")).containsExactly(0L, 52L);
    }

    @Test
    void the_message_names_file_mode_and_limit() {
        assertThat(with("scheduler-kubeconfig-private", "644", 0644, 0, 0).judge(row("scheduler-kubeconfig-private")))
                .singleElement().satisfies(finding -> assertThat(finding.message()).startsWith("/etc/kubernetes/"
                        + "scheduler.conf has mode 0644; expected mode 0600 or less"));
    }

    @Test
    void t50_every_mode_without_another_bit_passes_and_every_other_bit_fails() {
        String rule = "scheduler-kubeconfig-private";
        for (int mode : List.of(0600, 0400, 0200, 0)) {
            assertThat(with(rule, "mode", mode, 0, 0).judge(row(rule))).extracting(Finding::outcome)
                    .containsExactly(Outcome.PASS);
        }
        for (int bit = 1; bit <= 04000; bit <<= 1) {
            assertThat(with(rule, "bit", 0600 | bit, 0, 0).judge(row(rule))).as(Integer.toOctalString(bit))
                    .extracting(Finding::outcome).containsExactly((0600 & bit) == 0 ? Outcome.FAIL : Outcome.PASS);
        }
    }

    @Test
    void t53_a_file_that_all_may_read_fails_whatever_its_folder_allows_and_the_message_tells_that() {
        Case closed = with("scheduler-kubeconfig-private", "0644", 0644, 0, 0).withMembers(NODE,
                PathStat.matching("/etc/kubernetes"), Map.of("/etc/kubernetes", new PathStat("/etc/kubernetes", 'd', 0700, 0, 0)));
        assertThat(closed.judge(row("scheduler-kubeconfig-private"))).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(finding.message()).isEqualTo("/etc/kubernetes/scheduler.conf has mode 0644; expected mode 0600 or "
                    + "less (its folder /etc/kubernetes has mode 0700, owner 0)");
        });
    }

    @Test
    void a_copy_of_a_manifest_is_judged_as_well_and_proves_nothing_of_the_manifest_itself() {
        String copy = "/etc/kubernetes/manifests/kube-scheduler.yaml.old";
        assertThat(stats(Case.of("a copy alone", NODE), "scheduler-manifest-private", pattern -> pattern.endsWith("/kube-scheduler*")
                ? Map.of(copy, new PathStat(copy, 'f', 0644, 0, 0)) : Map.of(), ALL).judge(row("scheduler-manifest-private")))
                .extracting(Finding::outcome).containsExactlyInAnyOrder(Outcome.FAIL, Outcome.MANUAL);
    }

    @Test
    void a_path_that_two_patterns_match_is_judged_once() {
        String path = "/etc/kubernetes/manifests/kube-scheduler.yaml";
        assertThat(stats(Case.of("the usual one", NODE), "scheduler-manifest-private", pattern -> pattern.contains("/manifests/")
                ? Map.of(path, new PathStat(path, 'f', 0600, 0, 0)) : Map.of(), ALL).judge(row("scheduler-manifest-private")))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    @Test
    void t55_a_file_that_is_elsewhere_is_never_taken_for_one_that_is_in_order() {
        String rule = "scheduler-manifest-private";
        assertThat(stats(Case.of("started by a unit", NODE), rule, pattern -> Map.of(), ALL).judge(row(rule)))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("kube-scheduler runs on cp-1",
                            "nothing is at /etc/kubernetes/manifests/kube-scheduler.yaml, /etc/systemd/system/");
                });
    }
}
