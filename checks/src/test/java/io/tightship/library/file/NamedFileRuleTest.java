package io.tightship.library.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.NamedPath;
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

class NamedFileRuleTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final String PATH = "/srv/somewhere/else";

    static List<Case> compliant(String rule) {
        return List.of(stat(rule, "as it should be", 0600, 0, 0), stat(rule, "t50: fewer bits are as good", 0400, 0, 0),
                stat(rule, "t50: none at all", 0, 0, 0));
    }

    static List<Case> violations(String rule) {
        if (rule.endsWith("-owned-by-root")) {
            return List.of(stat(rule, "another owner", 0600, 1000, 0), stat(rule, "another group", 0600, 0, 1000));
        }
        List<Case> cases = new ArrayList<>(List.of(stat(rule, "writable by the group", 0660, 0, 0),
                stat(rule, "writable by all", 0602, 0, 0), stat(rule, "set-user-id", 04600, 0, 0)));
        if (!rule.endsWith("-not-writable")) {
            cases.add(stat(rule, "t53: readable by all, whatever folder it lies in", 0644, 0, 0));
        }
        return cases;
    }

    private static List<NamedFileRule> rows() {
        return FileRows.all().stream().filter(NamedFileRule.class::isInstance).map(NamedFileRule.class::cast).toList();
    }

    @SuppressWarnings("unchecked") // the rows need what runs and one collection of paths
    private static Case named(String rule, String name, NamedPath path, Set<String> running) {
        Need.Own<PerSubject<NamedPath>> need = rows().stream().filter(row -> row.rule().id().equals(rule))
                .flatMap(row -> row.needs().stream()).map(Need.Own.class::cast)
                .filter(own -> own.key().family().equals("named-path")).findFirst().orElseThrow();
        return Case.of(name, NODE).with(RunningComponents.KEY, new RunningComponents(running))
                .withMembers(NODE, need.key(), Map.of("process", path));
    }

    private static Case stat(String rule, String name, int mode, long owner, long group) {
        return named(rule, name, new NamedPath(PATH, Optional.of(new PathStat("/proc/70/root" + PATH, 'f', mode, owner,
                group))), Set.of("etcd", "kubelet", "kube-proxy"));
    }

    @TestFactory
    Stream<DynamicTest> the_command_of_the_steps_makes_each_violation_pass() {
        return rows().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            for (Case violation : violations(check.rule().id())) {
                Finding failed = only(violation, check);
                String command = ((Step.Command) failed.remediation().getFirst()).text();
                assertThat(command).endsWith(" " + PATH);
                int mode = command.startsWith("chmod ") ? Integer.parseInt(command.split(" ")[1], 8) : 0600;
                assertThat(only(stat(check.rule().id(), "repaired", mode, 0, 0), check).outcome())
                        .isEqualTo(Outcome.PASS);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> t49_nothing_is_passed_that_is_not_there() {
        return rows().stream().map(check -> DynamicTest.dynamicTest(check.rule().id(), () -> {
            String rule = check.rule().id();
            for (Case absent : List.of(
                    named(rule, "no such process", new NamedPath(PATH, Optional.empty()), Set.of("containerd")),
                    named(rule, "nothing at the path", new NamedPath(PATH, Optional.empty()),
                            Set.of("etcd", "kubelet", "kube-proxy")),
                    named(rule, "no path", new NamedPath("", Optional.empty()), Set.of("etcd", "kubelet", "kube-proxy")))) {
                assertThat(only(absent, check).outcome()).as(absent.toString()).isEqualTo(Outcome.NOT_APPLICABLE);
            }
        }));
    }

    @Test
    void t30_the_message_names_the_path_that_the_process_was_told() {
        Check row = rows().stream().filter(check -> check.rule().id().equals("kubelet-kubeconfig-private")).findFirst()
                .orElseThrow();
        assertThat(only(stat("kubelet-kubeconfig-private", "644", 0644, 0, 0), row).message()).isEqualTo(PATH
                + ", the kubeconfig that the process kubelet names, has mode 0644; expected mode 0600 or less");
    }

    private static Finding only(Case site, Check check) {
        List<Finding> findings = site.judge(check);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
