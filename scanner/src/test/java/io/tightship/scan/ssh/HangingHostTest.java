package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A host may stop answering at any moment: the deadline ends it, directly and through a jump host. */
@Execution(ExecutionMode.CONCURRENT)
class HangingHostTest {

    private static final NodeProbe FIRST = new FileProbe.ReadFile("/proc/uptime");
    private static final NodeProbe SECOND = new FileProbe.ReadFile("/proc/loadavg");
    private static final Duration TIME = Duration.ofMillis(2500);
    /** What a loaded machine may add to the deadline; a host that really hangs would hang for a minute. */
    private static final Duration ROOM = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    static Stream<Arguments> stages() {
        return Arrays.stream(TestHost.Stage.values()).flatMap(stage -> Stream.of(Arguments.of(stage, false),
                Arguments.of(stage, true)));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_host_that_hangs_is_timed_out_within_the_deadline(TestHost.Stage stage, boolean jumped) throws Exception {
        try (TestHost gate = TestHost.normal().start(); TestHost host = TestHost.hanging(stage).start();
             SshSite site = jumped ? SshSite.behind(folder, gate, host) : SshSite.direct(folder, host)) {
            warm(site, jumped);
            Instant begun = Instant.now();
            List<Reason> reasons = reasons(site, "node");
            assertThat(Duration.between(begun, Instant.now())).isLessThan(TIME.plus(ROOM));
            assertThat(reasons).endsWith(Reason.TIMED_OUT).containsOnly(Reason.TIMED_OUT);
            if (jumped) { // and the jump host is as good as before for the next one
                assertThat(site.ask("gate", Duration.ofSeconds(20), FIRST).getFirst().status())
                        .isInstanceOf(Reading.Status.Read.class);
                assertThat(gate.connections()).isEqualTo(warmed(jumped) + 2);
            }
        }
    }

    @Test
    void a_jump_host_that_never_says_what_became_of_the_connection_ends_with_the_deadline() throws Exception {
        try (TestHost gate = TestHost.normal().neverConnectsOn().start(); TestHost host = TestHost.normal().start();
             SshSite site = SshSite.behind(folder, gate, host)) {
            warm(site, true);
            Instant begun = Instant.now();
            assertThat(reasons(site, "node")).containsOnly(Reason.TIMED_OUT);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(TIME.plus(ROOM));
        }
    }

    @Test
    void a_jump_host_that_hangs_is_waited_for_once_and_is_the_one_cause_for_all_behind_it() throws Exception {
        try (TestHost gate = TestHost.hanging(TestHost.Stage.AFTER_ITS_BANNER).start();
             TestHost host = TestHost.normal().start(); SshSite site = SshSite.behind(folder, gate, host)) {
            Instant begun = Instant.now();
            SessionFailure first = failure(site, "node");
            Instant known = Instant.now();
            SessionFailure second = failure(site, "other");
            assertThat(first.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(first.elsewhere()).contains("node/gate");
            assertThat(second.elsewhere()).contains("node/gate");
            assertThat(second).hasMessage(first.getMessage()).hasMessageContaining("gate (127.0.0.1");
            assertThat(Duration.between(begun, known)).isLessThan(TIME.plus(ROOM));
            assertThat(Duration.between(known, Instant.now())).isLessThan(TIME);
        }
    }

    /** Loads the library's classes, which takes long on a loaded machine, without counting that for the deadline. */
    private static void warm(SshSite site, boolean jumped) throws Exception {
        if (jumped) {
            site.ask("gate", Duration.ofSeconds(60), FIRST);
        }
    }

    private static int warmed(boolean jumped) {
        return jumped ? 1 : 0;
    }

    private static SessionFailure failure(SshSite site, String node) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(SessionFailure.class,
                () -> site.open(node, TIME).close());
    }

    /** Why each probe was not read; one that was read has none. */
    private static List<Reason> reasons(SshSite site, String node) {
        try {
            return site.ask(node, TIME, FIRST, SECOND).stream().map(Reading::status)
                    .filter(Reading.Status.Unread.class::isInstance)
                    .map(status -> ((Reading.Status.Unread) status).reason()).toList();
        } catch (SessionFailure failure) {
            assertThat(failure).hasMessageMatching(".*(in time|does not answer.*)");
            return List.of(failure.reason());
        }
    }
}
