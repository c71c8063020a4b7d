package io.tightship.scan.data;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the pages of a Kubernetes list as streams and keeps of each item only the fields asked for, and its namespace
 * and name: the rest is never held. A page that is not one of that list is a {@link MalformedDocument}, and so is an
 * item that comes twice: a server that answers so may leave others out.
 */
public final class ProjectedList {

    private static final int MAX_DEPTH = 100;

    private final String apiVersion;
    private final Paths paths;
    private final long limit;
    private final Function<Data, Object> further;
    private final boolean folding;
    private final SortedMap<String, String> items = new TreeMap<>();
    private final SortedMap<String, Fold> folds = new TreeMap<>();
    private final Set<String> names = new HashSet<>();
    private long length;
    private String next = "";

    /**
     * @param apiVersion what each page must say
     * @param paths      dotted field names; see {@code Projection}
     * @param limit      characters of the document that is kept
     */
    public ProjectedList(String apiVersion, List<String> paths, long limit) {
        this(apiVersion, paths, limit, Data::plain);
    }

    /** @param further what is kept of an item after that, as plain values; it keeps the metadata */
    public ProjectedList(String apiVersion, List<String> paths, long limit, Function<Data, Object> further) {
        this(apiVersion, paths, limit, further, false);
    }

    private ProjectedList(String apiVersion, List<String> paths, long limit, Function<Data, Object> further,
                          boolean folding) {
        this.further = further;
        this.folding = folding;
        this.apiVersion = apiVersion;
        this.paths = new Paths();
        paths.forEach(this.paths::add);
        this.paths.add("metadata.namespace");
        this.paths.add("metadata.name");
        this.limit = limit;
    }

    /**
     * Items of which the same is kept become one, with their number as {@code count} and the first of their names as
     * {@code example}: what is held grows with the different ones.
     *
     * @param further what is kept of an item, a map without its name
     */
    public static ProjectedList folded(String apiVersion, List<String> paths, long limit,
                                       Function<Data, Object> further) {
        return new ProjectedList(apiVersion, paths, limit, further, true);
    }

    /** How many items are the same, and the first of their names. */
    private record Fold(int count, String example) {
        Fold and(Fold other) {
            return new Fold(count + other.count, example.compareTo(other.example) <= 0 ? example : other.example);
        }
    }

    /** Adds the items of one page; once the limit is exceeded, they are read and not kept. */
    public void read(Reader page) throws MalformedDocument {
        next = "";
        Map<String, String> heading = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        try (JsonReader json = new JsonReader(page)) {
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(MAX_DEPTH);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (!seen.add(name)) {
                    throw new MalformedDocument("the key \"" + name + "\" stands twice");
                }
                switch (name) {
                    case "kind", "apiVersion" -> heading.put(name, json.nextString());
                    case "metadata" -> next = Data.of(Json.value(json)).get("continue").text().orElse("");
                    case "items" -> items(json);
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
        String kind = heading.getOrDefault("kind", "");
        if (!kind.endsWith("List") || !seen.contains("items")) {
            throw new MalformedDocument("expected a list, the answer is of kind '" + kind + "'"
                    + (seen.contains("items") ? "" : " and has no items"));
        }
        if (!heading.getOrDefault("apiVersion", "").equals(apiVersion)) {
            throw new MalformedDocument("expected a list of " + apiVersion + ", the answer is of '"
                    + heading.getOrDefault("apiVersion", "") + "'");
        }
    }

    private void items(JsonReader json) throws IOException, MalformedDocument {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull(); // how Go writes an empty list that was never made
            return;
        }
        json.beginArray();
        while (json.hasNext()) {
            Object item = value(json, paths);
            Data metadata = Data.of(item).get("metadata");
            String name = metadata.get("name").text().orElse("");
            if (name.isEmpty()) {
                throw new MalformedDocument("an item of the list has no name");
            }
            String namespace = metadata.get("namespace").text().orElse("");
            // No name holds a character that sorts before this one: it sets namespaces apart.
            String key = namespace + "\u0000" + name;
            if (!names.add(key)) {
                throw new MalformedDocument("the item " + (namespace.isEmpty() ? "" : namespace + "/") + name
                        + " comes twice");
            }
            if (overflowed()) {
                continue;
            }
            String text = Json.write(further.apply(Data.of(item)));
            if (!folding || !folds.containsKey(text)) {
                length += text.length() + 1;
            }
            if (folding) {
                folds.merge(text, new Fold(1, name), Fold::and);
            } else {
                items.put(key, text);
            }
        }
        json.endArray();
    }

    /** The token of the next page; empty after the last one. */
    public String next() {
        return next;
    }

    /** True once more was read than the limit allows: the document is then of no use. */
    public boolean overflowed() {
        return length > limit;
    }

    /** {@code {"apiVersion": …, "items": […]}}, sorted by namespace and name; folded ones by what is kept of them. */
    public String document() {
        folds.forEach((text, fold) -> items.put(text, "{\"count\":" + fold.count() + ",\"example\":"
                + Json.write(fold.example()) + "," + text.substring(1)));
        return "{\"apiVersion\":" + Json.write(apiVersion) + ",\"items\":[" + String.join(",", items.values()) + "]}";
    }

    private static Object value(JsonReader json, Paths paths) throws IOException, MalformedDocument {
        if (paths.whole) {
            return Json.value(json);
        }
        return switch (json.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> kept = new LinkedHashMap<>();
                json.beginObject();
                while (json.hasNext()) {
                    String name = json.nextName();
                    Paths below = paths.below(name);
                    if (below == null) {
                        json.skipValue();
                    } else if (kept.containsKey(name)) {
                        throw new MalformedDocument("the key \"" + name + "\" stands twice at " + json.getPath());
                    } else {
                        kept.put(name, value(json, below));
                    }
                }
                json.endObject();
                yield kept;
            }
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                json.beginArray();
                while (json.hasNext()) {
                    list.add(value(json, paths));
                }
                json.endArray();
                yield list;
            }
            default -> Json.value(json); // a scalar where a structure was expected: the reader of the fact decides
        };
    }

    /** A tree of the fields that are kept; the items of an array have the fields of the array. */
    private static final class Paths {
        private final Map<String, Paths> fields = new TreeMap<>();
        private boolean whole;

        void add(String path) {
            int dot = path.indexOf('.');
            Paths field = fields.computeIfAbsent((dot < 0 ? path : path.substring(0, dot)).replace("[]", ""),
                    name -> new Paths());
            if (dot < 0) {
                field.whole = true;
            } else {
                field.add(path.substring(dot + 1));
            }
        }

        /** Null for a field that is not kept. */
        Paths below(String name) {
            Paths field = fields.get(name);
            return field != null ? field : fields.get("*");
        }
    }
}
