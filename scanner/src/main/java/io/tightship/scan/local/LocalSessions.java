package io.tightship.scan.local;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.net.Relays;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.NodeRound;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.probe.ShellRound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Sessions with the machine that the scanner runs on: the head node audits itself by the same probes. */
public final class LocalSessions implements SessionOpener {

    private final Clock clock;

    public LocalSessions(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) {
        return new LocalSession(id, deadline, clock);
    }

    @Override
    public void close() {
        // Sessions share nothing.
    }

    private static final class LocalSession implements Session {
        /** How long after its end a shell's last output may take: a process that it left behind may hold the pipe. */
        private static final Duration LAST_BYTES = Duration.ofSeconds(1);

        private final SessionId id;
        private final Deadline deadline;
        private final Clock clock;
        private final AtomicReference<Process> running = new AtomicReference<>();
        private volatile boolean closed;
        private final Relays relays;
        private int executions;
        private long bytes;

        LocalSession(SessionId id, Deadline deadline, Clock clock) {
            this.id = id;
            this.deadline = deadline;
            this.clock = clock;
            this.relays = Relays.here(id, clock, deadline);
        }

        @Override
        public List<Reading> run(List<? extends Probe> round) {
            return NodeRound.of(round).run(this::execute, relays::run);
        }

        private List<Reading> execute(List<NodeProbe> probes) {
            ShellRound round = new ShellRound(id, probes);
            Instant at = Instant.now(clock);
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-s");
            builder.environment().clear();
            builder.directory(new java.io.File("/"));
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            executions++;
            try {
                Process shell = builder.start();
                running.set(shell);
                byte[] output = converse(shell, round);
                return round.readings(output, at, round.why(ended(), output, ""));
            } catch (IOException e) {
                return round.readings(new byte[0], at, new SessionFailure(Reason.TOOL_MISSING,
                        "/bin/sh could not be started: " + e.getMessage()));
            }
        }

        /** What the shell prints until it ends, has printed more than all answers can be, or the deadline passes. */
        private byte[] converse(Process shell, ShellRound round) {
            CompletableFuture<byte[]> reading = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("local-shell").start(() -> reading.complete(drain(shell, round.cap())));
            try {
                try (OutputStream script = shell.getOutputStream()) {
                    script.write(round.script().getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // The shell ended early: what it printed tells.
                }
                byte[] output = await(reading, deadline.remaining());
                end(shell);
                if (output.length == 0) {
                    output = await(reading, LAST_BYTES);
                }
                bytes += output.length;
                return output;
            } catch (InterruptedException e) {
                closed = true;
                Thread.currentThread().interrupt();
                return new byte[0];
            } finally {
                end(shell);
            }
        }

        private static byte[] await(CompletableFuture<byte[]> reading, Duration time) throws InterruptedException {
            try {
                return reading.get(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return new byte[0];
            }
        }

        private static byte[] drain(Process shell, long cap) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            byte[] buffer = new byte[16384];
            try (InputStream from = shell.getInputStream()) {
                for (int n = from.read(buffer); n >= 0 && output.size() < cap; n = from.read(buffer)) {
                    output.write(buffer, 0, n);
                }
            } catch (IOException e) {
                // Closed from outside: what came until then is all there is.
            }
            return output.toByteArray();
        }

        private SessionFailure ended() {
            if (closed) {
                return new SessionFailure(Reason.INTERRUPTED, "the session was ended");
            }
            return deadline.passed() ? new SessionFailure(Reason.TIMED_OUT, "the shell did not answer in time")
                    : new SessionFailure(Reason.NOT_ATTEMPTED, "the shell ended before this was asked");
        }

        @Override
        public Footprint footprint() {
            return new Footprint(id.target().id(), 0, executions, relays.connections(), bytes + relays.bytes());
        }

        @Override
        public void close() {
            closed = true;
            relays.close();
            Process shell = running.get();
            if (shell != null) {
                end(shell);
            }
        }

        private static void end(Process shell) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
