package io.tightship.scan.ssh;

import io.tightship.model.Assessment.Footprint;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.net.Relays;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.NodeRound;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/** A conversation with one host: each round is one execution of a shell, and what is relayed needs none. */
final class SshSession implements Session {

    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final SessionId id;
    private final SshConnection connection;
    private final NodeConnection.Ssh how;
    private final Clock clock;
    private final Relays relays;
    private int executions;
    private long bytes;

    /** @param relays ask over this connection */
    SshSession(SessionId id, SshConnection connection, NodeConnection.Ssh how, Clock clock, Relays relays) {
        this.id = id;
        this.connection = connection;
        this.how = how;
        this.clock = clock;
        this.relays = relays;
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        return NodeRound.of(round).run(this::execute, relays::run);
    }

    private List<Reading> execute(List<NodeProbe> probes) {
        ShellRound round = new ShellRound(id, probes, how.privilege(), how.helper());
        Instant at = Instant.now(clock);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Errors errors = new Errors();
        executions++;
        try (net.schmizz.sshj.connection.channel.direct.Session session = connection.client().startSession();
             Command shell = session.exec(round.command())) {
            // A shell's undrained stderr would stop it; what probes say there comes inside the frames.
            Thread drain = Thread.ofVirtual().start(() -> errors.drain(shell.getErrorStream()));
            try (OutputStream script = shell.getOutputStream()) {
                script.write(round.script().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The shell ended before it had read everything: what it printed tells why.
            }
            byte[] buffer = new byte[32768];
            InputStream answers = shell.getInputStream();
            for (int n = answers.read(buffer); n >= 0 && output.size() < round.cap(); n = answers.read(buffer)) {
                output.write(buffer, 0, n);
            }
            if (output.size() < round.cap()) {
                drain.join(LAST_WORDS); // both streams end together
            }
            drain.interrupt();
        } catch (IOException | RuntimeException e) {
            bytes += output.size();
            return round.readings(output.toByteArray(), at, round.why(connection.end(e), output.toByteArray(),
                    errors.text()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bytes += output.size();
        return round.readings(output.toByteArray(), at, round.why(connection.end(), output.toByteArray(),
                errors.text()));
    }

    /** The start of what a shell says on stderr outside of the frames: why it would not run, as a rule. */
    private static final class Errors {
        private final ByteArrayOutputStream start = new ByteArrayOutputStream();

        void drain(InputStream from) {
            byte[] buffer = new byte[4096];
            try {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException e) {
                // Ended with the session.
            }
        }

        private synchronized void keep(byte[] buffer, int count) {
            start.write(buffer, 0, Math.min(count, Math.max(0, 4096 - start.size())));
        }

        synchronized String text() {
            return start.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), 1, executions, relays.connections(), bytes + relays.bytes());
    }

    @Override
    public void close() {
        relays.close();
        connection.close();
    }
}
