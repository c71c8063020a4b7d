package io.tightship.scan.nvue;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SwitchProbe;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/** A conversation with one switch: GETs, each bounded by the session's deadline, bodies included. */
final class SwitchSession implements Session {

    private static final int BODY = 32 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SessionId id;
    private final SwitchEntry entry;
    private final String authorization;
    private final Trust trust;
    private final Deadline deadline;
    private final Clock clock;
    private final HttpClient client;
    private final AtomicReference<CompletableFuture<?>> running = new AtomicReference<>();
    private volatile boolean ended;
    private int requests;
    private long bytes;

    SwitchSession(SessionId id, SwitchEntry entry, String authorization, Trust trust, Deadline deadline, Clock clock) {
        this.id = id;
        this.entry = entry;
        this.authorization = authorization;
        this.trust = trust;
        this.deadline = deadline;
        this.clock = clock;
        javax.net.ssl.SSLParameters parameters = trust.context().getDefaultSSLParameters();
        if (entry.certificateSha256().isEmpty()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        this.client = HttpClient.newBuilder().sslContext(trust.context()).sslParameters(parameters)
                .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline.atMost(Duration.ofSeconds(10)).remaining().plusMillis(1)).build();
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            Instant at = Instant.now(clock);
            long begun = System.nanoTime();
            Outcome outcome = ask((SwitchProbe) probe);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            readings.add(outcome.unread().isPresent()
                    ? Reading.unread(id, probe, at, took, outcome.unread().get().reason(),
                    outcome.unread().get().detail())
                    : Reading.read(id, probe, at, took, 200, "", outcome.body().getBytes(StandardCharsets.UTF_8)));
        }
        return readings;
    }

    /**
     * What one probe came to.
     *
     * @param again when to ask once more, where the switch is only busy
     */
    private record Outcome(String body, Optional<Reading.Status.Unread> unread, Optional<Duration> again) {
        static Outcome unread(Reason reason, String detail) {
            return new Outcome("", Optional.of(new Reading.Status.Unread(reason, detail)), Optional.empty());
        }
    }

    private Outcome ask(SwitchProbe probe) {
        Outcome first = attempt(probe);
        if (first.again().isEmpty() || first.again().get().compareTo(deadline.remaining()) >= 0 || ended) {
            return first;
        }
        try {
            Thread.sleep(first.again().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return first;
        }
        return attempt(probe);
    }

    private Outcome attempt(SwitchProbe probe) {
        String where = "https://" + entry.address() + ":" + entry.port();
        if (ended || deadline.passed()) {
            return Outcome.unread(ended ? Reason.INTERRUPTED : Reason.TIMED_OUT, "the time for this switch is over");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(where + "/nvue_v1" + probe.path()))
                .header("Authorization", authorization).header("Accept", "application/json").GET().build();
        requests++;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request,
                HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.filter(bytes -> body.size() <= BODY)
                        .ifPresent(body::writeBytes)));
        running.set(response);
        try {
            HttpResponse<Void> answer = response.get(deadline.remaining().toMillis() + 1, TimeUnit.MILLISECONDS);
            bytes += body.size();
            return body.size() > BODY ? Outcome.unread(Reason.TRUNCATED, "the answer of " + where + " is longer than "
                    + BODY + " bytes") : judged(probe, where, answer, body.toByteArray());
        } catch (TimeoutException e) {
            response.cancel(true);
            return Outcome.unread(Reason.TIMED_OUT, where + " gave no complete answer in time");
        } catch (CancellationException e) {
            return Outcome.unread(Reason.INTERRUPTED, "the session was ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.unread(Reason.INTERRUPTED, "the session was ended");
        } catch (ExecutionException e) {
            return broken(where, e.getCause());
        }
    }

    private Outcome broken(String where, Throwable cause) {
        String words = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (!trust.refusal().isEmpty()) {
            return Outcome.unread(Reason.HOST_KEY, where + " is not the switch that is known: " + trust.refusal());
        }
        return switch (cause) {
            case SSLException tls -> Outcome.unread(Reason.HOST_KEY, where + " cannot be verified: " + words
                    + " (pin its certificate by certificate-sha256, or give its authorities)");
            case HttpTimeoutException slow -> Outcome.unread(Reason.TIMED_OUT, where + " does not answer");
            case ConnectException refused -> Outcome.unread(Reason.UNREACHABLE, where + " cannot be connected to"
                    + (cause.getCause() instanceof UnresolvedAddressException ? ": its name cannot be resolved" : ""));
            default -> Outcome.unread(Reason.UNREACHABLE, "the connection to " + where + " broke: " + words);
        };
    }

    private static Outcome judged(SwitchProbe probe, String where, HttpResponse<Void> answer, byte[] body) {
        int status = answer.statusCode();
        String what = where + "/nvue_v1" + probe.path();
        return switch (status) {
            case 200 -> {
                try {
                    yield new Outcome(NvueProjection.of(probe, new String(body, StandardCharsets.UTF_8)),
                            Optional.empty(), Optional.empty());
                } catch (MalformedDocument e) {
                    String text = new String(body, 0, Math.min(80, body.length),
                            StandardCharsets.UTF_8).replaceAll("\\s+", " ");
                    yield Outcome.unread(Reason.UNPARSABLE, what + " gave something that is no configuration: "
                            + e.getMessage() + ": \"" + text + '"');
                }
            }
            case 401 -> Outcome.unread(Reason.AUTHENTICATION, where + " does not accept the user or the password");
            case 403 -> Outcome.unread(Reason.FORBIDDEN, where + " refuses the user (403): it needs the role "
                    + "nvue-monitor, and the switch's first password must have been changed");
            case 404 -> Outcome.unread(Reason.UNSUPPORTED_VERSION, what + " is not known to this version of NVUE");
            default -> status >= 300 && status < 400
                    ? Outcome.unread(Reason.REFUSED, what + " redirects, which is not followed")
                    : new Outcome("", Optional.of(new Reading.Status.Unread(Reason.UNREACHABLE, what + " gave status "
                    + status)), status == 429 || status >= 500 ? Optional.of(answer.headers()
                    .firstValue("Retry-After").filter(text -> text.matches("[0-9]{1,4}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(PAUSE)) : Optional.empty());
        };
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), 1, 0, requests, bytes);
    }

    @Override
    public void close() {
        ended = true;
        CompletableFuture<?> request = running.get();
        if (request != null) {
            request.cancel(true);
        }
        client.shutdownNow();
    }
}
