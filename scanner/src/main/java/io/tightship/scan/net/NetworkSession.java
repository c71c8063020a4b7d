package io.tightship.scan.net;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Asks endpoints one after the other, and a few endpoints at a time, so that dead ones do not use up the time of the
 * others.
 */
final class NetworkSession implements Session {

    /** Endpoints asked at the same time. */
    private static final int PARALLEL = 8;

    private final SessionId id;
    private final Clock clock;
    private final Names names;
    private final Duration patience;
    private final Deadline deadline;
    private final Sockets sockets = new Sockets();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    NetworkSession(SessionId id, Clock clock, Names names, Duration patience, Deadline deadline) {
        this.id = id;
        this.clock = clock;
        this.names = names;
        this.patience = patience;
        this.deadline = deadline;
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        Map<String, List<Probe>> byEndpoint = new LinkedHashMap<>();
        for (Probe probe : new LinkedHashSet<Probe>(round)) {
            byEndpoint.computeIfAbsent(probe.place(), place -> new ArrayList<>()).add(probe);
        }
        Map<Probe, Reading> answers = new ConcurrentHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(PARALLEL,
                Thread.ofPlatform().daemon().name("network-", 0).factory());
        try {
            CompletableFuture<?>[] all = byEndpoint.values().stream().map(probes -> CompletableFuture.runAsync(
                    () -> probes.forEach(probe -> answers.put(probe, answer(probe))), pool))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.anyOf(CompletableFuture.allOf(all), ended)
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What was not answered is said below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pool.shutdownNow();
        }
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            Reading answer = answers.get(probe);
            readings.add(answer != null ? answer : unfinished(probe));
        }
        return readings;
    }

    private Reading unfinished(Probe probe) {
        return ended.isDone() || Thread.currentThread().isInterrupted()
                ? Reading.unread(id, probe, clock.instant(), Duration.ZERO, Reason.INTERRUPTED,
                        "the network session was ended")
                : Reading.unread(id, probe, clock.instant(), Duration.ZERO, Reason.TIMED_OUT,
                        "the time for connects of the scanner was used up");
    }

    private Reading answer(Probe probe) {
        Instant at = clock.instant();
        long start = System.nanoTime();
        try {
            if (deadline.passed()) {
                throw new ExchangeFailure(Reason.NOT_ATTEMPTED, "the time for connects of the scanner was used up");
            }
            if (!(probe instanceof NetworkProbe network)) {
                throw new ExchangeFailure(Reason.INTERNAL, "this is no probe of the network");
            }
            byte[] body = switch (network) {
                case NetworkProbe.TcpConnect(String host, int port) -> connect(host, port);
                case NetworkProbe.TlsHello(String host, int port) -> hello(host, port);
                case NetworkProbe.ServedCertificates(String host, int port) -> certificates(host, port);
                case NetworkProbe.Resolve(String host) -> resolve(host);
            };
            return Reading.read(id, probe, at, since(start), 0, "", body);
        } catch (ExchangeFailure e) {
            return Reading.unread(id, probe, at, since(start), ended.isDone() ? Reason.INTERRUPTED : e.reason(),
                    ended.isDone() ? "the network session was ended" : probe.place() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            return Reading.unread(id, probe, at, since(start), Reason.INTERRUPTED, "the network session was ended");
        } catch (RuntimeException e) {
            return Reading.unread(id, probe, at, since(start), Reason.INTERNAL, probe.place() + ": " + e);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private byte[] connect(String host, int port) throws ExchangeFailure, InterruptedException {
        return sockets.tryConnect(names.addresses(host, deadline.atMost(patience)), port, deadline, patience).name()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] certificates(String host, int port) throws ExchangeFailure, InterruptedException {
        return questions().certificates(Endpoint.of(open(host, port), port), host, port);
    }

    private byte[] hello(String host, int port) throws ExchangeFailure, InterruptedException {
        return questions().offer(Endpoint.of(open(host, port), port), host);
    }

    private TlsQuestions questions() {
        return new TlsQuestions(sockets, deadline, patience);
    }

    /** Of a name's addresses the first that takes a connect. */
    private InetAddress open(String host, int port) throws ExchangeFailure, InterruptedException {
        List<InetAddress> addresses = names.addresses(host, deadline.atMost(patience));
        InetAddress chosen = addresses.getFirst();
        for (InetAddress address : addresses.size() == 1 ? List.<InetAddress>of() : addresses) {
            if (sockets.tryConnect(address, port, deadline.atMost(patience)).open()) {
                chosen = address;
                break;
            }
        }
        return chosen;
    }

    private byte[] resolve(String host) throws ExchangeFailure, InterruptedException {
        return names.addresses(host, deadline.atMost(patience)).stream().map(Names::text).distinct().sorted()
                .map(text -> text + "\n").collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), sockets.connections(), 0, 0, sockets.bytes());
    }

    @Override
    public void close() {
        ended.complete(null);
        sockets.close();
    }
}
