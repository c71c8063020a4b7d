package io.tightship.scan.nvue;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.nvue.CappedBody.Body;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SwitchProbe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The REST conversation with one switch. Nothing but GET is ever sent. */
final class SwitchSession implements Session {

    /** More than the largest configuration of a switch. */
    private static final int MAX_BODY = 32 << 20;

    private final SessionId id;
    private final URI root;
    private final HttpClient client;
    private final CertificateJudge judge;
    private final String authorization;
    private final Clock clock;
    private final Deadline deadline;
    private final Duration answer;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CompletableFuture<?> open = CompletableFuture.completedFuture(null);
    private Optional<Refusal> ended = Optional.empty();

    SwitchSession(SessionId id, URI root, HttpClient client, CertificateJudge judge, String authorization, Clock clock,
                  Deadline deadline, Duration answer) {
        this.id = id;
        this.root = root;
        this.client = client;
        this.judge = judge;
        this.authorization = authorization;
        this.clock = clock;
        this.deadline = deadline;
        this.answer = answer;
    }

    /** Why there is no answer. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;
        private final boolean forAll;

        /** @param forAll true where nothing else is worth asking, or may be asked again */
        Refusal(Reason reason, String detail, boolean forAll) {
            super(detail);
            this.reason = reason;
            this.forAll = forAll;
        }
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            readings.add(ask(probe));
        }
        return readings;
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), judge.handshakes(), 0, requests.get(), received.get());
    }

    @Override
    public void close() {
        closed.countDown();
        open.cancel(true);
        client.shutdownNow();
    }

    private Reading ask(Probe probe) {
        Instant at = clock.instant();
        long start = System.nanoTime();
        try {
            if (!(probe instanceof SwitchProbe question)) {
                throw new Refusal(Reason.INTERNAL, "a switch cannot be asked: " + probe.command(), false);
            }
            if (closed.getCount() == 0) {
                throw new Refusal(Reason.NOT_ATTEMPTED, "the session was ended before this was asked", true);
            }
            if (ended.isPresent()) {
                throw ended.get();
            }
            byte[] kept = answered(question, deadline.atMost(answer));
            return Reading.read(id, probe, at, Duration.ofNanos(System.nanoTime() - start), 200, "", kept);
        } catch (Refusal refusal) {
            if (refusal.forAll && ended.isEmpty()) {
                ended = Optional.of(refusal);
            }
            return Reading.unread(id, probe, at, Duration.ofNanos(System.nanoTime() - start), refusal.reason,
                    refusal.getMessage());
        }
    }

    private byte[] answered(SwitchProbe probe, Deadline until) throws Refusal {
        HttpResponse<Body> response = get(probe, until);
        if (response.statusCode() == 429) {
            pause(response, until);
            response = get(probe, until);
        }
        String place = probe.path();
        int status = response.statusCode();
        if (status != 200) {
            throw refusal(status, place, response);
        }
        if (!response.body().whole()) {
            throw new Refusal(Reason.TRUNCATED, place + " is longer than " + (MAX_BODY >> 20) + " MiB", false);
        }
        String text = new String(response.body().bytes(), StandardCharsets.UTF_8);
        try {
            return NvueProjection.of(probe, text).getBytes(StandardCharsets.UTF_8);
        } catch (MalformedDocument e) {
            throw new Refusal(Reason.UNPARSABLE, place + ": " + e.getMessage() + "; it begins: " + beginning(text),
                    false);
        }
    }

    private HttpResponse<Body> get(SwitchProbe probe, Deadline until) throws Refusal {
        String where = root.getAuthority();
        if (until.passed()) {
            throw new Refusal(Reason.TIMED_OUT, "no time is left to ask " + where, true);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + probe.path())).GET()
                .header("Authorization", authorization).header("Accept", "application/json")
                .header("User-Agent", "tightship").build();
        requests.incrementAndGet();
        CompletableFuture<HttpResponse<Body>> answer =
                client.sendAsync(request, headers -> new CappedBody(MAX_BODY, received));
        open = answer;
        try {
            if (closed.getCount() == 0) {
                throw new CancellationException();
            }
            return answer.get(until.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(Reason.TIMED_OUT, where + " gave no whole answer to " + probe.path() + " in time", true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.INTERRUPTED, "the run was interrupted", true);
        } catch (CancellationException e) {
            throw new Refusal(Reason.INTERRUPTED, "the session was ended while this was asked", true);
        } catch (ExecutionException e) {
            throw broken(where, e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private Refusal broken(String where, Throwable failure) {
        if (closed.getCount() == 0) {
            return new Refusal(Reason.INTERRUPTED, "the session was ended while this was asked", true);
        }
        if (!judge.refusal().isEmpty()) {
            return new Refusal(Reason.HOST_KEY, judge.refusal(), true);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return new Refusal(Reason.UNREACHABLE, "the name " + root.getHost() + " cannot be resolved", true);
            }
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return new Refusal(Reason.TIMED_OUT, "no connection to " + where + " in time", true);
        }
        if (failure instanceof ConnectException) {
            return new Refusal(Reason.UNREACHABLE, "no connection to " + where + ": " + words(failure), true);
        }
        if (failure instanceof IOException) {
            return new Refusal(Reason.UNREACHABLE, "the conversation with " + where + " broke: " + words(failure),
                    true);
        }
        return new Refusal(Reason.INTERNAL, "the request to " + where + " failed: " + failure, true);
    }

    private Refusal refusal(int status, String place, HttpResponse<Body> response) {
        String said = beginning(new String(response.body().bytes(), StandardCharsets.UTF_8));
        String http = "HTTP " + status + " for " + place;
        if (status >= 300 && status < 400) {
            return new Refusal(Reason.REFUSED, http + ": it leads to " + beginning(response.headers()
                    .firstValue("Location").orElse("nowhere")) + ", and no redirect is followed", false);
        }
        if (status >= 500) {
            return new Refusal(Reason.UNREACHABLE, http + ": " + said, false);
        }
        return switch (status) {
            case 401 -> new Refusal(Reason.AUTHENTICATION, http + ": the user or the password is refused", true);
            case 403 -> new Refusal(Reason.FORBIDDEN, http + ": the user may not read this; from Cumulus Linux 5.6 a "
                    + "switch also says so until the password of the user cumulus is changed", false);
            case 400, 404, 405, 410 -> new Refusal(Reason.UNSUPPORTED_VERSION, http
                    + ": NVUE does not know it; is this Cumulus Linux 5? " + said, false);
            case 429 -> new Refusal(Reason.UNREACHABLE, http + ", also after the pause that was asked for", false);
            default -> new Refusal(Reason.UNPARSABLE, http + ": " + said, false);
        };
    }

    /** Waits as long as the switch asks, if the time suffices. */
    private void pause(HttpResponse<?> response, Deadline until) throws Refusal {
        Duration asked = retryAfter(response.headers().firstValue("Retry-After").orElse("1"));
        if (asked.compareTo(until.remaining()) >= 0) {
            throw new Refusal(Reason.TIMED_OUT, root.getAuthority() + " asks to come back in " + asked.toSeconds()
                    + " s, later than there is time", false);
        }
        try {
            if (closed.await(asked.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(Reason.INTERRUPTED, "the session was ended while this was asked", true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.INTERRUPTED, "the run was interrupted", true);
        }
    }

    private Duration retryAfter(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            Duration left = Duration.between(clock.instant(), then);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return Duration.ofSeconds(1);
        }
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** As text: no control characters, and not much. */
    private static String beginning(String text) {
        String line = text.substring(0, Math.min(text.length(), 120)).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? "(nothing)" : line;
    }
}
