package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The only place from which something goes to an API server: GETs, one at a time, each bounded from its connect to the
 * last byte of its answer.
 */
final class Requests {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int WORDS = 64 << 10;

    private final HttpClient client;
    private final Access access;
    private final Deadline deadline;
    private final Duration patience;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<BodyStream> running = Optional.empty();
    private volatile Optional<CompletableFuture<?>> waiting = Optional.empty();
    private volatile int count;
    private volatile long bytes;

    /**
     * @param deadline of the session
     * @param patience for one GET
     */
    Requests(HttpClient client, Access access, Deadline deadline, Duration patience) {
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
        Attempt<T> attempt = attempt(path, cap, reader);
        if (attempt.again().isPresent() && attempt.again().get().compareTo(deadline.remaining()) < 0) {
            try {
                if (!ended.await(attempt.again().get().toMillis(), TimeUnit.MILLISECONDS)) {
                    return attempt(path, cap, reader).answer();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return attempt.answer();
    }

    /** @param again after what time it is tried once more, where that makes sense */
    private record Attempt<T>(Answer<T> answer, Optional<Duration> again) {
        static <T> Attempt<T> last(Reason reason, String detail) {
            return new Attempt<>(new Answer.Trouble<>(0, reason, detail), Optional.empty());
        }
    }

    private <T> Attempt<T> attempt(String path, long cap, BodyReader<T> reader) {
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
            HttpResponse<AsyncBody> response = send(path, body, until);
            body.from(response.body());
            return response.code() == 200 ? read(path, body, reader) : refused(path, response, body);
        } catch (TimeoutException e) {
            return Attempt.last(Reason.TIMED_OUT, "GET " + bare(path) + " was not answered in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.last(Reason.INTERRUPTED, "GET " + bare(path) + " was ended");
        } catch (ExecutionException e) {
            return broken(path, e.getCause());
        } catch (RuntimeException e) { // a client that is closed meanwhile throws what it likes
            return ended.getCount() == 0 ? Attempt.last(Reason.INTERRUPTED, "the session was ended")
                    : Attempt.last(Reason.INTERNAL, "GET " + bare(path) + " broke: " + e);
        } finally {
            running = Optional.empty();
            bytes += body.count();
            body.end(); // whatever was not read is not wanted
        }
    }

    private HttpResponse<AsyncBody> send(String path, BodyStream body, Deadline until)
            throws ExecutionException, InterruptedException, TimeoutException {
        HttpRequest.Builder request = client.newHttpRequestBuilder().uri(access.server() + path)
                .header("Accept", "application/json");
        access.authorization().ifPresent(value -> request.header("Authorization", value));
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

    private <T> Attempt<T> read(String path, BodyStream body, BodyReader<T> reader) {
        try {
            return new Attempt<>(new Answer.Body<>(reader.read(body)), Optional.empty());
        } catch (IOException | MalformedDocument e) {
            // A reader that stumbles over an answer that broke off is not the first to know.
            Answer.Trouble<Void> trouble = body.trouble().orElse(new Answer.Trouble<>(0, Reason.UNPARSABLE,
                    "the answer is broken: " + e.getMessage()));
            return Attempt.last(trouble.reason(), "GET " + bare(path) + ": " + trouble.detail());
        }
    }

    private static <T> Attempt<T> refused(String path, HttpResponse<AsyncBody> response, BodyStream body) {
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
            case 403 -> "the credential may not read " + bare(path) + ": " + says;
            case 429 -> "the API server is busy (429) and did not answer GET " + bare(path) + ": " + says;
            default -> status >= 300 && status < 400 ? "the API server redirects GET " + bare(path)
                    + ", which is not followed" : "GET " + bare(path) + " gave status " + status + ": " + says;
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

    private <T> Attempt<T> broken(String path, Throwable cause) {
        return new Attempt<>(Failures.of(cause, access.server(), "GET " + bare(path)).as(),
                Failures.nothingCame(cause) ? Optional.of(PAUSE) : Optional.empty());
    }

    /** Without the query: tokens of pages tell nobody anything. */
    private static String bare(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
