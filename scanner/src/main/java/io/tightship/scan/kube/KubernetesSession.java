package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Projection;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A conversation with one API server. Lists come in pages, one at a time, and are projected while they arrive; absence
 * is known only where discovery proves it.
 */
final class KubernetesSession implements Session {

    private static final int PAGE = 500;
    private static final int MOST_PAGES = 10_000;
    private static final long RECEIVED = 4L << 30;
    private static final long STORED = 64L << 20;
    private static final long CONFIGURATION = 1L << 20;

    private final SessionId id;
    private final HttpClient client;
    private final Clock clock;
    private final Requests requests;
    private final Discovery discovery;

    KubernetesSession(SessionId id, HttpClient client, Requests requests, Clock clock) {
        this.id = id;
        this.client = client;
        this.clock = clock;
        this.requests = requests;
        this.discovery = new Discovery(requests);
    }

    /** Asks for the version: a server that cannot be spoken to at all is one failure, not one of each list. */
    void greet() throws SessionFailure {
        if (discovery.document("/version") instanceof Answer.Trouble<Discovery.Document> trouble
                && (trouble.reason() == Reason.AUTHENTICATION || trouble.status() == 0
                && trouble.reason() != Reason.UNPARSABLE)) {
            throw new SessionFailure(trouble.reason(), trouble.detail());
        }
    }

    @Override
    public List<Reading> run(List<? extends Probe> round) {
        List<Reading> readings = new ArrayList<>();
        for (Probe probe : round) {
            Instant at = Instant.now(clock);
            long begun = System.nanoTime();
            Found found = switch ((KubernetesProbe) probe) {
                case KubernetesProbe.Version version -> document("/version");
                case KubernetesProbe.Groups groups -> document("/apis");
                case KubernetesProbe.List list -> list(list, KyvernoArguments::kept);
                case KubernetesProbe.PolicyReports reports -> list(new KubernetesProbe.List(reports.group(),
                        reports.resource(), new Projection(1, List.of("v1alpha2", "v1alpha1"), ReportResults.PATHS)),
                        ReportResults::projected);
                case KubernetesProbe.HelmReleases releases -> releases();
                case KubernetesProbe.Configz configz -> configz(configz.place());
                case KubernetesProbe.Pods pods -> pods();
                case KubernetesProbe.PermissionUsers users -> permissionUsers();
                case KubernetesProbe.DryRunPod pod -> switch (requests.dryRun(pod)) {
                    case Answer.Body<String>(String said) -> new Found.Text(said);
                    case Answer.Trouble<String> trouble -> Found.unread(trouble);
                };
            };
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            readings.add(switch (found) {
                case Found.Text(String text) -> Reading.read(id, probe, at, took, 200, "",
                        text.getBytes(StandardCharsets.UTF_8));
                case Found.Absent(String proof) -> Reading.absent(id, probe, at, took, proof);
                case Found.Unread(Reason reason, String detail) -> Reading.unread(id, probe, at, took, reason, detail);
            });
        }
        return readings;
    }

    /** What a probe came to. */
    private sealed interface Found {
        record Text(String text) implements Found {
        }

        record Absent(String proof) implements Found {
        }

        record Unread(Reason reason, String detail) implements Found {
        }

        static Found unread(Answer.Trouble<?> trouble) {
            return new Unread(trouble.reason(), trouble.detail());
        }
    }

    private Found document(String path) {
        return switch (discovery.document(path)) {
            case Answer.Body<Discovery.Document>(Discovery.Document document) -> new Found.Text(document.text());
            case Answer.Trouble<Discovery.Document> trouble -> Found.unread(trouble);
        };
    }

    private Found configz(String path) {
        return switch (requests.get(path, CONFIGURATION, KubeletAnswer::projected)) {
            case Answer.Body<String>(String text) -> new Found.Text(text);
            case Answer.Trouble<String> trouble -> Found.unread(trouble);
        };
    }

    /** Only Secrets that bear Helm's label are asked for. */
    private Found releases() {
        KubernetesProbe.List secrets = new KubernetesProbe.List("", "secrets", new Projection(1, List.of("v1"),
                HelmRelease.PATHS));
        return pages(secrets, "v1", "&labelSelector=owner%3Dhelm", () -> new ProjectedList("v1", HelmRelease.PATHS, STORED,
                HelmRelease::projected)).orElseGet(() -> new Found.Unread(Reason.BLIND,
                "/api/v1/secrets is not found, although every API server has it"));
    }

    private Found pods() {
        return pages(new KubernetesProbe.List("", "pods", new Projection(1, List.of("v1"), PodForm.PATHS)), "v1", "",
                () -> ProjectedList.folded("v1", PodForm.PATHS, STORED, PodForm::of)).orElseGet(() ->
                new Found.Unread(Reason.BLIND, "/api/v1/pods is not found, although every API server has it"));
    }

