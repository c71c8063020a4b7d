package io.tightship.scan.ssh;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.ShellRound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/** A conversation with one host: each round is one execution of a shell. */
final class SshSession implements Session {

    private final SessionId id;
    private final SshConnection connection;
    private final Clock clock;
    private int executions;
    private long bytes;

    SshSession(SessionId id, SshConnection connection, Clock clock) {
        this.id = id;
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public List<Reading> run(List<? extends Probe> probes) {
        ShellRound round = new ShellRound(id, probes);
        Instant at = Instant.now(clock);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        executions++;
        try (net.schmizz.sshj.connection.channel.direct.Session session = connection.client().startSession();
             Command shell = session.exec("exec /bin/sh -s")) {
            // A shell's undrained stderr would stop it; what probes say there comes inside the frames.
            Thread drain = Thread.ofVirtual().start(() -> discard(shell.getErrorStream()));
            try (OutputStream script = shell.getOutputStream()) {
                script.write(round.script().getBytes(StandardCharsets.UTF_8));
            }
            byte[] buffer = new byte[32768];
            InputStream answers = shell.getInputStream();
            for (int n = answers.read(buffer); n >= 0 && output.size() < round.cap(); n = answers.read(buffer)) {
                output.write(buffer, 0, n);
            }
            drain.interrupt();
        } catch (IOException | RuntimeException e) {
            bytes += output.size();
            return round.readings(output.toByteArray(), at, why(e));
        }
        bytes += output.size();
        return round.readings(output.toByteArray(), at, connection.end());
    }

    private SessionFailure why(Exception e) {
        SessionFailure end = connection.end();
        return end.reason() == Reason.NOT_ATTEMPTED
                ? new SessionFailure(Reason.NOT_ATTEMPTED, end.getMessage() + ": " + e.getMessage()) : end;
    }

    private static void discard(InputStream from) {
        try {
            from.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Ended with the session.
        }
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), 1, executions, 0, bytes);
    }

    @Override
    public void close() {
        connection.close();
    }
}
