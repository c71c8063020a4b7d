package io.tightship.scan.data;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a page of a Kubernetes list as a stream and keeps of each item only the fields asked for: the rest is never held.
 */
public final class ProjectedList {

    private final Paths paths;
    private final List<Object> items = new ArrayList<>();
    private String next = "";

    /** @param paths dotted field names; see {@code Projection} */
    public ProjectedList(List<String> paths) {
        this.paths = Paths.of(paths);
    }

    /** Adds the items of one page. */
    public void read(Reader page) throws MalformedDocument {
        next = "";
        boolean listed = false;
        String kind = "";
        try (JsonReader json = new JsonReader(page)) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "kind" -> kind = json.nextString();
                    case "metadata" -> next = token(json);
                    case "items" -> {
                        listed = true;
                        if (json.peek() == JsonToken.NULL) {
                            json.nextNull();
                        } else {
                            json.beginArray();
                            while (json.hasNext()) {
                                items.add(value(json, paths));
                            }
                            json.endArray();
                        }
                    }
                    default -> json.skipValue();
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedDocument("something follows the JSON document");
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new MalformedDocument("not JSON: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (!listed || !kind.endsWith("List")) {
            throw new MalformedDocument("expected a list, the answer is of kind '" + kind + "'"
                    + (listed ? "" : " and has no items"));
        }
    }

    /** The token of the next page; empty after the last one. */
    public String next() {
        return next;
    }

    /** {@code {"apiVersion": …, "items": […]}}, sorted by namespace and name. */
    public String document(String apiVersion) {
        items.sort(java.util.Comparator.comparing(ProjectedList::key));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", apiVersion);
        document.put("items", items);
        return Json.write(document);
    }

    private static String key(Object item) {
        Data metadata = Data.of(item).get("metadata");
        return metadata.get("namespace").text().orElse("") + "\u0000" + metadata.get("name").text().orElse("");
    }

    private static String token(JsonReader json) throws IOException, MalformedDocument {
        return Data.of(Json.value(json)).get("continue").text().orElse("");
    }

    private static Object value(JsonReader json, Paths paths) throws IOException, MalformedDocument {
        if (paths.whole()) {
            return Json.value(json);
        }
        return switch (json.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> kept = new LinkedHashMap<>();
                json.beginObject();
                while (json.hasNext()) {
                    String name = json.nextName();
                    if (paths.below(name) instanceof Paths below && !below.nothing()) {
                        kept.put(name, value(json, below));
                    } else {
                        json.skipValue();
                    }
                }
                json.endObject();
                yield kept;
            }
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                json.beginArray();
                while (json.hasNext()) {
                    list.add(value(json, paths.items()));
                }
                json.endArray();
                yield list;
            }
            default -> Json.value(json); // a scalar where a structure was expected: the reader of the fact decides
        };
    }

    /** A tree of the fields that are kept. */
    private record Paths(boolean whole, Map<String, Paths> fields) {
        static Paths of(List<String> paths) {
            Paths root = new Paths(false, new TreeMap<>());
            Map<String, List<String>> byHead = new TreeMap<>();
            for (String path : paths) {
                int dot = path.indexOf('.');
                byHead.computeIfAbsent(dot < 0 ? path : path.substring(0, dot), head -> new ArrayList<>())
                        .add(dot < 0 ? "" : path.substring(dot + 1));
            }
            byHead.forEach((head, rest) -> {
                String name = head.replace("[]", "");
                boolean all = rest.contains("");
                root.fields.put(name, all ? new Paths(true, Map.of()) : of(rest));
            });
            return root;
        }

        boolean nothing() {
            return !whole && fields.isEmpty();
        }

        Paths below(String name) {
            return fields.containsKey(name) ? fields.get(name)
                    : fields.getOrDefault("*", new Paths(false, Map.of()));
        }

        Paths items() {
            return this;
        }
    }
}
