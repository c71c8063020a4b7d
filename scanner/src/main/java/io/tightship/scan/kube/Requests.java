package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Reading.Status.Unread;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/** The only place from which something goes to an API server: GETs, each bounded by the session's deadline. */
final class Requests {

    private static final int BODY = 256 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Deadline deadline;
    private final AtomicReference<CompletableFuture<?>> running = new AtomicReference<>();
    private volatile boolean ended;
    private int count;
    private long bytes;

    Requests(KubernetesClient client, Deadline deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    void end() {
        ended = true;
        CompletableFuture<?> request = running.get();
        if (request != null) {
            request.cancel(true);
        }
    }

    /** One GET; a 429 or 5xx is tried once more after the time that the server asks for. */
    Answer get(String path) {
        Attempt attempt = attempt(path);
        if (attempt.again().isPresent() && attempt.again().get().compareTo(deadline.remaining()) < 0 && !ended) {
            try {
                Thread.sleep(attempt.again().get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return attempt.answer();
            }
            return attempt(path).answer();
        }
        return attempt.answer();
    }

    /** @param again when to try once more, where that makes sense */
    private record Attempt(Answer answer, Optional<Duration> again) {
    }

    private Attempt attempt(String path) {
        if (ended || deadline.passed()) {
            return failed(ended ? Reason.INTERRUPTED : Reason.TIMED_OUT, "the time for this cluster is over");
        }
        String base = client.getConfiguration().getMasterUrl().replaceFirst("/+$", "");
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder().uri(URI.create(base + path).toString())
                .header("Accept", "application/json").build();
        count++;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<AsyncBody>> response = client.getHttpClient().consumeBytes(request,
                (buffers, stream) -> {
                    for (java.nio.ByteBuffer buffer : buffers) {
                        byte[] part = new byte[buffer.remaining()];
                        buffer.get(part);
                        body.writeBytes(part);
                    }
                    if (body.size() > BODY) {
                        stream.cancel();
                    } else {
                        stream.consume();
                    }
                });
        running.set(response);
        try {
            HttpResponse<AsyncBody> answer = response.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            answer.body().consume();
            running.set(answer.body().done());
            answer.body().done().get(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
            bytes += body.size();
            return judged(path, answer, body.toByteArray());
        } catch (TimeoutException e) {
            response.cancel(true);
            response.thenAccept(late -> late.body().cancel());
            return failed(Reason.TIMED_OUT, "GET " + path + " was not answered in time");
        } catch (CancellationException e) {
            return body.size() > BODY ? failed(Reason.TRUNCATED, "the answer to GET " + path + " is longer than "
                    + BODY + " bytes") : failed(Reason.INTERRUPTED, "GET " + path + " was ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(Reason.INTERRUPTED, "GET " + path + " was ended");
        } catch (ExecutionException e) {
            return broken(path, e.getCause());
        }
    }

    private Attempt broken(String path, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof SSLException)) {
            root = root.getCause();
        }
        String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String server = client.getConfiguration().getMasterUrl();
        return switch (root) {
            case SSLException tls -> failed(Reason.HOST_KEY, server + " cannot be verified: " + words);
            case UnknownHostException name -> failed(Reason.UNREACHABLE, "the name of " + server
                    + " cannot be resolved");
            case ConnectException refused -> failed(Reason.UNREACHABLE, server + " cannot be connected to: " + words);
            case java.net.http.HttpTimeoutException slow -> failed(Reason.TIMED_OUT, "GET " + path
                    + " was not answered in time");
            case java.nio.channels.UnresolvedAddressException name -> failed(Reason.UNREACHABLE, "the name of "
                    + server + " cannot be resolved");
            case IOException broken -> failed(Reason.UNREACHABLE, "the connection to " + server + " broke: " + words);
            default -> failed(Reason.INTERNAL, "GET " + path + " broke: " + root);
        };
    }

    private static Attempt judged(String path, HttpResponse<AsyncBody> response, byte[] body) {
        int status = response.code();
        String says = says(body);
        Reason reason = switch (status) {
            case 401 -> Reason.AUTHENTICATION;
            case 403 -> Reason.FORBIDDEN;
            case 404, 410, 400, 405, 406 -> Reason.UNPARSABLE;
            default -> status >= 300 && status < 400 ? Reason.REFUSED : Reason.UNREACHABLE;
        };
        String detail = switch (status) {
            case 401 -> "the API server does not accept the credential (is the token expired?): " + says;
            case 403 -> "the credential may not read " + path.replaceFirst("\\?.*", "") + ": " + says;
            case 429 -> "the API server is busy (429): " + says;
            default -> status >= 300 && status < 400 ? "the API server redirects GET " + path
                    + ", which is not followed" : "GET " + path.replaceFirst("\\?.*", "") + " gave status " + status
                    + ": " + says;
        };
        Optional<Duration> again = status == 429 || status >= 500 ? Optional.of(response.headers("Retry-After")
                .stream().filter(text -> text.matches("[0-9]{1,4}")).findFirst()
                .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(PAUSE)) : Optional.empty();
        return new Attempt(new Answer(status, body, new Unread(reason, detail)), again);
    }

    private static String says(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4096), java.nio.charset.StandardCharsets.UTF_8);
        try {
            return Json.parse(text).get("message").text().orElse("");
        } catch (MalformedDocument e) {
            return text.lines().findFirst().orElse("").strip();
        }
    }

    private static Attempt failed(Reason reason, String detail) {
        return new Attempt(new Answer(0, new byte[0], new Unread(reason, detail)), Optional.empty());
    }
}
