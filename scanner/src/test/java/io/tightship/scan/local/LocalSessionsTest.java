package io.tightship.scan.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own shell, with real commands. */
class LocalSessionsTest {

    private static final SessionId HERE = SessionId.node(new Target.Node("here", Set.of(), Optional.empty(),
            Space.ADMIN, Optional.empty(), false, Optional.empty()));
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");

    @TempDir
    private Path folder;

    @Test
    void a_round_is_one_execution_and_its_bytes_are_counted() {
        try (Session session = session(Duration.ofSeconds(30))) {
            assertThat(session.run(List.of(UPTIME, UPTIME))).hasSize(2)
                    .allMatch(reading -> reading.text().matches("[0-9.]+ [0-9.]+\n"));
            session.run(List.of(UPTIME));
            assertThat(session.footprint().executions()).isEqualTo(2);
            assertThat(session.footprint().connections()).isZero();
            assertThat(session.footprint().bytes()).isPositive();
        }
    }

    @Test
    void an_answer_over_the_cap_is_truncated_and_the_next_one_is_read_all_the_same() throws Exception {
        Path over = Files.write(folder.resolve("over"), new byte[(1 << 20) + 1]);
        Path exactly = Files.write(folder.resolve("exactly"), new byte[1 << 20]);
        try (Session session = session(Duration.ofSeconds(30))) {
            List<Reading> readings = session.run(List.of(new FileProbe.ReadFile(over.toString()),
                    new FileProbe.ReadFile(exactly.toString()), UPTIME));
            assertThat(reason(readings.get(0))).isEqualTo(Reason.TRUNCATED);
            assertThat(readings.get(1).body()).hasSize(1 << 20);
            assertThat(readings.get(2).status()).isInstanceOf(Reading.Status.Read.class);
        }
    }

    @Test
    void a_tool_that_is_not_there_is_missing_and_what_comes_after_it_is_read() {
        try (Session session = session(Duration.ofSeconds(30))) {
            List<Reading> readings = session.run(List.of(new BcmProbe.Cmsh(CmshQuestion.CATEGORIES), UPTIME));
            assertThat(reason(readings.get(0))).isEqualTo(Reason.TOOL_MISSING);
            assertThat(((Reading.Status.Unread) readings.get(0).status()).detail()).contains("the host has no cmsh");
            assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Read.class);
        }
    }

    @Test
    void a_command_that_hangs_is_ended_at_the_deadline_and_leaves_no_process() throws Exception {
        Path pipe = pipe();
        try (Session session = session(Duration.ofMillis(1500))) {
            Instant begun = Instant.now();
            List<Reading> readings = session.run(List.of(UPTIME, new FileProbe.ReadFile(pipe.toString()), UPTIME));
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
            assertThat(readings.get(0).status()).isInstanceOf(Reading.Status.Read.class);
            assertThat(reason(readings.get(1))).isEqualTo(Reason.TIMED_OUT);
            assertThat(reason(readings.get(2))).isEqualTo(Reason.TIMED_OUT);
        }
        assertThat(readers(pipe)).isEmpty();
    }

    @Test
    void a_command_that_hangs_longer_than_it_may_is_timed_out_alone() throws Exception {
        NodeProbe hanging = new HostNetworkProbe.Connect("192.0.2.1", 9); // ends by itself after three seconds
        Path pipe = pipe();
        try (Session session = session(Duration.ofSeconds(40))) {
            List<Reading> readings = session.run(List.of(new FileProbe.ReadFile(pipe.toString()), hanging, UPTIME));
            assertThat(reason(readings.get(0))).isEqualTo(Reason.TIMED_OUT);
            assertThat(((Reading.Status.Unread) readings.get(0).status()).detail()).contains("within 10 s");
            assertThat(readings.get(2).status()).isInstanceOf(Reading.Status.Read.class);
        }
    }

    @Test
    void stdin_of_a_command_is_empty_so_that_none_eats_the_script() {
        try (Session session = session(Duration.ofSeconds(30))) {
            List<Reading> readings = session.run(List.of(new FileProbe.ReadFile("/dev/stdin"), UPTIME));
            assertThat(readings.get(0).body()).isEmpty();
            assertThat(readings.get(0).status()).isInstanceOf(Reading.Status.Read.class);
            assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Read.class);
        }
    }

    @Test
    void a_session_that_is_closed_from_outside_ends_at_once() throws Exception {
        Path pipe = pipe();
        Session session = session(Duration.ofSeconds(60));
        CompletableFuture<List<Reading>> running = CompletableFuture.supplyAsync(() ->
                session.run(List.of(new FileProbe.ReadFile(pipe.toString()))),
                task -> Thread.ofPlatform().daemon().start(task));
        for (int attempt = 0; attempt < 400 && readers(pipe).isEmpty(); attempt++) {
            Thread.onSpinWait();
        }
        session.close();
        assertThat(reason(running.get(8, TimeUnit.SECONDS).getFirst())).isEqualTo(Reason.INTERRUPTED);
    }

    @Test
    void sessions_side_by_side_do_not_wait_for_each_other() throws Exception {
        Path pipe = pipe();
        try (var threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> {
                    try (Session hanging = session(Duration.ofSeconds(4))) {
                        return hanging.run(List.of(new FileProbe.ReadFile(pipe.toString())));
                    }
                });
            }
            try (Session session = session(Duration.ofSeconds(3))) {
                assertThat(session.run(List.of(UPTIME)).getFirst().status()).isInstanceOf(Reading.Status.Read.class);
            }
        }
    }

    private static Session session(Duration time) {
        return new LocalSessions(Clock.systemUTC()).open(HERE, Deadline.in(time));
    }

    private static Reason reason(Reading reading) {
        return ((Reading.Status.Unread) reading.status()).reason();
    }

    /** A pipe that nobody writes to: who opens it hangs. */
    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        return pipe;
    }

    private static List<String> readers(Path pipe) {
        return ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(pipe.toString())).toList();
    }
}
