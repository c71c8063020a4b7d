package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A conversation with one API server. Absence is known only where discovery proves it. */
final class KubernetesSession implements Session {

    private static final int PAGE = 500;
    private static final int MOST_PAGES = 10_000;
    private static final int STORED = 64 << 20;

    private final SessionId id;
    private final KubernetesClient client;
    private final Clock clock;
    private final Requests requests;
    private final Map<String, Answer> discovery = new TreeMap<>();

    KubernetesSession(SessionId id, KubernetesClient client, Deadline deadline, Clock clock) {
        this.id = id;
        this.client = client;
        this.clock = clock;
        this.requests = new Requests(client, deadline);
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            Instant at = Instant.now(clock);
            long begun = System.nanoTime();
            Outcome outcome = switch ((KubernetesProbe) probe) {
                case KubernetesProbe.Version version -> Outcome.of(discover("/version"));
                case KubernetesProbe.Groups groups -> Outcome.of(discover("/apis"));
                case KubernetesProbe.List list -> list(list);
            };
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            readings.add(switch (outcome.status()) {
                case Reading.Status.Read read -> Reading.read(id, probe, at, took, read.exit(), "",
                        outcome.body().getBytes(StandardCharsets.UTF_8));
                case Reading.Status.Absent absent -> Reading.absent(id, probe, at, took, absent.proof());
                case Reading.Status.Unread unread -> Reading.unread(id, probe, at, took, unread.reason(),
                        unread.detail());
            });
        }
        return readings;
    }

    /** What a probe came to. */
    private record Outcome(Reading.Status status, String body) {
        static Outcome of(Answer answer) {
            return answer.ok() ? new Outcome(new Reading.Status.Read(200, ""), answer.text())
                    : new Outcome(answer.trouble(), "");
        }

        static Outcome unread(Reason reason, String detail) {
            return new Outcome(new Reading.Status.Unread(reason, detail), "");
        }

        static Outcome absent(String proof) {
            return new Outcome(new Reading.Status.Absent(proof), "");
        }
    }

    /** A discovery document, fetched once in a session. */
    private Answer discover(String path) {
        return discovery.computeIfAbsent(path, requests::get);
    }

    private Outcome list(KubernetesProbe.List probe) {
        String version;
        if (probe.group().isEmpty()) {
            version = "v1";
        } else {
            Answer groups = discover("/apis");
            if (!groups.ok()) {
                return Outcome.of(groups);
            }
            try {
                Optional<Data> group = Json.parse(groups.text()).get("groups").list().stream()
                        .filter(item -> item.get("name").text().equals(Optional.of(probe.group()))).findFirst();
                if (Json.parse(groups.text()).get("groups").isAbsent()) {
                    return Outcome.unread(Reason.UNPARSABLE, "/apis of cluster " + id.target().name()
                            + " is not a list of API groups");
                }
                if (group.isEmpty()) {
                    return Outcome.absent("the API server serves no group " + probe.group());
                }
                List<String> served = group.get().get("versions").list().stream()
                        .flatMap(item -> item.get("version").text().stream()).toList();
                Optional<String> best = probe.projection().versions().stream().filter(served::contains).findFirst();
                if (best.isEmpty()) {
                    return Outcome.unread(Reason.UNSUPPORTED_VERSION, "the API server serves " + probe.group() + " "
                            + String.join(", ", served) + ", and only " + String.join(", ",
                            probe.projection().versions()) + " are known");
                }
                version = best.get();
            } catch (MalformedDocument e) {
                return Outcome.unread(Reason.UNPARSABLE, "/apis is " + e.getMessage());
            }
        }
        String home = probe.group().isEmpty() ? "/api/v1" : "/apis/" + probe.group() + "/" + version;
        return pages(probe, home, version);
    }

    private Outcome pages(KubernetesProbe.List probe, String home, String version) {
        for (int attempt = 0; ; attempt++) {
            ProjectedList list = new ProjectedList(probe.projection().paths());
            String token = "";
            for (int page = 0; page < MOST_PAGES; page++) {
                Answer answer = requests.get(home + "/" + probe.resource() + "?limit=" + PAGE + (token.isEmpty() ? ""
                        : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
                if (answer.status() == 410 && attempt == 0) {
                    break; // the list expired while it was read: once more from the beginning
                }
                if (answer.status() == 404) {
                    return notFound(probe, home);
                }
                if (!answer.ok()) {
                    return Outcome.of(answer);
                }
                try {
                    list.read(new InputStreamReader(new ByteArrayInputStream(answer.body()),
                            StandardCharsets.UTF_8));
                } catch (MalformedDocument e) {
                    return Outcome.unread(Reason.UNPARSABLE, "the list of " + probe.resource() + " is broken: "
                            + e.getMessage());
                }
                if (list.next().isEmpty()) {
                    String body = list.document((probe.group().isEmpty() ? "" : probe.group() + "/") + version);
                    return body.length() > STORED ? Outcome.unread(Reason.TRUNCATED, "the list of "
                            + probe.resource() + " is longer than " + STORED + " bytes")
                            : new Outcome(new Reading.Status.Read(200, ""), body);
                }
                if (list.next().equals(token)) {
                    return Outcome.unread(Reason.UNPARSABLE, "the list of " + probe.resource() + " never ends");
                }
                token = list.next();
            }
            if (attempt > 0) {
                return Outcome.unread(Reason.UNPARSABLE, "the list of " + probe.resource() + " never ends");
            }
        }
    }

    /** 404 proves nothing by itself: the discovery document of the group's version must lack the resource. */
    private Outcome notFound(KubernetesProbe.List probe, String home) {
        Answer resources = discover(home);
        if (resources.ok()) {
            try {
                Data listed = Json.parse(resources.text()).get("resources");
                if (listed.isList() && listed.list().stream().noneMatch(item -> item.get("name").text()
                        .equals(Optional.of(probe.resource())))) {
                    return Outcome.absent(home + " serves no " + probe.resource());
                }
            } catch (MalformedDocument e) {
                return Outcome.unread(Reason.UNPARSABLE, home + " is " + e.getMessage());
            }
        }
        return Outcome.unread(Reason.BLIND, home + "/" + probe.resource()
                + " is not found, and discovery does not prove that it does not exist");
    }

    @Override
    public Footprint footprint() {
        return new Footprint(id.target().id(), 1, 0, requests.count(), requests.bytes());
    }

    @Override
    public void close() {
        requests.end();
        client.close();
    }
}
