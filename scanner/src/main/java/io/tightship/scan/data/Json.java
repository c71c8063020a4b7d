package io.tightship.scan.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strict JSON (RFC 8259): no comments, no bare words, no key twice, nothing after the document. */
public final class Json {

    /** Deeper documents are hostile. */
    private static final int MAX_DEPTH = 100;

    private static final Gson WRITER = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private Json() {
    }

    /** @throws MalformedDocument with the place where it stops being JSON */
    public static Data parse(String text) throws MalformedDocument {
        return parse(new StringReader(text));
    }

    public static Data parse(Reader text) throws MalformedDocument {
        try (JsonReader reader = new JsonReader(text)) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            Object value = value(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedDocument("something follows the JSON document");
            }
            return Data.of(value);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // The library's advice on lenient parsing is not for an operator.
            throw new MalformedDocument("not JSON: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    .replaceFirst("Use JsonReader.setStrictness\\(Strictness.LENIENT\\) to accept m", "m"));
        }
    }

    /** The next value of a stream. */
    static Object value(JsonReader reader) throws IOException, MalformedDocument {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String key = reader.nextName();
                    if (map.containsKey(key)) {
                        throw new MalformedDocument("the key \"" + key + "\" stands twice at " + reader.getPath());
                    }
                    map.put(key, value(reader));
                }
                reader.endObject();
                yield map;
            }
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(value(reader));
                }
                reader.endArray();
                yield list;
            }
            case STRING -> reader.nextString();
            case NUMBER -> new BigDecimal(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            default -> throw new MalformedDocument("not JSON at " + reader.getPath());
        };
    }

    /** @param value maps, lists, String, Boolean, Number, null, or {@link Data} of these at the top */
    public static String write(Object value) {
        return WRITER.toJson(value instanceof Data data ? data.plain() : value);
    }
}
