package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.KubernetesProbe;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The only place from which something goes to an API server: GETs, one at a time, each bounded from its connect to the
 * last byte of its answer; and the dry run of a pod, where that was allowed.
 */
final class Requests {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int WORDS = 64 << 10;
    private static final int MESSAGE = 4096;

    private final HttpClient client;
    private final Access access;
    private final Deadline deadline;
    private final Duration patience;
    private final DryRun dryRun;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<BodyStream> running = Optional.empty();
    private volatile Optional<CompletableFuture<?>> waiting = Optional.empty();
    private volatile int count;
    private volatile long bytes;

    /**
     * @param deadline of the session
     * @param patience for one request
     */
    Requests(HttpClient client, Access access, Deadline deadline, Duration patience, DryRun dryRun) {
        this.dryRun = dryRun;
        this.client = client;
        this.access = access;
        this.deadline = deadline;
        this.patience = patience;
    }

    /** Makes a value of a body while it arrives. */
    interface BodyReader<T> {
        T read(InputStream body) throws IOException, MalformedDocument;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    void end() {
        ended.countDown();
        running.ifPresent(BodyStream::end);
        waiting.ifPresent(response -> response.cancel(true));
    }

    /**
     * One GET. Where nothing of an answer came, or a 429 or 5xx did, it is tried once more, after the time that the
     * server asks for.
     *
     * @param cap bytes of the body
     */
    <T> Answer<T> get(String path, long cap, BodyReader<T> reader) {
        Ask ask = new Ask(path, Optional.empty());
        Understood<T> understood = (response, body) -> response.code() == 200 ? read(ask, body, reader)
                : refused(ask, response, body);
        Attempt<T> attempt = attempt(ask, cap, understood);
        if (attempt.again().isPresent() && attempt.again().get().compareTo(deadline.remaining()) < 0) {
            try {
                if (!ended.await(attempt.again().get().toMillis(), TimeUnit.MILLISECONDS)) {
                    return attempt(ask, cap, understood).answer();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return attempt.answer();
    }

    /**
     * Whether the API server would create a pod, and its words where it would not: {@code {"status": …, "message": …}}.
     * Sent once, and only where the operator allowed it.
     */
    Answer<String> dryRun(KubernetesProbe.DryRunPod probe) {
        if (dryRun != DryRun.ALLOWED) {
            return new Answer.Trouble<>(0, Reason.REFUSED, "nothing was sent: --allow-dry-run was not given");
        }
        Ask ask = new Ask("/api/v1/namespaces/" + probe.namespace() + "/pods?dryRun=All&fieldManager=tightship",
                Optional.of(TriedPod.json()));
        return this.<String>attempt(ask, WORDS, (response, body) -> switch (response.code()) {
            case 200, 201, 202 -> new Attempt<>(new Answer.Body<>(said(response.code(), "")), Optional.empty());
            case 400, 403, 404, 409, 422, 500 -> new Attempt<>(new Answer.Body<>(said(response.code(), says(body))),
                    Optional.empty());
            default -> refused(ask, response, body);
        }).answer();
    }

    private static String said(int status, String message) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("status", BigDecimal.valueOf(status));
        said.put("message", message.length() > MESSAGE ? message.substring(0, MESSAGE) : message);
        return Json.write(said);
    }

    /** What is asked. @param payload of the one request that is not a GET */
    private record Ask(String path, Optional<String> payload) {
        /** For messages, without the query: tokens of pages tell nobody anything. */
        String bare() {
            int query = path.indexOf('?');
            return query < 0 ? path : path.substring(0, query);
        }

        @Override
        public String toString() {
            return (payload.isPresent() ? "the dry run at " : "GET ") + bare();
        }
    }

    /** Makes an attempt of an answer. */
    private interface Understood<T> {
        Attempt<T> of(HttpResponse<AsyncBody> response, BodyStream body);
    }

    /** @param again after what time it is tried once more, where that makes sense */
    private record Attempt<T>(Answer<T> answer, Optional<Duration> again) {
        static <T> Attempt<T> last(Reason reason, String detail) {
            return new Attempt<>(new Answer.Trouble<>(0, reason, detail), Optional.empty());
        }
    }

    private <T> Attempt<T> attempt(Ask ask, long cap, Understood<T> understood) {
        if (ended.getCount() == 0) {
            return Attempt.last(Reason.INTERRUPTED, "the session was ended");
        }
        if (deadline.passed()) {
            return Attempt.last(Reason.NOT_ATTEMPTED, "the time for this cluster was over before this was asked");
        }
        Deadline until = deadline.atMost(patience);
        BodyStream body = new BodyStream(until, cap);
        running = Optional.of(body);
        try {
            HttpResponse<AsyncBody> response = send(ask, body, until);
            body.from(response.body());
            return understood.of(response, body);
        } catch (TimeoutException e) {
            return Attempt.last(Reason.TIMED_OUT, ask + " was not answered in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.last(Reason.INTERRUPTED, ask + " was ended");
        } catch (ExecutionException e) {
            return broken(ask, e.getCause());
        } catch (RuntimeException e) { // a client that is closed meanwhile throws what it likes
            return ended.getCount() == 0 ? Attempt.last(Reason.INTERRUPTED, "the session was ended")
                    : Attempt.last(Reason.INTERNAL, ask + " broke: " + e);
        } finally {
            running = Optional.empty();
            bytes += body.count();
            body.end(); // whatever was not read is not wanted
        }
    }

    private HttpResponse<AsyncBody> send(Ask ask, BodyStream body, Deadline until)
            throws ExecutionException, InterruptedException, TimeoutException {
        HttpRequest.Builder request = client.newHttpRequestBuilder().uri(access.server() + ask.path())
                .header("Accept", "application/json");
        access.authorization().ifPresent(value -> request.header("Authorization", value));
        ask.payload().ifPresent(text -> request.post("application/json", text));
        count++;
        CompletableFuture<HttpResponse<AsyncBody>> response = client.consumeBytes(request.build(),
                (buffers, source) -> body.arrive(buffers));
        waiting = Optional.of(response);
        try {
            return response.get(until.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            waiting = Optional.empty();
            if (!response.isDone() || response.isCancelled()) {
                response.thenAccept(late -> late.body().cancel());
                response.cancel(true);
            }
        }
    }

    private <T> Attempt<T> read(Ask ask, BodyStream body, BodyReader<T> reader) {
        try {
            return new Attempt<>(new Answer.Body<>(reader.read(body)), Optional.empty());
        } catch (IOException | MalformedDocument e) {
            // A reader that stumbles over an answer that broke off is not the first to know.
            Answer.Trouble<Void> trouble = body.trouble().orElse(new Answer.Trouble<>(0, Reason.UNPARSABLE,
                    "the answer is broken: " + e.getMessage()));
            return Attempt.last(trouble.reason(), ask + ": " + trouble.detail());
        }
    }

    private static <T> Attempt<T> refused(Ask ask, HttpResponse<AsyncBody> response, BodyStream body) {
        int status = response.code();
        String says = says(body);
        Reason reason = switch (status) {
            case 401 -> Reason.AUTHENTICATION;
            case 403 -> Reason.FORBIDDEN;
            default -> status >= 300 && status < 400 ? Reason.REFUSED
                    : status == 429 || status >= 500 ? Reason.UNREACHABLE : Reason.UNPARSABLE;
        };
        String detail = switch (status) {
            case 401 -> "the API server does not accept the credential (is the token expired?): " + says;
            case 403 -> "the credential may not read " + ask.bare() + ": " + says;
            case 429 -> "the API server is busy (429) and did not answer " + ask + ": " + says;
            default -> status >= 300 && status < 400 ? "the API server redirects " + ask
                    + ", which is not followed" : ask + " gave status " + status + ": " + says;
        };
        Optional<Duration> again = status == 429 || status >= 500 ? Optional.of(response.headers("Retry-After")
                .stream().filter(text -> text.matches("[0-9]{1,6}")).findFirst()
                .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(PAUSE)) : Optional.empty();
        return new Attempt<>(new Answer.Trouble<>(status, reason, detail), again);
    }

    /** The server's own words: the message of a Status, else the first line. */
    private static String says(BodyStream body) {
        String text;
        try {
            text = new String(body.readNBytes(WORDS), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
        try {
            return Json.parse(text).get("message").text().orElse("");
        } catch (MalformedDocument e) {
            return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
        }
    }

    private <T> Attempt<T> broken(Ask ask, Throwable cause) {
        return new Attempt<>(Failures.of(cause, access.server(), ask.toString()).as(),
                Failures.nothingCame(cause) ? Optional.of(PAUSE) : Optional.empty());
    }
}