    /** Looks for the kind's definition first, and lists its objects, by their names, in the group that it names. */
    private Found permissionUsers() {
        Found definitions = list(CustomKind.DEFINITIONS, item -> CustomKind.projected(item,
                KubernetesProbe.PermissionUsers.KIND));
        if (!(definitions instanceof Found.Text(String text))) {
            return definitions;
        }
        return switch (CustomKind.of(text)) {
            case CustomKind.Found.None none -> new Found.Absent("the CustomResourceDefinitions were read, and none is of the "
                    + "kind " + KubernetesProbe.PermissionUsers.KIND);
            case CustomKind.Found.Odd(String words) -> new Found.Unread(Reason.UNPARSABLE, words);
            case CustomKind.Found.One(String group, String resource, List<String> versions) -> list(
                    new KubernetesProbe.List(group, resource, new Projection(1, versions, List.of())), Data::plain);
        };
    }

    /** @param further what is kept of an item after its projection */
    private Found list(KubernetesProbe.List probe, Function<Data, Object> further) {
        return switch (discovery.version(probe.group(), probe.projection().versions())) {
            case Discovery.Place.Served(String version) -> list(probe, version, further);
            case Discovery.Place.Absent(String proof) -> new Found.Absent(proof);
            case Discovery.Place.Unknown(Reason reason, String detail) -> new Found.Unread(reason, detail);
        };
    }

    private Found list(KubernetesProbe.List probe, String version, Function<Data, Object> further) {
        return pages(probe, version, further).orElseGet(() ->
                switch (discovery.elsewhere(probe.group(), probe.resource(), probe.projection().versions(), version)) {
                    case Discovery.Place.Served(String other) -> pages(probe, other, further).orElseGet(() ->
                            new Found.Unread(Reason.BLIND, Discovery.home(probe.group(), other) + "/"
                                    + probe.resource() + " is not found, although discovery names it"));
                    case Discovery.Place.Absent(String proof) -> new Found.Absent(proof);
                    case Discovery.Place.Unknown(Reason reason, String detail) -> new Found.Unread(reason, detail);
                });
    }

    /** Empty where the server says 404, which proves nothing yet. */
    private Optional<Found> pages(KubernetesProbe.List probe, String version, Function<Data, Object> further) {
        return pages(probe, version, "", () -> new ProjectedList(Discovery.apiVersion(probe.group(), version),
                probe.projection().paths(), STORED, further));
    }

    private Optional<Found> pages(KubernetesProbe.List probe, String version, String query,
                                  Supplier<ProjectedList> empty) {
        for (int attempt = 0; attempt < 2; attempt++) {
            ProjectedList list = empty.get();
            switch (pages(probe, version, query, list)) {
                case Answer.Body<ProjectedList> body -> {
                    return Optional.of(list.overflowed() ? new Found.Unread(Reason.TRUNCATED, "the list of "
                            + probe.resource() + " is longer than " + STORED + " characters")
                            : new Found.Text(list.document()));
                }
                case Answer.Trouble<ProjectedList> trouble when trouble.status() == 404 -> {
                    return Optional.empty();
                }
                case Answer.Trouble<ProjectedList> trouble when trouble.status() == 410 -> {
                    // The list expired while it was read: once more from the beginning.
                }
                case Answer.Trouble<ProjectedList> trouble -> {
                    return Optional.of(Found.unread(trouble));
                }
            }
        }
        return Optional.of(new Found.Unread(Reason.TIMED_OUT, "the list of " + probe.resource()
                + " expired twice (410) while its pages were read"));
    }

    private Answer<ProjectedList> pages(KubernetesProbe.List probe, String version, String query, ProjectedList list) {
        String path = Discovery.home(probe.group(), version) + "/" + probe.resource() + "?limit=" + PAGE + query;
        long before = requests.bytes();
        for (int page = 0; page < MOST_PAGES; page++) {
            String token = list.next();
            Answer<ProjectedList> answer = requests.get(path + (token.isEmpty() ? "" : "&continue="
                    + URLEncoder.encode(token, StandardCharsets.UTF_8)), RECEIVED - (requests.bytes() - before),
                    body -> {
                        list.read(new InputStreamReader(body, StandardCharsets.UTF_8));
                        return list;
                    });
            if (answer instanceof Answer.Trouble<ProjectedList> || list.next().isEmpty() || list.overflowed()) {
                return answer;
            }
            if (list.next().equals(token)) {
                break;
            }
        }
        return new Answer.Trouble<>(0, Reason.UNPARSABLE, "the list of " + probe.resource() + " never ends");
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
