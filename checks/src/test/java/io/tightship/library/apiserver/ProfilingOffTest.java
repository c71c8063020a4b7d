package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilingOffTest {

    static List<Case> compliant() {
        return List.of(
                Servers.running("off", "--profiling=false"),
                Servers.running("t4: off in another spelling", "--profiling=F"),
                Servers.running("off at last", "--profiling", "--profiling=0"),
                Servers.running("no socket", "--profiling=false", "--debug-socket-path="));
    }

    static List<Case> violations() {
        return List.of(
                Servers.running("t10: absent, so on by default", "--secure-port=6443"),
                Servers.running("t1: on at last", "--profiling=false", "--profiling=true"),
                Servers.running("t5: on in another spelling", "--profiling=T"),
                Servers.running("t6: bare", "--profiling"),
                Servers.running("on a socket all the same", "--profiling=false", "--debug-socket-path=/run/debug.sock"));
    }

    @Test
    void t10_an_absent_flag_fails_and_says_that_it_is_the_default() {
        Finding finding = only(Servers.running("absent"));
        assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(finding.subject()).isEqualTo("kube-apiserver");
        assertThat(finding.message()).contains("no --profiling").contains("default");
        assertThat(finding.expected()).isEqualTo("--profiling=false, and no --debug-socket-path");
    }

    @Test
    void the_occurrences_are_evidence() {
        assertThat(only(Servers.running("twice", "--profiling=false", "--profiling=true")).evidence().getFirst()
                .excerpt()).isEqualTo("--profiling=false --profiling=true");
    }

    @Test
    void t17_following_the_steps_makes_each_violation_pass() {
        for (String[] words : List.of(new String[] {}, new String[] {"--profiling=true"},
                new String[] {"--profiling=false", "--profiling"},
                new String[] {"--profiling=false", "--debug-socket-path=/run/debug.sock"})) {
            Finding finding = only(Servers.running("before", words));
            assertThat(only(Servers.running("after", Servers.repaired(finding, words))).outcome())
                    .isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void each_process_is_judged_by_itself() {
        Case two = Case.of("two", Servers.NODE).withMembers(Servers.NODE, Flags.of(Component.KUBE_APISERVER), Map.of(
                "kube-apiserver", Servers.flags("--profiling=false"), "kube-apiserver 2", Servers.flags()));
        assertThat(two.judge(new ProfilingOff())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS, Outcome.FAIL);
    }

    @Test
    void an_unread_command_line_decides_nothing() {
        assertThat(only(Case.of("dark", Servers.NODE).without(Servers.NODE, Flags.of(Component.KUBE_APISERVER),
                Reason.NOT_COLLECTED)).outcome()).isEqualTo(Outcome.ERROR);
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new ProfilingOff());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
