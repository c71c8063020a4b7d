package io.tightship.scan.ssh;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.nvue.NvueProjection;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SwitchProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session.Command;

/**
 * A conversation with one switch over SSH: each probe is one execution of its own fixed command of NVUE's, and nothing
 * else is ever run. Answers pass the same projection as those of the REST API.
 */
final class SwitchShellSession implements Session {

    /** More than the largest configuration of a switch. */
    private static final int MOST = 32 << 20;
    private static final int WORDS = 4096;

    private final SessionId id;
    private final SshConnection connection;
    private final Clock clock;
    private int executions;
    private long bytes;

    SwitchShellSession(SessionId id, SshConnection connection, Clock clock) {
        this.id = id;
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            Instant at = clock.instant();
            long start = System.nanoTime();
            try {
                if (!(probe instanceof SwitchProbe question)) {
                    throw new SessionFailure(Reason.INTERNAL, "a switch cannot be asked: " + probe.command());
                }
                byte[] kept = answered(question);
                readings.add(Reading.read(id, probe, at, Duration.ofNanos(System.nanoTime() - start), 0, "", kept));
            } catch (SessionFailure why) {
                readings.add(Reading.unread(id, probe, at, Duration.ofNanos(System.nanoTime() - start), why));
            }
        }
        return readings;
    }

    private byte[] answered(SwitchProbe probe) throws SessionFailure {
        if (!connection.alive()) {
            throw connection.end();
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        int exit;
        executions++;
        try (net.schmizz.sshj.connection.channel.direct.Session session = connection.client().startSession();
             Command command = session.exec(probe.command())) {
            // What nobody drains would stop the command.
            Thread drain = Thread.ofVirtual().start(() -> drain(command.getErrorStream(), words));
            command.getOutputStream().close();
            byte[] buffer = new byte[32768];
            InputStream answer = command.getInputStream();
            for (int n = answer.read(buffer); n >= 0 && output.size() <= MOST; n = answer.read(buffer)) {
                output.write(buffer, 0, n);
            }
            if (output.size() > MOST) {
                throw new SessionFailure(Reason.TRUNCATED, probe.command() + " prints more than " + (MOST >> 20) + " MiB");
            }
            command.join(5, TimeUnit.SECONDS); // its status follows its last words
            drain.join(Duration.ofSeconds(1));
            if (command.getExitStatus() == null) {
                throw connection.end();
            }
            exit = command.getExitStatus();
        } catch (IOException | RuntimeException e) {
            throw connection.end(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionFailure(Reason.INTERRUPTED, "the run was interrupted");
        } finally {
            bytes += output.size();
        }
        String text = output.toString(StandardCharsets.UTF_8);
        if (exit != 0) {
            throw refusal(probe, exit, beginning(words.size() == 0 ? text : words.toString(StandardCharsets.UTF_8)));
        }
        try {
            return NvueProjection.of(probe, text).getBytes(StandardCharsets.UTF_8);
        } catch (MalformedDocument e) {
            throw new SessionFailure(Reason.UNPARSABLE, probe.command() + ": " + e.getMessage() + "; it begins: "
                    + beginning(text));
        }
    }

    /** The beginning is kept, the rest is read all the same. */
    private static void drain(InputStream from, ByteArrayOutputStream beginning) {
        byte[] buffer = new byte[4096];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                beginning.write(buffer, 0, Math.min(n, Math.max(0, WORDS - beginning.size())));
            }
        } catch (IOException e) {
            // Ended with the session: whoever waits for the status is told why.
        }
    }

    private static SessionFailure refusal(SwitchProbe probe, int exit, String said) {
        String what = probe.command() + " ended with status " + exit + ": " + said;
        if (exit == 126 || said.matches("(?i).*(permission|not permitted|not authori[sz]ed|forbidden|denied).*")) {
            return new SessionFailure(Reason.FORBIDDEN, what + "; the user needs the role nvue-monitor");
        }
        return exit == 127 ? new SessionFailure(Reason.TOOL_MISSING, what + "; is this Cumulus Linux 5?")
                : new SessionFailure(Reason.UNSUPPORTED_VERSION, what);
    }

    /** As text: no control characters, and not much. */
    private static String beginning(String text) {
        String line = text.substring(0, Math.min(text.length(), 120)).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? "(nothing)" : line;
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
