package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.model.Digest;
import io.tightship.model.Reason;
import io.tightship.model.Witness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a probe, or why there is none. The body is what an evidence bundle would store: redacted and projected.
 *
 * @param body   empty where nothing was read
 * @param sha256 of the body, 64 hex digits
 * @param failed the id of the target that is to blame where nothing was read: the session's own, or that of a jump host
 */
public record Reading(SessionId session, Probe probe, Instant at, Duration duration, Status status, byte[] body,
                      String sha256, String failed) {

    public static Reading read(SessionId session, Probe probe, Instant at, Duration duration, int exit, String words,
                               byte[] body) {
        return new Reading(session, probe, at, duration, new Status.Read(exit, words), body, Digest.sha256(body),
                session.target().id());
    }

    /** @param proof why its absence is certain, in the tool's words */
    public static Reading absent(SessionId session, Probe probe, Instant at, Duration duration, String proof) {
        return new Reading(session, probe, at, duration, new Status.Absent(proof), new byte[0],
                Digest.sha256(new byte[0]), session.target().id());
    }

    public static Reading unread(SessionId session, Probe probe, Instant at, Duration duration, Reason reason,
                                 String detail) {
        return unread(session, probe, at, duration, new SessionFailure(reason, detail));
    }

    /** What could not be asked, since the session failed or something on the way to it did. */
    public static Reading unread(SessionId session, Probe probe, Instant at, Duration duration, SessionFailure why) {
        return new Reading(session, probe, at, duration, new Status.Unread(why.reason(), why.getMessage()),
                new byte[0], Digest.sha256(new byte[0]), why.elsewhere().orElse(session.target().id()));
    }

    /** Nothing was read of this either, for the same reason. */
    public Reading likewise(Probe other) {
        return new Reading(session, other, at, duration, status, body, sha256, failed);
    }

    /** UTF-8; what is not is replaced. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public Source source(Witness witness) {
        return source(witness, probe.place());
    }

    /** @param place within the reading: a file of a tree, an object of a list */
    public Source source(Witness witness, String place) {
        return new Source(Optional.of(witness), session.target().id(), place, probe.command(), sha256);
    }

    /** The fact that stands for a value that this reading should have given and did not. */
    public <T> Fact<T> unavailable(Reason reason, String detail) {
        return Fact.unavailable(failed, reason, detail);
    }

    /** Whether the probe was answered. */
    public sealed interface Status {

        /**
         * @param exit  of a command; the HTTP status of a request; 0 otherwise
         * @param words what a command said on stderr
         */
        record Read(int exit, String words) implements Status {
        }

        /** It does not exist, and that is certain. */
        record Absent(String proof) implements Status {
        }

        record Unread(Reason reason, String detail) implements Status {
        }
    }
}
