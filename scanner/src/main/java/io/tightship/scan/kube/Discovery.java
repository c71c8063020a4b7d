package io.tightship.scan.kube;

import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a server says that it serves; each document is asked for once in a session. */
final class Discovery {

    private static final long LONGEST = 16 << 20;

    private final Requests requests;
    private final Map<String, Answer<Document>> documents = new TreeMap<>();

    Discovery(Requests requests) {
        this.requests = requests;
    }

    /** As it was sent, and as it was understood. */
    record Document(String text, Data data) {
    }

    /** Where a resource is. */
    sealed interface Place {
        record Served(String version) implements Place {
        }

        record Absent(String proof) implements Place {
        }

        record Unknown(Reason reason, String detail) implements Place {
        }
    }

    /** {@code v1}, {@code apps/v1}. */
    static String apiVersion(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code /api/v1}, {@code /apis/apps/v1}. */
    static String home(String group, String version) {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version;
    }

    Answer<Document> document(String path) {
        Answer<Document> known = documents.get(path);
        if (known == null) {
            known = requests.get(path, LONGEST, body -> {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                Data data = Json.parse(text);
                if (!data.isMap()) {
                    throw new MalformedDocument("expected a JSON object");
                }
                return new Document(text, data);
            });
            documents.put(path, known);
        }
        return known;
    }

    /** The version of a group to ask first: the best that both sides know. */
    Place version(String group, List<String> known) {
        if (group.isEmpty()) {
            return new Place.Served("v1");
        }
        return switch (served(group)) {
            case Answer.Trouble<List<String>> trouble -> new Place.Unknown(trouble.reason(), trouble.detail());
            case Answer.Body<List<String>>(List<String> versions) -> {
                if (versions.isEmpty()) {
                    yield new Place.Absent("/apis was read, and names no group " + group);
                }
                Optional<String> best = known.stream().filter(versions::contains).findFirst();
                yield best.isPresent() ? new Place.Served(best.get()) : unsupported(group, versions, known);
            }
        };
    }

    /**
     * Where a resource is that a version of its group, although served, does not have. Kinds of one group are served in
     * versions of their own, so it is absent only if no version names it.
     */
    Place elsewhere(String group, String resource, List<String> known, String without) {
        List<String> versions = List.of(without);
        if (!group.isEmpty() && served(group) instanceof Answer.Body<List<String>>(List<String> all)) {
            versions = all;
        }
        List<String> having = new ArrayList<>();
        for (String version : versions) {
            String home = home(group, version);
            switch (document(home)) {
                case Answer.Trouble<Document> trouble -> {
                    return new Place.Unknown(Reason.BLIND, home(group, without) + "/" + resource
                            + " is not found, and discovery does not prove that it does not exist: "
                            + trouble.detail());
                }
                case Answer.Body<Document>(Document document) -> {
                    Data resources = document.data().get("resources");
                    if (!document.data().get("kind").text().equals(Optional.of("APIResourceList"))
                            || !resources.isList()) {
                        return new Place.Unknown(Reason.UNPARSABLE, home + " is not a list of API resources");
                    }
                    if (resources.list().stream().anyMatch(item -> item.get("name").text()
                            .equals(Optional.of(resource)))) {
                        having.add(version);
                    }
                }
            }
        }
        if (having.isEmpty()) {
            return new Place.Absent("no version of " + (group.isEmpty() ? "the core group" : group) + " ("
                    + String.join(", ", versions) + ") names " + resource);
        }
        Optional<String> other = known.stream().filter(having::contains).filter(version -> !version.equals(without))
                .findFirst();
        return other.isPresent() ? new Place.Served(other.get()) : having.contains(without)
                ? new Place.Unknown(Reason.BLIND, home(group, without) + "/" + resource
                + " is not found, although discovery names it") : unsupported(group, having, known);
    }

    private static Place unsupported(String group, List<String> served, List<String> known) {
        return new Place.Unknown(Reason.UNSUPPORTED_VERSION, "the API server serves " + group + " "
                + String.join(", ", served) + ", and only " + String.join(", ", known) + " are known");
    }

    /** The versions of a group; none where the server does not have the group. */
    private Answer<List<String>> served(String group) {
        return switch (document("/apis")) {
            case Answer.Trouble<Document> trouble -> trouble.as();
            case Answer.Body<Document>(Document document) -> {
                Data groups = document.data().get("groups");
                if (!document.data().get("kind").text().equals(Optional.of("APIGroupList")) || !groups.isList()) {
                    yield new Answer.Trouble<>(0, Reason.UNPARSABLE, "/apis is not a list of API groups");
                }
                List<String> versions = new ArrayList<>();
                for (Data item : groups.list()) {
                    Optional<String> name = item.get("name").text();
                    List<String> of = item.get("versions").list().stream().flatMap(version ->
                            version.get("version").text().stream()).toList();
                    if (name.isEmpty() || of.isEmpty()) {
                        yield new Answer.Trouble<>(0, Reason.UNPARSABLE, "/apis holds a group without a name or "
                                + "without versions");
                    }
                    if (name.get().equals(group)) {
                        versions.addAll(of);
                    }
                }
                yield new Answer.Body<>(versions);
            }
        };
    }
}
